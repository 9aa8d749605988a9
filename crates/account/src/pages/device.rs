//! An app or browser that is signed in: its row in the list, and its page.

use chrono::{DateTime, Utc};
use gatehouse_domain::InvalidDeviceName;
use gatehouse_web::{
    page::Page,
    pages::{Destination, Permission, Person},
};
use serde::Serialize;

use super::UserAgent;

/// The icon of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    Phone,
    Desktop,
    Web,
    Bot,
}

/// An app or a browser that is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct Device {
    /// Names the form: `end-session-<id>`, `end-browser-<id>`, or `sign-out` for this browser.
    pub id: String,
    /// Its page.
    pub href: String,
    /// Where the form is posted: `/logout` for this browser.
    pub end_action: String,
    pub kind: DeviceKind,
    pub is_browser: bool,
    /// It is the browser that shows the page.
    pub is_current: bool,
    /// What the person calls it.
    pub name: Option<String>,
    /// What the app calls itself.
    pub app: Option<String>,
    /// As on the consent page; none if the app is gone, or for a browser.
    pub place: Option<Destination>,
    pub user_agent: UserAgent,
    pub device: Option<String>,
    /// What the person calls the password by which it signed in, if it has one of its own.
    pub app_password: Option<String>,
    pub permissions: Vec<Permission>,
    pub created_at: DateTime<Utc>,
    pub last_active_at: Option<DateTime<Utc>>,
    pub ip: Option<String>,
    /// It is ticked.
    pub selected: bool,
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceNameError {
    TooLong,
    Unprintable,
}

impl From<InvalidDeviceName> for DeviceNameError {
    fn from(error: InvalidDeviceName) -> Self {
        match error {
            InvalidDeviceName::TooLong => Self::TooLong,
            InvalidDeviceName::Unprintable => Self::Unprintable,
        }
    }
}

/// The form that gives a device another name.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceNameForm {
    pub action: String,
    pub value: String,
    pub error: Option<DeviceNameError>,
}

/// What the person did just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceNotice {
    Renamed,
    /// The homeserver will call it so as soon as it is back.
    RenamedLater,
}

/// `pages/device.html`: all that is known about it.
#[derive(Debug, Clone, Serialize)]
pub struct DevicePage {
    pub person: Person,
    pub notice: Option<DeviceNotice>,
    pub device: Device,
    /// Browsers have no names.
    pub name_form: Option<DeviceNameForm>,
    /// The app's own site.
    pub website: Option<String>,
}

impl Page for DevicePage {
    const TEMPLATE: &'static str = "pages/device.html";
}

/// `pages/device-end.html`: what will happen when it is signed out.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceEnd {
    pub person: Person,
    pub device: Device,
}

impl Page for DeviceEnd {
    const TEMPLATE: &'static str = "pages/device-end.html";
}
