//! The authorization code grant (RFC 6749 §4.1.3).

use gatehouse_domain::{
    AuthorizationCode, Client, CodeExchange, OAuthError, Session, SessionId, SessionKind, TokenHash, User,
};
use gatehouse_storage::{authorization_codes, sessions as store, users};

use super::{
    TokenSet,
    id_token::{self, Subject},
    new_session::{self, NewSession, Ticket},
};
use crate::{Context, Requester, Result, sessions, token_pair::NewPair};

/// Exchanges a code for a session. The device exists on the homeserver before the tokens leave (M2964-20).
pub async fn authorization_code(
    cx: &Context,
    client: &Client,
    code: &str,
    request: CodeExchange<'_>,
    requester: &Requester,
) -> Result<TokenSet> {
    let hash = TokenHash::of(code);
    let found = authorization_codes::find(&mut cx.db.read().await?, hash).await?;
    let code = found.ok_or_else(|| OAuthError::invalid_grant("unknown code"))?;
    code.check_bearer(client, request)?;
    if code.spent_for.is_some() {
        return replayed(cx, hash).await;
    }
    code.check_not_expired(cx.now())?;
    let user = users::find(&mut cx.db.read().await?, code.user_id).await?;
    let user = user
        .filter(User::is_active)
        .ok_or_else(|| OAuthError::invalid_grant("the account is not active"))?;

    let session = new_session(cx, &code, requester);
    let pair = NewPair::mint(cx, &session)?;
    let subject = Subject {
        user_id: code.user_id,
        authenticated_at: code.authenticated_at,
        nonce: code.nonce.as_deref(),
        scope: &code.scope,
    };
    let id_token = id_token::sign(cx, client, &subject, &pair)?;
    let new = NewSession {
        ticket: Ticket::Code(hash),
        session,
        pair,
        requester: requester.clone(),
    };
    match new_session::begin(cx, user, client, new).await? {
        Some(NewSession { session, pair, .. }) => Ok(TokenSet::of(cx, pair, session.scope, id_token)),
        None => replayed(cx, hash).await,
    }
}

fn new_session(cx: &Context, code: &AuthorizationCode, requester: &Requester) -> Session {
    let now = cx.now();
    Session {
        id: cx.id(SessionId::new),
        kind: SessionKind::OAuth,
        user_id: Some(code.user_id),
        client_id: Some(code.client_id),
        browser_session_id: Some(code.browser_session_id),
        scope: code.scope.clone(),
        device_id: code.scope.device(),
        name: None,
        user_agent: requester.user_agent.clone(),
        created_at: now,
        last_active_at: Some(now),
        ended_at: None,
    }
}

/// RFC 6749 §4.1.2: a code that comes twice is in the wrong hands, and what it was exchanged for with it.
async fn replayed(cx: &Context, hash: TokenHash) -> Result<TokenSet> {
    let mut db = cx.db.read().await?;
    let code = authorization_codes::find(&mut db, hash).await?;
    let session = match code.and_then(|code| code.spent_for) {
        Some(id) => store::find(&mut db, id).await?,
        None => None,
    };
    drop(db);
    if let Some(session) = session {
        tracing::warn!(session = %session.id, "an authorization code was used twice; its session is ended");
        sessions::end_soon(cx, &session).await?;
    }
    Err(OAuthError::invalid_grant("code used twice").into())
}
