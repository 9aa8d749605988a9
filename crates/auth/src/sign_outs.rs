//! What ends when a person is signed out, and who is told. Every end of a browser session comes by here.

use gatehouse_domain::{BrowserSessionId, Timestamp, UserId};
use gatehouse_storage::{
    Tx, authorization_codes, browser_sessions, device_grants, email_challenges, login_tokens, sessions,
    signed_in_clients,
};

use crate::{Context, Result, logout_notices};

/// How much was ended.
pub(crate) struct Ended {
    pub apps: u64,
    pub browsers: u64,
}

/// Ends a browser session in the caller's transaction; false when it had ended before.
pub(crate) async fn end_browser(cx: &Context, tx: &mut Tx, id: BrowserSessionId) -> Result<bool> {
    let is_ended = browser_sessions::end(tx, id, cx.now()).await?;
    if is_ended {
        follow(cx, tx, id).await?;
    }
    Ok(is_ended)
}

/// Ends up to `most` browser sessions that were last used before `limit`.
pub(crate) async fn end_unused_browsers(cx: &Context, tx: &mut Tx, limit: Timestamp, most: i64) -> Result<usize> {
    let ended = browser_sessions::end_unused(tx, limit, cx.now(), most).await?;
    for id in &ended {
        follow(cx, tx, *id).await?;
    }
    Ok(ended.len())
}

/// Ends all sessions of a person but one browser's, and what is under way to become one. What they leave on the
/// homeserver is for the caller.
pub(crate) async fn end_all(cx: &Context, tx: &mut Tx, user: UserId, but: Option<BrowserSessionId>) -> Result<Ended> {
    let now = cx.now();
    let browsers = match but {
        Some(but) => browser_sessions::end_others(tx, user, but, now).await?,
        None => browser_sessions::end_all(tx, user, now).await?,
    };
    take_back(tx, user).await?;
    // Now, since what had just begun a session when it was to be taken back is found.
    let clients = signed_in_clients::list_of_user(tx, user, now).await?;
    let apps = sessions::end_all(tx, user, now).await?;
    logout_notices::enqueue(cx, tx, &clients).await?;
    Ok(Ended { apps, browsers })
}

/// Takes back what somebody who is signed out by this could still come in with. An app that waits for its person to sign in
/// or to decide waits on: it holds nothing yet.
async fn take_back(tx: &mut Tx, user: UserId) -> Result<()> {
    authorization_codes::take_all_back(tx, user).await?;
    device_grants::take_all_back(tx, user).await?;
    login_tokens::take_all_back(tx, user).await?;
    // To prove an address nobody has to be signed in, and with an address a password is recovered.
    email_challenges::remove_all(tx, user).await?;
    Ok(())
}

/// OBCL-07: what was to last no longer than the browser ends with it. Devices go on, and so do apps that may act while
/// nobody is there (`offline_access`); they are told all the same (OBCL-04).
async fn follow(cx: &Context, tx: &mut Tx, browser: BrowserSessionId) -> Result<()> {
    for session in sessions::list_of_browser(tx, browser).await? {
        if session.ends_with_browser() {
            sessions::end(tx, session.id, cx.now()).await?;
        }
    }
    let clients = signed_in_clients::list_of_browser(tx, browser).await?;
    logout_notices::enqueue(cx, tx, &clients).await
}
