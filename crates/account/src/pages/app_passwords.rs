//! `/account/app-passwords`: passwords for one older app each.

use chrono::{DateTime, Utc};
use gatehouse_domain::InvalidDeviceName;
use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

/// A password of the list.
#[derive(Debug, Clone, Serialize)]
pub struct AppPasswordRow {
    /// Names the form: `revoke-<id>`.
    pub id: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    /// The app that is signed in by it.
    pub device: Option<AppPasswordDevice>,
    pub revoke_action: String,
}

/// What a password signed in.
#[derive(Debug, Clone, Serialize)]
pub struct AppPasswordDevice {
    pub href: String,
    pub name: Option<String>,
    pub device: Option<String>,
}

/// What the person did just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppPasswordsNotice {
    Revoked,
    /// The app is signed out, but the homeserver does not know yet.
    RevokedLater,
    /// The person has shown again who they are, and can do what they came for.
    Again,
    /// The form of a password that was made a while ago came again.
    Before,
}

/// `pages/app-passwords.html`.
#[derive(Debug, Clone, Serialize)]
pub struct AppPasswords {
    pub person: Person,
    pub notice: Option<AppPasswordsNotice>,
    pub passwords: Vec<AppPasswordRow>,
    /// Older apps can't sign in with the password of the account.
    pub is_required: bool,
}

impl Page for AppPasswords {
    const TEMPLATE: &'static str = "pages/app-passwords.html";
}

/// What is wrong with the wish for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppPasswordError {
    Missing,
    TooLong,
    Unprintable,
    /// There are as many as anybody can have.
    TooMany,
}

impl From<InvalidDeviceName> for AppPasswordError {
    fn from(error: InvalidDeviceName) -> Self {
        match error {
            InvalidDeviceName::TooLong => Self::TooLong,
            InvalidDeviceName::Unprintable => Self::Unprintable,
        }
    }
}

/// `pages/app-password-new.html`, with the field `name`.
#[derive(Debug, Clone, Serialize)]
pub struct AppPasswordNew {
    pub person: Person,
    pub action: String,
    /// Of this form, so that it makes one password however often it is sent.
    pub id: String,
    pub name: String,
    pub error: Option<AppPasswordError>,
}

impl Page for AppPasswordNew {
    const TEMPLATE: &'static str = "pages/app-password-new.html";
}

/// `pages/app-password-made.html`: the secret, which is shown this once. No `Debug`: it opens the account.
#[derive(Clone, Serialize)]
pub struct AppPasswordMade {
    pub person: Person,
    pub name: String,
    pub username: String,
    /// What the app may ask for as well.
    pub homeserver: String,
    pub secret: String,
}

impl Page for AppPasswordMade {
    const TEMPLATE: &'static str = "pages/app-password-made.html";
}
