//! What the operator does not offer.

use gatehouse_web::page::Page;
use serde::Serialize;

/// A switch of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    Recovery,
    PasswordChange,
    EmailChange,
    NameChange,
    AppPasswords,
}

/// `pages/switched-off.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SwitchedOff {
    pub what: Switch,
    pub is_signed_in: bool,
}

impl Page for SwitchedOff {
    const TEMPLATE: &'static str = "pages/switched-off.html";
}
