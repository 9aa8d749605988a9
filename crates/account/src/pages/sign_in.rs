//! `/login`: who are you?

use gatehouse_web::{
    page::Page,
    pages::{App, Wait},
};
use serde::Serialize;

/// Why the person sees the page although they did not ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInNotice {
    /// They are signed in, but the app wants to be sure.
    Again,
    /// Their session in this browser has ended.
    Ended,
}

/// What is wrong with the username field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UsernameError {
    Missing,
}

/// What is wrong with the password field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordError {
    Missing,
    /// The pair is wrong; which of the two is not told.
    Wrong,
}

/// What is wrong, whatever is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInFailure {
    /// The operator locked or deactivated the account.
    Locked,
    /// Passwords are switched off.
    NoPasswords,
}

/// What was wrong with the last try.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SignInErrors {
    pub username: Option<UsernameError>,
    pub password: Option<PasswordError>,
    pub form: Option<SignInFailure>,
    /// There were too many attempts, whoever made them.
    pub wait: Option<Wait>,
}

impl SignInErrors {
    pub const fn any(&self) -> bool {
        self.username.is_some() || self.password.is_some() || self.form.is_some() || self.wait.is_some()
    }
}

/// `pages/sign-in.html`, with the fields `username` and `password`.
#[derive(Debug, Clone, Serialize)]
pub struct SignIn {
    /// Where the form is posted, with what follows the sign-in in its query.
    pub action: String,
    /// What was typed, or what the app hinted.
    pub username: String,
    /// An email address may be typed as well.
    pub email_allowed: bool,
    /// The username is known and can't be changed here: they must show that it is them.
    pub username_fixed: bool,
    pub app: Option<App>,
    /// Where whoever has no account makes one; none where nobody can.
    pub sign_up: Option<String>,
    /// Where a forgotten password is replaced; none where that is off.
    pub recover: Option<String>,
    pub notice: Option<SignInNotice>,
    pub errors: SignInErrors,
}

impl SignIn {
    /// An empty form.
    pub fn new(action: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            username: String::new(),
            email_allowed: false,
            username_fixed: false,
            app: None,
            sign_up: None,
            recover: None,
            notice: None,
            errors: SignInErrors::default(),
        }
    }
}

impl Page for SignIn {
    const TEMPLATE: &'static str = "pages/sign-in.html";
}
