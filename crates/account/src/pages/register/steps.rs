//! `/register/steps/{id}/…`: what is asked after the first form.

use super::{Page, Serialize, UsernameProblem, Wait};

/// What is wrong with the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeProblem {
    Missing,
    Wrong,
    /// It is too old.
    Over,
}

/// What was wrong with the last try.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VerifyEmailErrors {
    pub code: Option<CodeProblem>,
    /// The other address is none.
    pub email: bool,
    pub wait: Option<Wait>,
}

/// What the person did just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifyEmailNotice {
    SentAgain,
}

/// `pages/register-verify-email.html`.
#[derive(Debug, Clone, Serialize)]
pub struct VerifyEmail {
    pub action: String,
    pub matrix_id: String,
    pub address: String,
    /// An invitation says what the address is.
    pub address_fixed: bool,
    /// The address that was typed in place of it.
    pub other_address: String,
    pub notice: Option<VerifyEmailNotice>,
    pub errors: VerifyEmailErrors,
}

impl Page for VerifyEmail {
    const TEMPLATE: &'static str = "pages/register-verify-email.html";
}

/// `pages/register-token.html`.
#[derive(Debug, Clone, Serialize)]
pub struct RegistrationToken {
    pub action: String,
    pub matrix_id: String,
    pub token: String,
    /// `missing` or `refused`.
    pub error: Option<&'static str>,
    pub wait: Option<Wait>,
}

impl Page for RegistrationToken {
    const TEMPLATE: &'static str = "pages/register-token.html";
}

/// `pages/register-display-name.html`.
#[derive(Debug, Clone, Serialize)]
pub struct DisplayName {
    pub action: String,
    pub matrix_id: String,
    pub display_name: String,
    /// `missing` or `invalid`.
    pub error: Option<&'static str>,
}

impl Page for DisplayName {
    const TEMPLATE: &'static str = "pages/register-display-name.html";
}

/// What is between a person and their account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum SignUpObstacle {
    /// Somebody was quicker; an invitation may not allow another name.
    UsernameTaken {
        free: Vec<String>,
        fixed: bool,
    },
    EmailTaken {
        sign_in: String,
        recover: Option<String>,
    },
    HomeserverAway,
}

/// `pages/register-finish.html`.
#[derive(Debug, Clone, Serialize)]
pub struct FinishSignUp {
    pub action: String,
    pub matrix_id: String,
    pub server_name: String,
    pub username: String,
    pub email: Option<String>,
    pub obstacle: Option<SignUpObstacle>,
    /// What is wrong with another name that was typed.
    pub error: Option<UsernameProblem>,
}

impl Page for FinishSignUp {
    const TEMPLATE: &'static str = "pages/register-finish.html";
}
