//! A page is a struct beside its handler, and a template of the same shape.

use chrono::{DateTime, Utc};
use serde::Serialize;

use gatehouse_domain::Locale;

/// What a template shows: its fields are the variables of [`TEMPLATE`](Page::TEMPLATE).
pub trait Page: Serialize {
    /// The file below `templates/`, such as `pages/sign-in.html`.
    const TEMPLATE: &'static str;
}

/// What every page gets besides its own fields.
///
/// Not `Debug`: the CSRF token is a secret of the browser it is made for.
#[derive(Clone)]
pub struct View {
    pub locale: Locale,
    /// Needed by every page with a form of ours; such a page doesn't render without it.
    pub csrf: Option<String>,
    /// What "three minutes ago" is counted from.
    pub now: DateTime<Utc>,
}

/// The operator's name and links, at the top and bottom of every page.
#[derive(Debug, Clone, Serialize)]
pub struct Branding {
    pub service_name: String,
    pub policy_uri: Option<url::Url>,
    pub tos_uri: Option<url::Url>,
    /// A line of text, such as a company's name and place.
    pub imprint: Option<String>,
}
