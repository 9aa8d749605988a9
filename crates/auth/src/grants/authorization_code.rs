//! The authorization code grant (RFC 6749 §4.1.3).

use gatehouse_domain::{
    AuthorizationCode, Client, CodeExchange, OAuthError, Session, SessionId, SessionKind, TokenHash, User,
};
use gatehouse_storage::{
    authorization_codes::{self, Spent},
    sessions as store, users,
};

use super::TokenSet;
use crate::{
    Context, Requester, Result, devices,
    id_tokens::{self, About},
    session_start, sessions,
    sign_in_notices::AppSignIn,
    token_pair::NewTokens,
};

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
    let tokens = super::mint(cx, client, &session)?;
    let about = About {
        client,
        user: &user,
        session: &session,
        nonce: code.nonce.as_deref(),
        access_token: &tokens.access().token,
    };
    let id_token = id_tokens::issue(cx, &about).await?;
    let begun = begin(
        cx,
        user,
        client,
        NewSession {
            code: hash,
            session,
            tokens,
            requester: requester.clone(),
        },
    )
    .await?;
    match begun {
        Some(NewSession { session, tokens, .. }) => Ok(TokenSet::of(cx, tokens, session.scope, id_token)),
        None => replayed(cx, hash).await,
    }
}

/// What a code is about to become.
struct NewSession {
    code: TokenHash,
    session: Session,
    tokens: NewTokens,
    requester: Requester,
}

/// Begins the session, after its device if it has one; none when the code was spent in the meantime.
async fn begin(cx: &Context, user: User, client: &Client, new: NewSession) -> Result<Option<NewSession>> {
    let Some(device) = new.session.device_id.clone() else {
        return new.store(cx, &user, client).await;
    };
    let (cx, client) = (cx.clone(), client.clone());
    devices::alone(&cx.clone(), user.id, async move {
        session_start::ensure_device(&cx, &user, &device, Some(&client.name())).await?;
        new.store(&cx, &user, &client).await
    })
    .await
}

impl NewSession {
    /// Spends the code and begins the session in one write.
    async fn store(self, cx: &Context, user: &User, client: &Client) -> Result<Option<Self>> {
        let Self {
            code,
            session,
            tokens,
            requester,
        } = &self;
        let now = cx.now();
        let spent = cx
            .db
            .write(async |tx| -> Result<Spent> {
                if authorization_codes::spend(tx, *code, session.id, now).await? == Spent::Before {
                    return Ok(Spent::Before);
                }
                let start = AppSignIn {
                    user,
                    client: Some(client),
                    session: session.clone(),
                };
                session_start::insert(cx, tx, start, requester).await?;
                tokens.insert(tx).await?;
                Ok(Spent::Now)
            })
            .await?;
        Ok((spent == Spent::Now).then_some(self))
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
        claims: code.claims.clone(),
        authenticated_at: Some(code.authenticated_at),
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
