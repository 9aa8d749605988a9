//! A person's decision, and the answer to the app.

use gatehouse_domain::{
    AuthorizationCode, AuthorizationResponse, BrowserSession, Consent, ErrorCode, OAuthError, Scope, Timestamp,
    TokenHash, UserId,
};
use gatehouse_storage::{Tx, authorization_codes, authorization_grants, browser_sessions, consents};
use secrecy::ExposeSecret;

use super::{
    Undecided,
    refusal::{fault, refusal},
};
use crate::{Context, Result};

/// The person's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allow,
    /// Nobody was asked, since the person allowed it before.
    AllowAsBefore,
    Deny,
}

/// Carries out the decision; none when the request was decided in the meantime, what was allowed before taken back, or the
/// browser signed out.
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
        _ if !browser.user.is_active() => Some(OAuthError::access_denied("the account is locked")),
        // M2967-19
        _ if request.scope.has_synapse_admin() && !browser.user.can_request_admin => {
            Some(OAuthError::access_denied("the person is no server administrator"))
        }
        Decision::Allow | Decision::AllowAsBefore => None,
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
        claims: request.claims.clone(),
        created_at: now,
        spent_for: None,
    };
    let is_refused = refused.is_some();
    let decided: Result<bool> = cx
        .db
        .write(async |tx| {
            // A sign-out that comes meanwhile finds the code.
            if !browser_sessions::hold(tx, browser.id).await? {
                return Ok(false);
            }
            if decision == Decision::AllowAsBefore && !consents::hold(tx, browser.user.id, grant.client_id).await? {
                return Ok(false);
            }
            if !authorization_grants::decide(tx, grant.id, now).await? {
                return Ok(false);
            }
            if !is_refused {
                authorization_codes::insert(tx, TokenHash::of(code_text.expose_secret()), &code).await?;
                if decision == Decision::Allow {
                    remember(tx, undecided, browser.user.id, now).await?;
                }
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

/// Remembers what the person allowed, beside what they allowed before, where it is certain which app it is.
async fn remember(tx: &mut Tx, undecided: &Undecided, user: UserId, now: Timestamp) -> Result<()> {
    let Undecided { grant, client } = undecided;
    let request = &grant.request;
    if !Consent::is_for(client) || request.scope.is_for_matrix() {
        return Ok(());
    }
    let before = consents::find(tx, user, client.id).await?;
    let before = before.map_or_else(Scope::default, |consent| consent.scope);
    let consent = Consent {
        scope: request.disclosed_scope().iter().fold(before, Scope::with),
        granted_at: now,
    };
    Ok(consents::replace(tx, user, client.id, &consent).await?)
}

/// Tells the app that another person signed in than the one it expects.
pub async fn refuse(cx: &Context, undecided: &Undecided) -> Option<AuthorizationResponse> {
    let Undecided { grant, .. } = undecided;
    let now = cx.now();
    let decided = cx
        .db
        .write(async |tx| authorization_grants::decide(tx, grant.id, now).await);
    match decided.await {
        Ok(true) => {
            let error = OAuthError::new(ErrorCode::LoginRequired, "another person signed in");
            Some(refusal(cx, &grant.request, &error))
        }
        Ok(false) => None,
        Err(error) => Some(fault(cx, &grant.request, error.into())),
    }
}
