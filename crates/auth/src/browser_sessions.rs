//! Signing in to and out of the browser.

use std::time::Duration;

use chrono::TimeDelta;
use gatehouse_domain::{AccountEvent, BrowserSession, BrowserSessionId, TokenHash, User};
use gatehouse_storage::browser_sessions as store;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Context, Requester, Result, account_events,
    credentials::{self, Credentials},
    limits::TooMany,
    sign_in_notices, sign_outs,
};

/// A browser's activity is written at most this often.
const TOUCH_INTERVAL: TimeDelta = TimeDelta::minutes(1);

/// What came of an attempt to sign in.
pub enum SignIn {
    /// The session, and the secret for the browser's cookie.
    Done(Box<BrowserSession>, SecretString),
    /// No such account, or not its password: a stranger can't tell which.
    Wrong,
    /// The password was right, but the account is locked.
    Locked,
    /// Not even looked at: there were too many attempts. After this time there may be another.
    TooMany(Duration),
}

/// Signs a person in by name, or where that is allowed by email address, and password.
///
/// With a session of the same person at hand the person has only proved again who they are; the session goes on.
pub async fn sign_in(
    cx: &Context,
    typed_name: &str,
    password: SecretString,
    current: Option<&BrowserSession>,
    requester: &Requester,
) -> Result<SignIn> {
    match credentials::check(cx, typed_name, password, requester).await? {
        Credentials::Wrong => Ok(SignIn::Wrong),
        Credentials::Locked => Ok(SignIn::Locked),
        Credentials::TooMany(TooMany { retry_after, .. }) => Ok(SignIn::TooMany(retry_after)),
        Credentials::Right(user) => {
            let (session, secret) = begin(cx, user, current, requester).await?;
            Ok(SignIn::Done(Box::new(session), secret))
        }
    }
}

/// Signs the person in. With a session of theirs at hand they have proved again who they are, and it goes on.
pub(crate) async fn begin(
    cx: &Context,
    user: User,
    current: Option<&BrowserSession>,
    requester: &Requester,
) -> Result<(BrowserSession, SecretString)> {
    let now = cx.now();
    let secret = gatehouse_tokens::issue::browser_session_secret();
    let hash = TokenHash::of(secret.expose_secret());
    let ip = requester.ip_text();
    let same = current.filter(|session| session.user.id == user.id);
    let session = match same {
        Some(session) => BrowserSession {
            authenticated_at: now,
            last_active_at: now,
            ..session.clone()
        },
        None => BrowserSession {
            id: cx.id(BrowserSessionId::new),
            user,
            created_at: now,
            authenticated_at: now,
            user_agent: requester.user_agent.clone(),
            last_active_at: now,
            ended_at: None,
        },
    };
    cx.db
        .write(async |tx| -> Result<()> {
            if same.is_some() && store::authenticate(tx, session.id, hash, now).await? {
                return Ok(());
            }
            // Another person's session in this browser is over.
            if let Some(other) = current {
                sign_outs::end_browser(cx, tx, other.id).await?;
            }
            store::insert(tx, &session, hash, ip.as_deref()).await?;
            account_events::record(cx, tx, session.user.id, AccountEvent::SignedIn, requester).await?;
            sign_in_notices::of_browser(cx, tx, &session, requester).await
        })
        .await?;
    cx.jobs_waiting.notify_one();
    Ok((session, secret))
}

/// The session of a cookie, if it is a running one of an account that is not deactivated.
pub async fn find(cx: &Context, secret: &str, requester: &Requester) -> Result<Option<BrowserSession>> {
    let found = store::find_by_token(&mut cx.db.read().await?, TokenHash::of(secret)).await?;
    let Some(session) = found.filter(|session| session.user.deactivated_at.is_none()) else {
        return Ok(None);
    };
    let now = cx.now();
    if now - session.last_active_at >= TOUCH_INTERVAL {
        let ip = requester.ip_text();
        cx.db
            .write(async |tx| store::touch(tx, session.id, now, ip.as_deref()).await)
            .await?;
    }
    Ok(Some(session))
}

/// Signs out of the browser. Devices stay signed in (M2964-64).
pub async fn end(cx: &Context, session: &BrowserSession, requester: &Requester) -> Result<()> {
    cx.db
        .write(async |tx| -> Result<()> {
            if sign_outs::end_browser(cx, tx, session.id).await? {
                account_events::record(cx, tx, session.user.id, AccountEvent::SignedOut, requester).await?;
            }
            Ok(())
        })
        .await?;
    cx.jobs_waiting.notify_one();
    Ok(())
}

/// The browsers in which a person is signed in.
pub async fn list(cx: &Context, user: &User) -> Result<Vec<BrowserSession>> {
    Ok(store::list(&mut cx.db.read().await?, user.id).await?)
}

/// A browser of this person, by the id of its session.
pub async fn find_own(cx: &Context, user: &User, id: BrowserSessionId) -> Result<Option<BrowserSession>> {
    let found = store::find(&mut cx.db.read().await?, id).await?;
    Ok(found.filter(|session| session.user.id == user.id && session.ended_at.is_none()))
}
