//! What a name and a password are worth that an older app sends.

use std::time::Duration;

use gatehouse_domain::{AppPassword, AppPasswordSecret, User};
use gatehouse_storage::app_passwords;
use secrecy::{ExposeSecret, SecretString};

use super::{AppPasswords, start::Proof};
use crate::{
    Context, Requester, Result,
    credentials::{self, Credentials},
};

/// What came of them.
pub(super) enum Checked {
    /// They belong together, and the account may act.
    Right(Box<User>, Proof),
    Wrong,
    /// They may be right or wrong: only a password for this app would do.
    AppPasswordWanted,
    Locked,
    TooMany(Duration),
}

/// Checks the password of an account, or one for this app. Guesses of either are limited together.
pub(super) async fn check(
    cx: &Context,
    typed_name: &str,
    password: SecretString,
    requester: &Requester,
) -> Result<Checked> {
    if let Err(refusal) = credentials::count(cx, typed_name, requester) {
        return Ok(Checked::TooMany(refusal.retry_after));
    }
    let compat = &cx.settings.compat;
    if compat.takes_app_passwords()
        && let Some((user, app)) = find(cx, typed_name, &password).await?
    {
        return Ok(if user.locked_at.is_some() {
            Checked::Locked
        } else {
            Checked::Right(Box::new(user), Proof::AppPassword(app))
        });
    }
    if compat.app_passwords == AppPasswords::Required || !cx.settings.passwords_enabled {
        return Ok(Checked::AppPasswordWanted);
    }
    // A wrong password for an app takes as long as a wrong one of an account, and as one of nobody.
    Ok(match credentials::check_counted(cx, typed_name, password).await? {
        Credentials::Right(user) => Checked::Right(Box::new(user), Proof::Lasting),
        Credentials::Wrong => Checked::Wrong,
        Credentials::Locked => Checked::Locked,
        Credentials::TooMany(refusal) => Checked::TooMany(refusal.retry_after),
    })
}

/// The password for an app that was typed, and its person, if they are the one who was named. Nothing is looked up for
/// what has another shape.
async fn find(cx: &Context, typed_name: &str, typed: &SecretString) -> Result<Option<(User, AppPassword)>> {
    let Some(secret) = AppPasswordSecret::typed(typed.expose_secret()) else {
        return Ok(None);
    };
    let mut db = cx.db.read().await?;
    let Some(app) = app_passwords::find_by_secret(&mut db, secret.hash()).await? else {
        return Ok(None);
    };
    let user = credentials::find_typed(cx, &mut db, typed_name).await?;
    let user = user.filter(|user| user.id == app.user_id && user.deactivated_at.is_none());
    Ok(user.map(|user| (user, app)))
}
