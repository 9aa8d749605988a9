//! A page is a struct beside its handler, and a template of the same shape.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use gatehouse_domain::Locale;

use crate::brand::{AccentColor, Logo};

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
    /// The path of the page, to come back to when the language has been changed; none where that can't be.
    pub here: Option<String>,
    /// What "three minutes ago" is counted from.
    pub now: DateTime<Utc>,
}

/// The operator's name, links and looks, on every page.
#[derive(Debug, Clone, Serialize)]
pub struct Branding {
    pub service_name: String,
    pub policy_uri: Option<url::Url>,
    pub tos_uri: Option<url::Url>,
    /// A line of text, such as a company's name and place.
    pub imprint: Option<String>,
    /// Shown in place of the name.
    #[serde(serialize_with = "is_there")]
    pub logo: Option<Logo>,
    /// In place of the color of `style.css`.
    #[serde(serialize_with = "is_there")]
    pub accent_color: Option<AccentColor>,
}

impl Branding {
    /// A name and nothing else.
    pub fn new(service_name: impl Into<String>) -> Self {
        Self {
            service_name: service_name.into(),
            policy_uri: None,
            tos_uri: None,
            imprint: None,
            logo: None,
            accent_color: None,
        }
    }
}

/// Templates ask whether there is one; what it is stands in an asset.
#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
fn is_there<T, S: Serializer>(value: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bool(value.is_some())
}
