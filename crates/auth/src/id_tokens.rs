//! What an ID token says (OpenID Connect Core §2).

use gatehouse_domain::{Client, Session, Token, User};
use gatehouse_tokens::{Algorithm, IdToken, sign_id_token};

use crate::{Context, Error, Result, claims, subjects};

/// What an ID token is about.
pub(crate) struct About<'a> {
    pub client: &'a Client,
    pub user: &'a User,
    pub session: &'a Session,
    /// From the authorization request, as it was.
    pub nonce: Option<&'a str>,
    /// Issued beside it.
    pub access_token: &'a Token,
}

/// The ID token of a session; none when its scope does not ask for one.
pub(crate) async fn issue(cx: &Context, about: &About<'_>) -> Result<Option<String>> {
    let About {
        client, user, session, ..
    } = about;
    if !session.scope.has_openid() {
        return Ok(None);
    }
    let token = IdToken {
        auth_time: session.authenticated_at,
        nonce: about.nonce.map(str::to_owned),
        session_id: session.browser_session_id.map(|id| id.to_string()),
        claims: claims::values(cx, user, &session.claims.id_token).await?,
        ..IdToken::new(
            cx.settings.issuer.clone(),
            subjects::subject(cx, client, user.id),
            client.id.to_string(),
            cx.now(),
        )
    };
    sign_id_token(&cx.keys, algorithm(client), &token, Some(about.access_token))
        .map(Some)
        .map_err(|error| Error::Internal(format!("the ID token can't be signed: {error}")))
}

/// What the client wants its ID tokens signed with.
pub(crate) fn algorithm(client: &Client) -> Algorithm {
    let registered = client.metadata.id_token_signed_response_alg.as_deref();
    registered
        .and_then(|name| name.parse().ok())
        .unwrap_or(Algorithm::RS256)
}
