//! Signing out at the wish of an app (OpenID Connect RP-Initiated Logout).

use gatehouse_domain::{BrowserSession, Client, EndSessionRequest, SignOutProof};
use gatehouse_tokens::IdToken;

use crate::{Context, Requester, Result, browser_sessions, clients, subjects};

/// What to do about an app's wish.
pub enum EndSession {
    /// Nobody is signed in any more in this browser, which goes on there or to our own page.
    Done { location: Option<String> },
    /// Ask the person. Afterwards it goes on there, or nowhere.
    Ask {
        client: Option<Box<Client>>,
        location: Option<String>,
        /// The app wants to lead on to where it may not.
        is_stranded: bool,
    },
}

/// Signs out of the browser if the app proves that it may want that, or the person has confirmed it. Devices stay signed
/// in (ORPL-12).
pub async fn end_session(
    cx: &Context,
    request: &EndSessionRequest,
    browser: Option<&BrowserSession>,
    is_confirmed: bool,
    requester: &Requester,
) -> Result<EndSession> {
    let (proof, client) = examine(cx, request, browser).await?;
    let location = request.location(proof, client.as_ref());
    let is_stranded = request.post_logout_redirect_uri.is_some() && location.is_none();
    if is_stranded {
        let client = client.as_ref().map(|client| client.id.to_string());
        tracing::info!(client, ?proof, "post_logout_redirect_uri is not followed");
    }
    match browser {
        // ORPL-03: of an app that expects something else, nothing is done behind the person's back.
        Some(_) if (is_stranded || EndSessionRequest::is_to_be_asked(proof)) && !is_confirmed => Ok(EndSession::Ask {
            client: client.map(Box::new),
            location,
            is_stranded,
        }),
        Some(browser) => {
            browser_sessions::end(cx, browser, requester).await?;
            Ok(EndSession::Done { location })
        }
        // Nobody has confirmed anything.
        None => Ok(EndSession::Done {
            location: location.filter(|_| !EndSessionRequest::is_to_be_asked(proof)),
        }),
    }
}

/// What the ID token of the request proves, and which client asks.
async fn examine(
    cx: &Context,
    request: &EndSessionRequest,
    browser: Option<&BrowserSession>,
) -> Result<(SignOutProof, Option<Client>)> {
    let Some(hint) = &request.id_token_hint else {
        let client = match &request.client_id {
            Some(id) => clients::find(cx, id).await?,
            None => None,
        };
        return Ok((SignOutProof::Missing, client));
    };
    // ORPL-06: it may have expired.
    let token = IdToken::from_hint(&cx.keys, hint).ok();
    let Some(token) = token.filter(|token| token.issuer == cx.settings.issuer) else {
        return Ok((SignOutProof::Worthless, None));
    };
    let client = match request.client_of(&token.audience) {
        Some(id) => clients::find(cx, id).await?,
        None => None,
    };
    let Some(client) = client else {
        return Ok((SignOutProof::Worthless, None));
    };
    let proof = match browser {
        Some(browser) if token.subject != subjects::subject(cx, &client, browser.user.id) => {
            SignOutProof::AnotherPerson
        }
        Some(browser) if token.session_id != Some(browser.id.to_string()) => SignOutProof::Person,
        _ => SignOutProof::Session,
    };
    Ok((proof, Some(client)))
}
