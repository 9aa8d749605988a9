//! Signing out (Matrix specification, Logout).

use gatehouse_domain::{Session, SessionKind, Token, TokenHash, TokenKind};
use gatehouse_storage::{access_tokens, sessions as store, users};

use crate::{Context, Requester, Result, sessions};

/// What came of signing out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logout {
    /// The sessions are over and their devices gone from the homeserver.
    Done,
    /// Not a token of an older app that is signed in (CS-03).
    UnknownToken,
}

/// Signs out the app that holds the token, also of a locked account (CS-24).
pub async fn logout(cx: &Context, token: &str, requester: &Requester) -> Result<Logout> {
    let Some(session) = session_of(cx, token).await? else {
        return Ok(Logout::UnknownToken);
    };
    if session.ended_at.is_none() {
        sessions::end(cx, &session, requester).await?;
        return Ok(Logout::Done);
    }
    finish(cx, &session).await
}

/// Signs the person out of every app, old and new, and of every browser (LG-35).
pub async fn logout_all(cx: &Context, token: &str, requester: &Requester) -> Result<Logout> {
    let Some(session) = session_of(cx, token).await? else {
        return Ok(Logout::UnknownToken);
    };
    let user = match session.user_id {
        Some(id) => users::find(&mut cx.db.read().await?, id).await?,
        None => None,
    };
    let Some(user) = user else {
        return Ok(Logout::UnknownToken);
    };
    if session.ended_at.is_none() {
        sessions::end_everywhere(cx, &user, &session, requester).await?;
        return Ok(Logout::Done);
    }
    finish(cx, &session).await
}

/// Tries once more what a homeserver that was away left to do; a session that is over for longer has no token.
async fn finish(cx: &Context, session: &Session) -> Result<Logout> {
    Ok(if sessions::finish_end(cx, session.id).await? {
        Logout::Done
    } else {
        Logout::UnknownToken
    })
}

/// The session of an access token that has neither expired nor been replaced, be the session over or not.
async fn session_of(cx: &Context, token: &str) -> Result<Option<Session>> {
    if Token::kind_of(token) != Some(TokenKind::CompatAccess) {
        return Ok(None);
    }
    let mut db = cx.db.read().await?;
    let found = access_tokens::find(&mut db, TokenHash::of(token)).await?;
    let now = cx.now();
    let found = found.filter(|token| {
        token.kind == SessionKind::Compat
            && token.revoked_at.is_none()
            && token.expires_at.is_none_or(|expiry| now < expiry)
    });
    match found {
        Some(token) => Ok(store::find(&mut db, token.session_id).await?),
        None => Ok(None),
    }
}
