//! From an app's request to a person's decision.

use chrono::TimeDelta;
use gatehouse_domain::{
    AuthorizationCode, AuthorizationGrantId, AuthorizationRequest, AuthorizationResponse, BrowserSession, Client,
    ErrorCode, OAuthError, Prompt, RawAuthorizationRequest, RequestError, Timestamp, TokenHash,
};
use gatehouse_storage::{
    authorization_codes,
    authorization_grants::{self, AuthorizationGrant},
};
use secrecy::ExposeSecret;

use crate::{Context, Error, Result};

/// How long a person may take to decide.
const PATIENCE: TimeDelta = TimeDelta::minutes(60);

/// What to do about an authorization request.
pub enum Begun {
    /// Ask the person; the request waits under this id.
    Ask {
        id: AuthorizationGrantId,
        first: First,
        login_hint: Option<String>,
    },
    /// Tell the app.
    Answer(AuthorizationResponse),
}

/// What comes before the person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    Nothing,
    SignIn,
    /// The app wants a new account, whoever is signed in.
    SignUp,
}

/// Why a request gets a page instead of an answer to the app.
#[derive(Debug)]
pub enum BeginError {
    /// There is no trustworthy place to send an error to (R6749-11).
    Untrusted(OAuthError),
    Fault(Error),
}

impl<E: Into<Error>> From<E> for BeginError {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Takes up an authorization request (RFC 6749 §4.1.1).
pub async fn begin(
    cx: &Context,
    raw: &RawAuthorizationRequest,
    browser: Option<&BrowserSession>,
) -> Result<Begun, BeginError> {
    let client_id = raw
        .client_id()
        .map_err(|error| BeginError::Untrusted(error.explained()))?;
    let client = gatehouse_storage::clients::find(&mut cx.db.read().await?, client_id).await?;
    let unknown = || OAuthError::invalid_client("unknown client").explained();
    let client = client.ok_or_else(|| BeginError::Untrusted(unknown()))?;
    let request = match AuthorizationRequest::check(raw, &client) {
        Ok(request) => request,
        Err(RequestError::Page(error)) => return Err(BeginError::Untrusted(error)),
        Err(RequestError::Redirect {
            error,
            redirect_uri,
            response_mode,
            state,
        }) => {
            tracing::info!(client = %client.id, reason = error.reason(), "authorization request refused");
            let issuer = &cx.settings.issuer;
            let answer = AuthorizationResponse::error(redirect_uri, response_mode, state.as_deref(), issuer, &error);
            return Ok(Begun::Answer(answer));
        }
    };
    let wants_account = request.prompt.contains(&Prompt::Create);
    if wants_account && !cx.settings.account.password_registration_enabled {
        let error = OAuthError::invalid_request("prompt create is not supported").explained();
        return Ok(Begun::Answer(refusal(cx, &request, &error)));
    }
    let now = cx.now();
    let sign_in_first = request.prompt.contains(&Prompt::Login) || needs_sign_in(&request, now, browser, now);
    if request.prompt.contains(&Prompt::None) {
        // Consent is asked each time, so there is never an answer without a page.
        let code = if sign_in_first {
            ErrorCode::LoginRequired
        } else {
            ErrorCode::ConsentRequired
        };
        return Ok(Begun::Answer(refusal(
            cx,
            &request,
            &OAuthError::new(code, "prompt is none"),
        )));
    }
    let id = cx.id(AuthorizationGrantId::new);
    let stored = cx
        .db
        .write(async |tx| authorization_grants::insert(tx, id, &request, now).await)
        .await;
    Ok(match stored {
        Ok(()) => Begun::Ask {
            id,
            first: match (wants_account, sign_in_first) {
                (true, _) => First::SignUp,
                (false, true) => First::SignIn,
                (false, false) => First::Nothing,
            },
            login_hint: request.login_hint,
        },
        Err(error) => Begun::Answer(fault(cx, &request, error.into())),
    })
}

/// R6749-13: once the app can be trusted with an answer, it is told of faults as well.
fn fault(cx: &Context, request: &AuthorizationRequest, error: Error) -> AuthorizationResponse {
    let error = error.into_oauth();
    tracing::error!(client = %request.client_id, reason = error.reason(), "an authorization request failed");
    refusal(cx, request, &error)
}

/// OpenID Connect Core §3.1.2.3: nobody is signed in, or not recently enough for this app.
fn needs_sign_in(
    request: &AuthorizationRequest,
    requested_at: Timestamp,
    browser: Option<&BrowserSession>,
    now: Timestamp,
) -> bool {
    let Some(browser) = browser else { return true };
    let is_stale = request.required_freshness().is_some_and(|max_age| {
        // The time that this sign-in takes does not count against it.
        browser.authenticated_at < requested_at && !browser.is_fresher_than(max_age, now)
    });
    let is_asked = request.prompt.contains(&Prompt::Login) && browser.authenticated_at < requested_at;
    is_stale || is_asked
}

/// A request on which the signed-in person may decide.
pub struct Undecided {
    pub grant: AuthorizationGrant,
    pub client: Client,
}

/// What a waiting request is waiting for.
pub enum Waiting {
    Decision(Box<Undecided>),
    SignIn(Box<Undecided>),
    /// Nothing more, and why, as far as anybody remembers it.
    Over(Option<Box<Past>>),
}

/// A request on which nobody can decide any more.
pub struct Past {
    pub client: Client,
    pub redirect_uri: String,
    /// The person answered in time.
    pub is_decided: bool,
}

/// Looks up a request that waits.
pub async fn find(cx: &Context, id: AuthorizationGrantId, browser: Option<&BrowserSession>) -> Result<Waiting> {
    let mut db = cx.db.read().await?;
    let now = cx.now();
    let Some(grant) = authorization_grants::find(&mut db, id).await? else {
        return Ok(Waiting::Over(None));
    };
    let Some(client) = gatehouse_storage::clients::find(&mut db, grant.client_id).await? else {
        return Ok(Waiting::Over(None));
    };
    let is_decided = grant.decided_at.is_some();
    if is_decided || now >= grant.created_at + PATIENCE {
        return Ok(Waiting::Over(Some(Box::new(Past {
            client,
            redirect_uri: grant.request.redirect_uri,
            is_decided,
        }))));
    }
    let sign_in = needs_sign_in(&grant.request, grant.created_at, browser, now);
    let undecided = Box::new(Undecided { grant, client });
    Ok(if sign_in {
        Waiting::SignIn(undecided)
    } else {
        Waiting::Decision(undecided)
    })
}

/// The person's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allow,
    Deny,
}

