//! The authorization code grant (RFC 6749 §4.1.3).

use gatehouse_domain::{
    AuthorizationCode, Client, CodeExchange, OAuthError, Session, SessionId, SessionKind, TokenHash, User,
};
use gatehouse_storage::{
    authorization_codes::{self, Spent},
    sessions as store, users,
};
use gatehouse_tokens::{Algorithm, IdToken, sign_id_token};

use super::TokenSet;
use crate::{
    Context, Error, Requester, Result, devices, session_start, sessions, sign_in_notices::AppSignIn,
    token_pair::NewPair,
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
    let pair = NewPair::mint(cx, &session)?;
    let id_token = id_token(cx, client, &code, &pair)?;
    let begun = begin(
        cx,
        user,
        client,
        NewSession {
            code: hash,
            session,
            pair,
            requester: requester.clone(),
        },
    )
    .await?;
    match begun {
        Some(NewSession { session, pair, .. }) => Ok(TokenSet::of(cx, pair, session.scope, id_token)),
        None => replayed(cx, hash).await,
    }
}

/// What a code is about to become.
struct NewSession {
    code: TokenHash,
    session: Session,
    pair: NewPair,
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
            pair,
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
                pair.insert(tx).await?;
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

fn id_token(cx: &Context, client: &Client, code: &AuthorizationCode, pair: &NewPair) -> Result<Option<String>> {
    if !code.scope.has_openid() {
        return Ok(None);
    }
    let mut claims = IdToken::new(
        cx.settings.issuer.clone(),
        code.user_id.to_string(),
        client.id.to_string(),
        cx.now(),
    );
    claims.auth_time = Some(code.authenticated_at);
    claims.nonce.clone_from(&code.nonce);
    let registered = client.metadata.id_token_signed_response_alg.as_deref();
    let algorithm = registered
        .and_then(|name| name.parse().ok())
        .unwrap_or(Algorithm::RS256);
    sign_id_token(&cx.keys, algorithm, &claims, Some(&pair.access.token))
        .map(Some)
        .map_err(|error| Error::Internal(format!("the ID token can't be signed: {error}")))
}
