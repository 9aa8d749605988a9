//! `/account/security`: what keeps the account safe, and the ways out.

use chrono::{DateTime, Utc};
use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

/// The password.
#[derive(Debug, Clone, Serialize)]
pub struct PasswordStatus {
    /// None when there is none yet.
    pub changed_at: Option<DateTime<Utc>>,
    /// It can be changed here.
    pub can_change: bool,
}

/// `pages/security.html`. What is switched off is not shown.
#[derive(Debug, Clone, Serialize)]
pub struct Security {
    pub person: Person,
    pub password: Option<PasswordStatus>,
    /// The person can make passwords for older apps.
    pub app_passwords: bool,
    /// How many apps are allowed for good.
    pub allowed_apps: i64,
    pub can_reset_cross_signing: bool,
    pub can_deactivate: bool,
}

impl Page for Security {
    const TEMPLATE: &'static str = "pages/security.html";
}
