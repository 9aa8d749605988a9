//! The cookies: who is signed in, which browser a form was made for, the language that was chosen in it, and which
//! sign-up is under way in it.

use axum::http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

use crate::Site;

/// Browsers keep no cookie for longer.
const FOUR_HUNDRED_DAYS: u32 = 400 * 24 * 60 * 60;
/// As long as a sign-up may take.
const ONE_DAY: u32 = 24 * 60 * 60;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Session,
    Csrf,
    Locale,
    Registration,
}

impl Name {
    /// For how many seconds a browser keeps it; none forgets it with the window.
    const fn max_age(self) -> Option<u32> {
        match self {
            Self::Session | Self::Locale => Some(FOUR_HUNDRED_DAYS),
            Self::Csrf => None,
            Self::Registration => Some(ONE_DAY),
        }
    }
}

impl Name {
    /// `__Host-` ties a cookie to this very host over https; plain http can't have it.
    const fn text(self, site_is_secure: bool) -> &'static str {
        match (self, site_is_secure) {
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::Csrf, true) => "__Host-csrf",
            (Self::Csrf, false) => "csrf",
            (Self::Registration, true) => "__Host-registration",
            (Self::Registration, false) => "registration",
            (Self::Locale, true) => "__Host-locale",
            (Self::Locale, false) => "locale",
        }
    }
}

/// The value of a cookie, if the browser sent it. Our values need no decoding.
pub(crate) fn read(headers: &HeaderMap, site: &Site, name: Name) -> Option<SecretString> {
    let name = name.text(site.is_secure());
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(key, _)| *key == name)
        .map(|(_, value)| SecretString::from(value))
}

/// The header that sets a cookie.
pub(crate) fn set(site: &Site, name: Name, value: &SecretString) -> Option<HeaderValue> {
    header_value(site, name, value.expose_secret(), name.max_age())
}

/// The header that removes a cookie.
pub(crate) fn remove(site: &Site, name: Name) -> Option<HeaderValue> {
    header_value(site, name, "", Some(0))
}

fn header_value(site: &Site, name: Name, value: &str, max_age: Option<u32>) -> Option<HeaderValue> {
    let name = name.text(site.is_secure());
    let max_age = max_age.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let secure = if site.is_secure() { "; Secure" } else { "" };
    // Lax, since an app's link to us has to find the person signed in.
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{max_age}{secure}");
    let mut line = HeaderValue::from_str(&line).ok()?;
    line.set_sensitive(true);
    Some(line)
}
