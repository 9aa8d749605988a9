//! An app's request on which nobody can decide any more, and the way on.

use gatehouse_auth::authorization::Past;
use gatehouse_domain::SsoLogin;
use serde::Serialize;
use url::Url;

use super::{App, Destination};
use crate::{Site, page::Page};

/// Why it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverReason {
    /// The person allowed or denied it.
    Answered,
    TooLate,
    /// The person said no to an app that is told nothing.
    Denied,
}

/// `pages/over.html`: for whoever said no, or goes back, reloads, or took their time.
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

    /// An older app's. All that is known of it is where it is.
    pub fn of_sso(login: &SsoLogin, reason: OverReason, site: &Site) -> Self {
        let url = login.redirect_url.url();
        let is_native = matches!(Destination::from(url), Destination::Native(_));
        Self {
            reason,
            app: App::at(site, url),
            // An app that is opened without a token does not know why.
            website: (!is_native).then(|| url.clone()),
        }
    }
}

impl Page for Over {
    const TEMPLATE: &'static str = "pages/over.html";
}
