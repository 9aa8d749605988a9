//! What ties a sign-up to a browser: a cookie with a secret, and the id of the sign-up that was begun last.

use gatehouse_domain::RegistrationId;
use gatehouse_web::Visitor;
use secrecy::{ExposeSecret, SecretString};

/// The value of the cookie. Several tabs share the secret.
pub(super) fn cookie(secret: &SecretString, last: RegistrationId) -> SecretString {
    format!("{}.{last}", secret.expose_secret()).into()
}

/// The secret of this browser.
pub(super) fn secret(visitor: &Visitor) -> Option<SecretString> {
    let (secret, _) = parts(visitor)?;
    Some(secret.into())
}

/// The sign-up that was begun in this browser last.
pub(super) fn last(visitor: &Visitor) -> Option<RegistrationId> {
    let (_, last) = parts(visitor)?;
    last.parse().ok()
}

fn parts(visitor: &Visitor) -> Option<(&str, &str)> {
    visitor.registration.as_ref()?.expose_secret().split_once('.')
}
