//! Signing in to and out of the browser.

use std::time::Duration;

use chrono::TimeDelta;
use gatehouse_domain::{AccountEvent, BrowserSession, BrowserSessionId, Localpart, TokenHash, User};
use gatehouse_storage::{Connection, browser_sessions as store, user_emails, user_passwords, users};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Context, Requester, Result, account_events,
    limits::{Limit, TooMany},
    passwords::Checked,
    sign_in_notices,
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
    let name = Localpart::typed(typed_name, &cx.settings.server_name);
    let attempt = [Limit::LoginPerIp(requester.ip), Limit::LoginPerAccount(name)];
    if let Err(TooMany { retry_after, .. }) = cx.limits.check(attempt) {
        return Ok(SignIn::TooMany(retry_after));
    }
    let mut db = cx.db.read().await?;
    let user = find_typed(cx, &mut db, typed_name).await?;
    let stored = match &user {
        Some(user) => user_passwords::find(&mut db, user.id).await?,
        None => None,
    };
    drop(db);
    let checked = cx.passwords.check(password, stored.clone()).await?;
    let (Some(user), Some(stored)) = (user, stored) else {
        return Ok(SignIn::Wrong);
    };
    if let Checked::Outdated(new) = &checked {
        cx.db
            .write(async |tx| user_passwords::upgrade(tx, user.id, &stored, new).await)
            .await?;
    }
    match checked {
        Checked::Wrong => Ok(SignIn::Wrong),
        // A deactivated account is gone: nobody is told that it was there.
        _ if user.deactivated_at.is_some() => Ok(SignIn::Wrong),
        _ if user.locked_at.is_some() => Ok(SignIn::Locked),
        _ => {
            let (session, secret) = begin(cx, user, current, requester).await?;
            Ok(SignIn::Done(Box::new(session), secret))
        }
    }
}

/// The account that is meant by what was typed: by its address first, since a name may look like one.
async fn find_typed(cx: &Context, db: &mut Connection, typed: &str) -> Result<Option<User>> {
    // PostgreSQL takes no NUL in a text, and no name has one.
    if typed.contains('\0') {
        return Ok(None);
    }
    let is_matrix_id = typed.trim_start().starts_with('@');
    if cx.settings.account.login_with_email_allowed
        && !is_matrix_id
        && let Ok(address) = typed.trim().parse()
        && let Some(user) = user_emails::find_user(db, &address).await?
    {
        return Ok(Some(user));
    }
    let name = Localpart::typed(typed, &cx.settings.server_name);
    Ok(users::find_by_username(db, name).await?)
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
                store::end(tx, other.id, now).await?;
            }
            store::insert(tx, &session, hash, ip.as_deref()).await?;
            account_events::record(cx, tx, session.user.id, AccountEvent::SignedIn, requester).await?;
            sign_in_notices::of_browser(cx, tx, &session, requester).await
        })
        .await?;
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

/// Signs out of the browser. Apps stay signed in (M2964-64).
pub async fn end(cx: &Context, session: &BrowserSession, requester: &Requester) -> Result<()> {
    let now = cx.now();
    cx.db
        .write(async |tx| -> Result<()> {
            if store::end(tx, session.id, now).await? {
                account_events::record(cx, tx, session.user.id, AccountEvent::SignedOut, requester).await?;
            }
            Ok(())
        })
        .await
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
