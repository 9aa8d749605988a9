//! An app's request on which nobody can decide any more, and the way on.

use gatehouse_auth::authorization::Past;
use serde::Serialize;
use url::Url;

use super::App;
use crate::page::Page;

/// Why it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverReason {
    /// The person allowed or denied it.
    Answered,
    TooLate,
}

/// `pages/over.html`: for whoever goes back, reloads, or took their time.
#[derive(Debug, Clone, Serialize)]
pub struct Over {
    pub reason: OverReason,
    pub app: App,
    /// Where the app can be started again. The answer itself is given once.
    pub website: Option<Url>,
}

impl Over {
    pub fn of(past: &Past) -> Result<Self, url::ParseError> {
        let website = past.client.metadata.client_uri.as_deref();
        Ok(Self {
            reason: if past.is_decided {
                OverReason::Answered
            } else {
                OverReason::TooLate
            },
            app: App::of(&past.client, &Url::parse(&past.redirect_uri)?),
            website: website
                .and_then(|uri| Url::parse(uri).ok())
                .filter(|uri| matches!(uri.scheme(), "https" | "http")),
        })
    }
}

impl Page for Over {
    const TEMPLATE: &'static str = "pages/over.html";
}
