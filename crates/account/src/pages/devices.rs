//! `/account/sessions`: where a person is signed in.

use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

use super::Device;

/// What the person did just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DevicesNotice {
    AppEnded,
    BrowserEnded,
    SelectedEnded,
    OthersEnded,
    /// Signed out, but the homeserver does not know yet.
    EndedLater,
    /// The person has shown again who they are; what they had ticked waits for them.
    Again,
    /// Nothing was ticked.
    NothingSelected,
}

/// `pages/devices.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Devices {
    pub person: Person,
    pub notice: Option<DevicesNotice>,
    /// Something went wrong with the form.
    pub failed: bool,
    /// This browser.
    pub here: Device,
    /// All others, the most recent first.
    pub devices: Vec<Device>,
    /// There are so many that it is worth it.
    pub is_searchable: bool,
    pub q: String,
    /// Where this page of the list begins.
    pub before: String,
    /// The address of the page with older ones.
    pub older: Option<String>,
    /// The address of the first page, on the others.
    pub newest: Option<String>,
}

impl Page for Devices {
    const TEMPLATE: &'static str = "pages/devices.html";
}

/// `pages/end-others.html`: what will happen when everything else is signed out.
#[derive(Debug, Clone, Serialize)]
pub struct EndOthers {
    pub person: Person,
    /// There are passwords for apps, which go as well.
    pub has_app_passwords: bool,
}

impl Page for EndOthers {
    const TEMPLATE: &'static str = "pages/end-others.html";
}
