//! What a name and a password are worth, in browsers and in older apps.

use gatehouse_domain::{Localpart, User};
use gatehouse_storage::{Connection, user_emails, user_passwords, users};
use secrecy::SecretString;

use crate::{
    Context, Requester, Result,
    limits::{Limit, TooMany},
    passwords::Checked,
};

/// What came of a name and a password.
pub(crate) enum Credentials {
    /// They belong together, and the account may act.
    Right(User),
    /// No such account, or not its password: a stranger can't tell which.
    Wrong,
    /// They belong together, but the account is locked.
    Locked,
    /// Not even looked at: there were too many attempts.
    TooMany(TooMany),
}

/// Counts an attempt to sign in as whoever is meant by what was typed.
pub(crate) fn count(cx: &Context, typed_name: &str, requester: &Requester) -> Result<(), TooMany> {
    let name = Localpart::typed(typed_name, &cx.settings.server_name);
    let attempt = [Limit::LoginPerIp(requester.ip), Limit::LoginPerAccount(name)];
    cx.limits.check(attempt)
}

/// Checks a password for the account that is meant by what was typed. Guesses are limited.
pub(crate) async fn check(
    cx: &Context,
    typed_name: &str,
    password: SecretString,
    requester: &Requester,
) -> Result<Credentials> {
    if let Err(refusal) = count(cx, typed_name, requester) {
        return Ok(Credentials::TooMany(refusal));
    }
    check_counted(cx, typed_name, password).await
}

/// The same for an attempt that has been counted.
pub(crate) async fn check_counted(cx: &Context, typed_name: &str, password: SecretString) -> Result<Credentials> {
    let mut db = cx.db.read().await?;
    let user = find_typed(cx, &mut db, typed_name).await?;
    let stored = match &user {
        Some(user) => user_passwords::find(&mut db, user.id).await?,
        None => None,
    };
    drop(db);
    let checked = cx.passwords.check(password, stored.clone()).await?;
    let (Some(user), Some(stored)) = (user, stored) else {
        return Ok(Credentials::Wrong);
    };
    if let Checked::Outdated(new) = &checked {
        cx.db
            .write(async |tx| user_passwords::upgrade(tx, user.id, &stored, new).await)
            .await?;
    }
    Ok(match checked {
        Checked::Wrong => Credentials::Wrong,
        // A deactivated account is gone: nobody is told that it was there.
        _ if user.deactivated_at.is_some() => Credentials::Wrong,
        _ if user.locked_at.is_some() => Credentials::Locked,
        _ => Credentials::Right(user),
    })
}

/// The account that is meant by what was typed: by its address first, since a name may look like one.
pub(crate) async fn find_typed(cx: &Context, db: &mut Connection, typed: &str) -> Result<Option<User>> {
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
