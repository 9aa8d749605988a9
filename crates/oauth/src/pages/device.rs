//! The pages on which a person lets another device in.

use gatehouse_domain::Timestamp;
use gatehouse_web::{
    page::Page,
    pages::{App, Permission, Person, UserAgent, Wait},
};
use serde::Serialize;

/// What is wrong with the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkError {
    Missing,
    Unknown,
    /// Somebody has decided on it.
    Used,
    Over,
}

/// `pages/link.html`: which code does the other device show? Posted as `code`.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub action: String,
    /// What was typed, or what the link has in it.
    pub code: String,
    /// The person has not typed it: they are asked to compare.
    pub is_filled_in: bool,
    pub error: Option<LinkError>,
    /// There were too many attempts.
    pub wait: Option<Wait>,
}

impl Page for Link {
    const TEMPLATE: &'static str = "pages/link.html";
}

/// `pages/device-consent.html`: shall it be signed in? The answer is posted as `action`: `allow` or `deny`.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceConsent {
    pub action: String,
    /// Where "use another account" is posted: signs out, then comes back to this question.
    pub switch_action: String,
    pub app: App,
    pub person: Person,
    pub permissions: Vec<Permission>,
    /// The device id that the session will have on the homeserver.
    pub device: Option<String>,
    /// What the other device shows, as it shows it.
    pub user_code: String,
    pub asked_at: Timestamp,
    /// Where the request came from.
    pub ip: Option<String>,
    pub user_agent: UserAgent,
    /// For whatever is no browser.
    pub user_agent_text: Option<String>,
}

impl Page for DeviceConsent {
    const TEMPLATE: &'static str = "pages/device-consent.html";
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceEnding {
    Allowed,
    Denied,
    /// The app wants what the account may not give.
    Refused,
    /// It took too long.
    Over,
}

/// `pages/device-done.html`: the way on.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceDone {
    pub ending: DeviceEnding,
}

impl Page for DeviceDone {
    const TEMPLATE: &'static str = "pages/device-done.html";
}

#[cfg(test)]
mod tests;
