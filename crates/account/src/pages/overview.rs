//! Where a person is signed in.

use chrono::{DateTime, Utc};
use gatehouse_web::pages::{Destination, Permission};
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
