//! `/register/password`: the form that a sign-up begins with.

use super::{App, Page, Serialize, Wait};

/// What is wrong with the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "free")]
pub enum UsernameProblem {
    Missing,
    Invalid,
    TooLong,
    Reserved,
    /// With similar names that are free.
    Taken(Vec<String>),
}

/// What is wrong with the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmailProblem {
    Missing,
    Invalid,
}

/// What is wrong with the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordProblem {
    Missing,
    Weak,
    Different,
}

/// What is wrong, whatever is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignUpFailure {
    /// The homeserver doesn't answer, so nobody knows whether the name is free.
    HomeserverAway,
}

/// What was wrong with the last try.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignUpErrors {
    pub username: Option<UsernameProblem>,
    pub email: Option<EmailProblem>,
    pub password: Option<PasswordProblem>,
    /// The terms were not accepted.
    pub terms: bool,
    pub form: Option<SignUpFailure>,
    /// There were too many attempts, whoever made them.
    pub wait: Option<Wait>,
}

/// `pages/register-password.html`.
#[derive(Debug, Clone, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a template asks for each of them by its name"
)]
pub struct SignUp {
    /// Where the form is posted, with what follows the sign-up in its query.
    pub action: String,
    /// Where the page asks how strong a password is.
    pub strength_action: String,
    /// The way to the sign-in for whoever has an account.
    pub sign_in: String,
    /// What follows `@name:`.
    pub server_name: String,
    pub username: String,
    /// An invitation says what the name is.
    pub username_fixed: bool,
    pub email: String,
    pub email_fixed: bool,
    pub email_required: bool,
    /// The terms that have to be accepted.
    pub terms_uri: Option<String>,
    pub accepts_terms: bool,
    /// The person was invited.
    pub invited: bool,
    pub app: Option<App>,
    /// The Matrix id of the account that is signed in, and the way on with it.
    pub signed_in: Option<(String, String)>,
    /// The Matrix id of a sign-up that was begun in this browser, and the way on with it.
    pub unfinished: Option<(String, String)>,
    pub errors: SignUpErrors,
}

impl Page for SignUp {
    const TEMPLATE: &'static str = "pages/register-password.html";
}
