//! `/recover`: a forgotten password.

use gatehouse_web::{page::Page, pages::Wait};
use serde::Serialize;

/// What is wrong with the address that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecoverError {
    Missing,
    Invalid,
}

/// `pages/recover.html`, with the field `email`.
#[derive(Debug, Clone, Serialize)]
pub struct Recover {
    pub action: String,
    /// The address of the way back.
    pub sign_in: String,
    pub typed: String,
    pub error: Option<RecoverError>,
    pub wait: Option<Wait>,
}

impl Page for Recover {
    const TEMPLATE: &'static str = "pages/recover.html";
}

/// `pages/recover-progress.html`: look into your mail.
#[derive(Debug, Clone, Serialize)]
pub struct RecoverProgress {
    pub action: String,
    /// As it was typed; nothing is said about whether it has an account.
    pub address: String,
    pub sent_again: bool,
    pub wait: Option<Wait>,
}

impl Page for RecoverProgress {
    const TEMPLATE: &'static str = "pages/recover-progress.html";
}
