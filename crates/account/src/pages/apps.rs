//! `/account/apps`: what the person allowed for good.

use chrono::{DateTime, Utc};
use gatehouse_web::{
    page::Page,
    pages::{App, Permission, Person},
};
use serde::Serialize;

/// An app of the list.
#[derive(Debug, Clone, Serialize)]
pub struct AllowedAppRow {
    /// Names the form: `withdraw-<id>`.
    pub id: String,
    pub app: App,
    pub permissions: Vec<Permission>,
    pub granted_at: DateTime<Utc>,
    pub withdraw_action: String,
}

/// What the person did just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AllowedAppsNotice {
    Withdrawn,
    /// The app is signed out, but the homeserver does not know yet.
    WithdrawnLater,
    /// The person has shown again who they are, and can do what they came for.
    Again,
}

/// `pages/apps.html`.
#[derive(Debug, Clone, Serialize)]
pub struct AllowedApps {
    pub person: Person,
    pub notice: Option<AllowedAppsNotice>,
    pub apps: Vec<AllowedAppRow>,
}

impl Page for AllowedApps {
    const TEMPLATE: &'static str = "pages/apps.html";
}
