//! What a token is good for (RFC 7662, OpenID Connect Core §5.3).

use chrono::TimeDelta;
use gatehouse_domain::{
    AccessToken, AccessTokenId, Client, ClientId, DeviceId, OAuthError, RefreshToken, RefreshTokenId, Scope,
    SessionKind, Timestamp, Token, TokenHash, TokenKind, User,
};
use gatehouse_storage::{access_tokens, clients, refresh_tokens, sessions};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;

use crate::{Context, Result, claims, subjects};

/// When a session was last active is known to the minute.
const ACTIVITY_INTERVAL: TimeDelta = TimeDelta::minutes(1);

/// An active token, in the words of RFC 7662 §2.2.
pub struct Introspection {
    pub kind: TokenKind,
    pub jti: String,
    pub scope: Scope,
    /// The device of an older app, which no scope may be able to name (HS-10).
    pub device_id: Option<DeviceId>,
    pub client_id: Option<ClientId>,
    pub user: Option<User>,
    pub issued_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

/// Who asks about tokens.
pub enum Inspector<'a> {
    /// By the shared secret: sees every token.
    Homeserver,
    /// A confidential client: sees its own tokens, or all when the operator's configuration names it.
    Client(&'a Client),
}

impl Inspector<'_> {
    /// R7662-06
    fn may_see(&self, client_id: Option<ClientId>) -> bool {
        match self {
            Self::Homeserver => true,
            Self::Client(client) => client.is_static || client_id == Some(client.id),
        }
    }
}

/// Whether this is the secret that the homeserver shares with us.
pub fn is_homeserver_secret(cx: &Context, shown: &SecretString) -> bool {
    cx.settings.homeserver_secret.as_ref().is_some_and(|secret| {
        let [expected, shown] = [secret, shown].map(|text| TokenHash::of(text.expose_secret()));
        expected.as_bytes().ct_eq(shown.as_bytes()).into()
    })
}

/// RFC 7662 §2: none for whatever is not an active token. The token tells its kind, so a wrong hint does no harm.
///
/// A refresh token is none to the homeserver, which would take it for an access token that never expires.
pub async fn introspect(cx: &Context, inspector: &Inspector<'_>, token: &str) -> Result<Option<Introspection>> {
    let found = match (Token::kind_of(token), inspector) {
        (Some(TokenKind::Access | TokenKind::CompatAccess), _) => {
            use_access_token(cx, TokenHash::of(token)).await?.map(of_access_token)
        }
        (Some(TokenKind::Refresh | TokenKind::CompatRefresh), Inspector::Client(_)) => {
            let found = refresh_tokens::find(&mut cx.db.read().await?, TokenHash::of(token)).await?;
            found.filter(is_active).map(of_refresh_token)
        }
        _ => None,
    };
    Ok(found.filter(|token| inspector.may_see(token.client_id)))
}

/// The scope as far as the person's rights still go (M2967-19). Older apps have the rights that an operator gave them.
fn effective_scope(scope: Scope, kind: SessionKind, user: Option<&User>) -> Scope {
    if kind == SessionKind::Compat || user.is_some_and(|user| user.can_request_admin) {
        scope
    } else {
        scope.without_admin()
    }
}

/// An active access token. Its use is noted, which settles that its client has it (M2964-54).
async fn use_access_token(cx: &Context, hash: TokenHash) -> Result<Option<AccessToken>> {
    let found = access_tokens::find(&mut cx.db.read().await?, hash).await?;
    let now = cx.now();
    let Some(token) = found.filter(|token| token.is_active(now)) else {
        return Ok(None);
    };
    if token.first_used_at.is_none() {
        cx.activity.token_used(token.id, now);
    }
    if token
        .session_last_active_at
        .is_none_or(|at| now - at >= ACTIVITY_INTERVAL)
    {
        cx.activity.session_active(token.session_id, now);
    }
    Ok(Some(token))
}

fn of_access_token(token: AccessToken) -> Introspection {
    Introspection {
        kind: TokenKind::Access,
        jti: AccessTokenId::to_string(&token.id),
        scope: effective_scope(token.scope, token.kind, token.user.as_ref()),
        device_id: token.device_id.filter(|_| token.kind == SessionKind::Compat),
        client_id: token.client_id,
        user: token.user,
        issued_at: token.created_at,
        expires_at: token.expires_at,
    }
}

/// A refresh token that could be exchanged, by an account that may act.
fn is_active(token: &RefreshToken) -> bool {
    token.session.ended_at.is_none()
        && token.revoked_at.is_none()
        && token.successor.is_none()
        && token.user.as_ref().is_none_or(User::is_active)
}

fn of_refresh_token(token: RefreshToken) -> Introspection {
    Introspection {
        kind: TokenKind::Refresh,
        jti: RefreshTokenId::to_string(&token.id),
        scope: effective_scope(token.session.scope, token.session.kind, token.user.as_ref()),
        device_id: None,
        client_id: token.session.client_id,
        user: token.user,
        issued_at: token.created_at,
        expires_at: None,
    }
}

/// Why userinfo is refused (RFC 6750 §3.1).
#[derive(Debug)]
pub enum UserinfoError {
    InvalidToken,
    /// The token does not carry `openid`.
    InsufficientScope,
    Fault(crate::Error),
}

impl<E: Into<crate::Error>> From<E> for UserinfoError {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// What a client may know about the person (OpenID Connect Core §5.3.2).
pub struct Userinfo {
    pub claims: Map<String, Value>,
    /// In which form it wants to know it.
    pub client: Option<Client>,
}

/// The person behind an access token.
pub async fn userinfo(cx: &Context, token: &str) -> Result<Userinfo, UserinfoError> {
    if Token::kind_of(token) != Some(TokenKind::Access) {
        return Err(UserinfoError::InvalidToken);
    }
    let found = use_access_token(cx, TokenHash::of(token))
        .await?
        .ok_or(UserinfoError::InvalidToken)?;
    if !found.scope.has_openid() {
        return Err(UserinfoError::InsufficientScope);
    }
    let user = found.user.ok_or(UserinfoError::InsufficientScope)?;
    let mut db = cx.db.read().await?;
    let client = match found.client_id {
        Some(id) => clients::find(&mut db, id).await?,
        None => None,
    };
    let session = sessions::find(&mut db, found.session_id).await?;
    drop(db);
    let requested = session.map(|session| session.claims).unwrap_or_default();
    let mut claims = claims::values(cx, &user, &requested.for_userinfo(&found.scope)).await?;
    let subject = client.as_ref().map(|client| subjects::subject(cx, client, user.id));
    claims.insert("sub".to_owned(), json!(subject.unwrap_or_else(|| user.id.to_string())));
    claims.insert("username".to_owned(), json!(user.username));
    Ok(Userinfo { claims, client })
}

/// An error for whoever may not introspect (R7662-02).
pub fn refuse_public_clients(client: &Client) -> Result<()> {
    if client.is_confidential() {
        Ok(())
    } else {
        Err(OAuthError::invalid_client("a public client can't introspect").into())
    }
}
