//! The way back to an app on the device.

use axum::http::HeaderValue;
use serde::Serialize;

use super::App;
use crate::page::Page;

/// The way back to a native app: the browser is sent there, and if it does not go, a person can press a button.
///
/// Not `Debug`: an authorization code is in the address.
#[derive(Clone, Serialize)]
pub struct OpenApp {
    /// Where the app is, with the answer.
    pub href: String,
    pub app: App,
    /// The person allowed what the app asked for.
    pub is_allowed: bool,
}

impl Page for OpenApp {
    const TEMPLATE: &'static str = "pages/open-app.html";
}

impl OpenApp {
    /// Opens it without a script. The rest of the value is the address, to the letter (R8252-07).
    pub(crate) fn refresh(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("0; url={}", self.href)).ok()
    }
}
