//! The pages between an app and a person: consent, and the way back to the app.

use gatehouse_web::{
    page::Page,
    pages::{App, Destination, Permission, Person},
};
use serde::Serialize;
use url::Url;

mod device;
mod end_session;
#[cfg(test)]
mod tests;

pub use device::{DeviceConsent, DeviceDone, DeviceEnding, Link, LinkError};
pub use end_session::EndSession;

/// "May this app use your account?" The answer is posted as `action`: `allow` or `deny`.
#[derive(Debug, Clone, Serialize)]
pub struct Consent {
    /// Where the answer is posted.
    pub action: String,
    /// Where "use another account" is posted: signs out, then comes back to this question.
    pub switch_action: String,
    pub app: App,
    pub person: Person,
    pub permissions: Vec<Permission>,
    /// The device id that the session will have on the homeserver.
    pub device: Option<String>,
    /// Where either answer leads.
    pub returns_to: Destination,
}

impl Page for Consent {
    const TEMPLATE: &'static str = "pages/consent.html";
}

/// One hidden field of [`FormPost`] or [`EndSession`].
///
/// Not `Debug`: an authorization code is among them.
#[derive(Clone, Serialize)]
pub struct FormField {
    pub name: String,
    pub value: String,
}

impl From<(&str, &str)> for FormField {
    fn from((name, value): (&str, &str)) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }
}

/// The answer to an app that wants it posted (OAuth 2.0 Form Post Response Mode §2).
#[derive(Clone, Serialize)]
pub struct FormPost {
    /// The redirect URI.
    pub action: Url,
    pub fields: Vec<FormField>,
    pub returns_to: Destination,
}

impl FormPost {
    pub fn new<N, V>(redirect_uri: Url, fields: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        Self {
            returns_to: Destination::from(&redirect_uri),
            action: redirect_uri,
            fields: fields
                .into_iter()
                .map(|(name, value)| FormField {
                    name: name.into(),
                    value: value.into(),
                })
                .collect(),
        }
    }
}

impl Page for FormPost {
    const TEMPLATE: &'static str = "pages/form-post.html";
}
