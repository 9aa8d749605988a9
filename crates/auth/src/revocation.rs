//! Revocation, which is how apps sign out (RFC 7009, MSC4254).

use gatehouse_domain::{Client, OAuthError, Session, Token, TokenHash, TokenKind};
use gatehouse_storage::{access_tokens, refresh_tokens, sessions as store};

use crate::{Context, Requester, Result, sessions};

/// Ends the session of a token of any kind. Its device is gone from the homeserver when this returns.
///
/// Whoever holds a token may end its session: leaked ones are reported without a client or by a foreign one
/// (M4254-05, M4254-06). An unknown token is none that needs revoking.
pub async fn revoke(cx: &Context, client: Option<&Client>, token: &str, requester: &Requester) -> Result<()> {
    let Some(session) = session_of(cx, token).await? else {
        return Ok(());
    };
    // XC-01: between clients that can prove who they are, RFC 7009 §2.1 stands for all but Matrix sessions.
    let is_foreign = client.is_some_and(|client| client.is_confidential() && session.client_id != Some(client.id));
    if is_foreign && session.device_id.is_none() {
        return Err(OAuthError::invalid_grant("token of another client").into());
    }
    sessions::end(cx, &session, requester).await
}

/// The session of a token, whatever the token's state: ending it again finishes what failed the first time.
async fn session_of(cx: &Context, token: &str) -> Result<Option<Session>> {
    let mut db = cx.db.read().await?;
    let hash = TokenHash::of(token);
    match Token::kind_of(token) {
        Some(TokenKind::Access | TokenKind::CompatAccess) => match access_tokens::find(&mut db, hash).await? {
            Some(token) => Ok(store::find(&mut db, token.session_id).await?),
            None => Ok(None),
        },
        Some(TokenKind::Refresh | TokenKind::CompatRefresh) => {
            Ok(refresh_tokens::find(&mut db, hash).await?.map(|token| token.session))
        }
        _ => Ok(None),
    }
}
