//! `/account/`: who is signed in, and where.

use chrono::{DateTime, Utc};
use gatehouse_web::{
    page::Page,
    pages::{Destination, Permission, Person},
};
use serde::Serialize;

use super::{DeviceKind, UserAgent};

/// An app that is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct AppSession {
    /// Names the form: `end-session-<id>`.
    pub id: String,
    /// Where the form is posted.
    pub end_action: String,
    pub name: Option<String>,
    /// As on the consent page; none if the app is gone.
    pub place: Option<Destination>,
    pub kind: DeviceKind,
    pub device: Option<String>,
    pub permissions: Vec<Permission>,
    pub created_at: DateTime<Utc>,
    pub last_active_at: Option<DateTime<Utc>>,
}

/// A browser that is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct Browser {
    /// Names the form: `end-browser-<id>`, but `sign-out` for this one.
    pub id: String,
    /// Where the form is posted: `/logout` for this one.
    pub end_action: String,
    /// It is the one that shows the page.
    pub current: bool,
    pub user_agent: UserAgent,
    pub created_at: DateTime<Utc>,
    pub last_active_at: Option<DateTime<Utc>>,
}

/// What the person did just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverviewNotice {
    SessionEnded,
}

/// `pages/account.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    pub person: Person,
    pub notice: Option<OverviewNotice>,
    /// The most recent first.
    pub apps: Vec<AppSession>,
    /// The address of the page with older apps.
    pub older: Option<String>,
    /// The address of the first page, on the others.
    pub newest: Option<String>,
    pub browsers: Vec<Browser>,
}

impl Page for Overview {
    const TEMPLATE: &'static str = "pages/account.html";
}
