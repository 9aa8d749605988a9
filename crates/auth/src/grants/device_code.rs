//! The device authorization grant at the token endpoint (RFC 8628 §3.4).

use gatehouse_domain::{
    Client, DeviceGrant, OAuthError, Session, SessionId, SessionKind, TokenHash, User, UserDecision,
};
use gatehouse_storage::{device_grants as store, users};

use super::{
    TokenSet,
    id_token::{self, Subject},
    new_session::{self, NewSession, Ticket},
};
use crate::{Context, Error, Requester, Result, token_pair::NewPair};

/// How often a question starts over when others come at the same time.
const MAX_ROUNDS: usize = 100;

/// Exchanges a device code for a session, once the person has let the device in. The device exists on the homeserver
/// before the tokens leave, and not before the person has decided (M4341-11, M4108-02).
pub async fn device_code(cx: &Context, client: &Client, code: &str, requester: &Requester) -> Result<TokenSet> {
    let hash = TokenHash::of(code);
    for _ in 0..MAX_ROUNDS {
        let found = store::find_by_device_code(&mut cx.db.read().await?, hash).await?;
        let grant = found.ok_or_else(|| OAuthError::invalid_grant("unknown device code"))?;
        grant.check_bearer(client)?;
        let now = cx.now();
        if let Some(decision) = grant.decision(now)? {
            return exchange(cx, client, &grant, decision, requester).await;
        }
        // The next question may reach another process: what this one did to the interval is in the database.
        let poll = grant.poll(now);
        if cx
            .db
            .write(async |tx| store::note_poll(tx, &grant, poll, now).await)
            .await?
        {
            return Err(if poll.is_too_soon {
                OAuthError::slow_down("the device asks too often").into()
            } else {
                OAuthError::authorization_pending("the person has not decided").into()
            });
        }
    }
    Err(Error::Busy("this device code"))
}

async fn exchange(
    cx: &Context,
    client: &Client,
    grant: &DeviceGrant,
    decision: UserDecision,
    requester: &Requester,
) -> Result<TokenSet> {
    let user = users::find(&mut cx.db.read().await?, decision.user_id).await?;
    let user = user
        .filter(User::is_active)
        .ok_or_else(|| OAuthError::invalid_grant("the account is not active"))?;
    let session = new_session(cx, grant, decision, requester);
    let pair = NewPair::mint(cx, &session)?;
    let subject = Subject {
        user_id: decision.user_id,
        authenticated_at: decision.authenticated_at,
        nonce: None,
        scope: &grant.scope,
    };
    let id_token = id_token::sign(cx, client, &subject, &pair)?;
    let new = NewSession {
        ticket: Ticket::Device(grant.id),
        session,
        pair,
        requester: requester.clone(),
    };
    // Unlike a replayed authorization code, a device code that comes twice has not left the device: it asked again
    // since an answer was lost or late. What the first exchange brought stays good.
    let begun = new_session::begin(cx, user, client, new).await?;
    let NewSession { session, pair, .. } = begun.ok_or_else(|| OAuthError::invalid_grant("device code used twice"))?;
    Ok(TokenSet::of(cx, pair, session.scope, id_token))
}

fn new_session(cx: &Context, grant: &DeviceGrant, decision: UserDecision, requester: &Requester) -> Session {
    let now = cx.now();
    Session {
        id: cx.id(SessionId::new),
        kind: SessionKind::OAuth,
        user_id: Some(decision.user_id),
        client_id: Some(grant.client_id),
        browser_session_id: Some(decision.browser_session_id),
        scope: grant.scope.clone(),
        device_id: grant.scope.device(),
        name: None,
        user_agent: requester.user_agent.clone(),
        created_at: now,
        last_active_at: Some(now),
        ended_at: None,
    }
}
