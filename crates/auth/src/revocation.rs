//! Revocation, which is how apps sign out (RFC 7009, MSC4254).

use gatehouse_domain::{Client, OAuthError, Session, SessionId, Token, TokenHash, TokenKind};
use gatehouse_mail::{Letter, Message};
use gatehouse_storage::{Tx, access_tokens, clients, refresh_tokens, sessions as store, user_emails, users};

use crate::{Context, Requester, Result, mail, sessions};

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
    let is_reported = client.is_none_or(|client| session.client_id != Some(client.id));
    if !is_reported {
        return sessions::end(cx, &session, requester).await;
    }
    cx.db
        .write(async |tx| -> Result<()> {
            tell(cx, tx, session.id).await?;
            sessions::end_noted(cx, tx, &session, requester).await
        })
        .await?;
    cx.jobs_waiting.notify_one();
    sessions::finish_end(cx, session.id).await?;
    Ok(())
}

/// Tells the person that somebody else had a token of theirs, unless its session was over before (M4254-07).
async fn tell(cx: &Context, tx: &mut Tx, session: SessionId) -> Result<()> {
    let Some(session) = store::find(tx, session)
        .await?
        .filter(|session| session.ended_at.is_none())
    else {
        return Ok(());
    };
    let (Some(user_id), Some(client_id)) = (session.user_id, session.client_id) else {
        return Ok(());
    };
    let (Some(user), Some(client)) = (users::find(tx, user_id).await?, clients::find(tx, client_id).await?) else {
        return Ok(());
    };
    let emails = user_emails::list(tx, user.id).await?;
    let Some(primary) = emails.into_iter().find(|email| email.is_primary) else {
        return Ok(());
    };
    let letter = Letter {
        to: primary.address,
        name: None,
        locale: user.locale.unwrap_or_default(),
        message: Message::SignInReported {
            matrix_id: user.username.mxid(&cx.settings.server_name),
            app: client.metadata.client_name.clone(),
            host: client.host(),
            device: session.device_id.as_ref().map(ToString::to_string),
            at: cx.now(),
            account_link: cx.settings.link("/account/sessions"),
        },
    };
    mail::post(cx, tx, &letter).await
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
