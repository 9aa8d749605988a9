//! `/account/emails/<id>/verify`: the code that was sent to an address.

use gatehouse_web::{
    page::Page,
    pages::{Person, Wait},
};
use serde::Serialize;

/// What is wrong with the code that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeError {
    Missing,
    Wrong,
    /// It is too old.
    Over,
}

/// What the person did just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmailVerifyNotice {
    SentAgain,
}

/// `pages/email-verify.html`, with the field `code`.
#[derive(Debug, Clone, Serialize)]
pub struct EmailVerify {
    pub person: Person,
    /// Where both forms are posted.
    pub action: String,
    pub address: String,
    pub notice: Option<EmailVerifyNotice>,
    pub error: Option<CodeError>,
    pub wait: Option<Wait>,
}

impl Page for EmailVerify {
    const TEMPLATE: &'static str = "pages/email-verify.html";
}
