//! Signing in (Matrix specification, Login).

use std::time::Duration;

use gatehouse_domain::{Scope, TokenHash, User};
use gatehouse_storage::{browser_sessions, login_tokens, users};
use secrecy::{ExposeSecret, SecretString};

use super::{
    password::{self, Checked},
    start::{self, LoggedIn, Proof, Start, Wish},
};
use crate::{Context, Requester, Result};

/// What came of an attempt to sign in.
pub enum Login {
    Done(Box<LoggedIn>),
    /// No such account, not its password, or a token that is of no use.
    Wrong,
    /// Whether or not this was the password of the account: here an app needs one of its own.
    AppPasswordWanted,
    /// The password or token was right, but the account is locked.
    Locked,
    /// The token was right, but the account has been deactivated.
    Deactivated,
    /// The password or token was right, but this person may not sign in with older apps.
    NotForUser,
    /// Not even looked at: nobody may sign in with older apps from there.
    NotFromThere,
    /// Not even looked at: there were too many attempts. After this time there may be another.
    TooMany(Duration),
}

/// Signs in with a name, or where that is allowed an email address, and a password of the account or for this app.
pub async fn by_password(
    cx: &Context,
    typed_name: &str,
    password: SecretString,
    wish: Wish,
    requester: &Requester,
) -> Result<Login> {
    if !cx.settings.compat.is_open_to(requester.ip) {
        return Ok(Login::NotFromThere);
    }
    match password::check(cx, typed_name, password, requester).await? {
        Checked::Right(user, proof) => begin(cx, *user, proof, wish, requester).await,
        Checked::Wrong => Ok(Login::Wrong),
        Checked::AppPasswordWanted => Ok(Login::AppPasswordWanted),
        Checked::Locked => Ok(Login::Locked),
        Checked::TooMany(retry_after) => Ok(Login::TooMany(retry_after)),
    }
}

/// Signs in with the token that a browser handed to the app.
pub async fn by_token(cx: &Context, token: &SecretString, wish: Wish, requester: &Requester) -> Result<Login> {
    if !cx.settings.compat.is_open_to(requester.ip) {
        return Ok(Login::NotFromThere);
    }
    let hash = TokenHash::of(token.expose_secret());
    let mut db = cx.db.read().await?;
    let found = login_tokens::find(&mut db, hash).await?;
    let Some(found) = found.filter(|token| token.is_usable(cx.now())) else {
        return Ok(Login::Wrong);
    };
    // LG-33: whoever signed out of the browser meanwhile does not want to be signed in.
    if let Some(id) = found.browser_session_id
        && browser_sessions::find(&mut db, id)
            .await?
            .is_none_or(|browser| browser.ended_at.is_some())
    {
        return Ok(Login::Wrong);
    }
    let Some(user) = users::find(&mut db, found.user_id).await? else {
        return Ok(Login::Wrong);
    };
    drop(db);
    if user.deactivated_at.is_some() {
        return Ok(Login::Deactivated);
    }
    if user.locked_at.is_some() {
        return Ok(Login::Locked);
    }
    let proof = Proof::Token {
        hash,
        browser: found.browser_session_id,
    };
    begin(cx, user, proof, wish, requester).await
}

/// Begins a session for somebody who has shown who they are.
async fn begin(cx: &Context, user: User, proof: Proof, wish: Wish, requester: &Requester) -> Result<Login> {
    if !cx.settings.compat.is_for(&user) {
        return Ok(Login::NotForUser);
    }
    let start = Start {
        user,
        proof,
        scope: Scope::of_older_client(false),
        wish,
    };
    Ok(match start::begin(cx, start, requester).await? {
        Some(session) => Login::Done(Box::new(session)),
        None => Login::Wrong,
    })
}
