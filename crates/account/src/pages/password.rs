//! Changing a password, and replacing a forgotten one.

use gatehouse_web::{
    page::Page,
    pages::{Person, Wait},
};
use serde::Serialize;

/// What is wrong with the current password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CurrentPasswordError {
    Missing,
    Wrong,
}

/// What is wrong with the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewPasswordError {
    Missing,
    /// It is another one the second time.
    Different,
    /// It is easily guessed.
    Weak,
}

/// What was wrong with the last try.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PasswordErrors {
    pub current: Option<CurrentPasswordError>,
    pub new: Option<NewPasswordError>,
    /// There were too many attempts.
    pub wait: Option<Wait>,
}

impl PasswordErrors {
    pub const fn any(&self) -> bool {
        self.current.is_some() || self.new.is_some() || self.wait.is_some()
    }
}

/// `pages/password-change.html`, with the fields `current_password`, `new_password` and `new_password_again`.
#[derive(Debug, Clone, Serialize)]
pub struct PasswordChange {
    pub person: Person,
    pub action: String,
    /// For password managers.
    pub username: String,
    pub errors: PasswordErrors,
    /// Somebody who has forgotten it can have a link sent.
    pub can_recover: bool,
}

impl Page for PasswordChange {
    const TEMPLATE: &'static str = "pages/password-change.html";
}

/// `pages/password-changed.html`: shall everything else be signed out?
#[derive(Debug, Clone, Serialize)]
pub struct PasswordChanged {
    pub person: Person,
    pub action: String,
    /// In so many other places the person is signed in.
    pub others: i64,
    /// There are passwords for apps, which go with them.
    pub has_app_passwords: bool,
}

impl Page for PasswordChanged {
    const TEMPLATE: &'static str = "pages/password-changed.html";
}

/// `pages/signed-out-others.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SignedOutOthers {
    pub person: Person,
    /// The homeserver does not know it yet.
    pub homeserver_is_away: bool,
}

impl Page for SignedOutOthers {
    const TEMPLATE: &'static str = "pages/signed-out-others.html";
}

/// `pages/password-recovery.html`, with the fields `new_password` and `new_password_again`.
#[derive(Debug, Clone, Serialize)]
pub struct PasswordRecovery {
    /// Whose account the link is for, as far as whoever has it is told.
    pub person: Person,
    pub action: String,
    pub username: String,
    /// The Matrix id of somebody else who is signed in in this browser.
    pub signed_in_as: Option<String>,
    pub errors: PasswordErrors,
}

impl Page for PasswordRecovery {
    const TEMPLATE: &'static str = "pages/password-recovery.html";
}

/// Why a link is no good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyOver {
    /// It was used, or the password has been changed since.
    Spent,
    Expired,
    /// There never was such a link.
    Unknown,
    /// Too many links were tried.
    TooMany,
}

/// `pages/link-over.html`: a link that is no good, and what to do now.
#[derive(Debug, Clone, Serialize)]
pub struct LinkOver {
    pub why: WhyOver,
    pub wait: Option<Wait>,
    pub is_signed_in: bool,
}

impl Page for LinkOver {
    const TEMPLATE: &'static str = "pages/link-over.html";
}