/// Carries out the decision; none when the request was decided in the meantime.
pub async fn decide(
    cx: &Context,
    undecided: &Undecided,
    browser: &BrowserSession,
    decision: Decision,
) -> Option<AuthorizationResponse> {
    let Undecided { grant, .. } = undecided;
    let request = &grant.request;
    let refused = match decision {
        Decision::Deny => Some(OAuthError::access_denied("the person denied the request")),
        Decision::Allow if !browser.user.is_active() => Some(OAuthError::access_denied("the account is locked")),
        // M2967-19
        Decision::Allow if request.scope.has_synapse_admin() && !browser.user.can_request_admin => {
            Some(OAuthError::access_denied("the person is no server administrator"))
        }
        Decision::Allow => None,
    };
    let now = cx.now();
    let code_text = gatehouse_tokens::issue::authorization_code();
    let code = AuthorizationCode {
        grant_id: grant.id,
        client_id: grant.client_id,
        user_id: browser.user.id,
        browser_session_id: browser.id,
        authenticated_at: browser.authenticated_at,
        redirect_uri: request.redirect_uri.clone(),
        redirect_uri_was_sent: request.redirect_uri_was_sent,
        scope: request.scope.clone(),
        nonce: request.nonce.clone(),
        code_challenge: request.code_challenge.clone(),
        created_at: now,
        spent_for: None,
    };
    let is_refused = refused.is_some();
    let decided: Result<bool> = cx
        .db
        .write(async |tx| {
            if !authorization_grants::decide(tx, grant.id, now).await? {
                return Ok(false);
            }
            if !is_refused {
                authorization_codes::insert(tx, TokenHash::of(code_text.expose_secret()), &code).await?;
            }
            Ok(true)
        })
        .await;
    match decided {
        Ok(true) => {}
        Ok(false) => return None,
        Err(error) => return Some(fault(cx, request, error)),
    }
    Some(match refused {
        Some(error) => {
            tracing::info!(client = %grant.client_id, reason = error.reason(), "authorization denied");
            refusal(cx, request, &error)
        }
        None => AuthorizationResponse::success(
            request.redirect_uri.clone(),
            request.response_mode,
            request.state.as_deref(),
            &cx.settings.issuer,
            code_text.expose_secret(),
        ),
    })
}

fn refusal(cx: &Context, request: &AuthorizationRequest, error: &OAuthError) -> AuthorizationResponse {
    AuthorizationResponse::error(
        request.redirect_uri.clone(),
        request.response_mode,
        request.state.as_deref(),
        &cx.settings.issuer,
        error,
    )
}
