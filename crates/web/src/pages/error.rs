//! The page for everything that went wrong: what, what it means, and the way on.

use serde::Serialize;

use crate::page::Page;

/// What happened, in the words of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    NotFound,
    /// An app sent the browser with a request that can't be answered to the app itself.
    BadRequest,
    /// An app sent the browser to a provider that is none of ours.
    UnknownProvider,
    /// Older apps can't sign in through the browser here.
    SsoOff,
    /// The sign-in was begun too long ago, or is finished.
    SignInExpired,
    /// The CSRF token is not the one of this browser, mostly since it is old.
    FormExpired,
    /// The account may not do this.
    Denied,
    /// The same was tried too often.
    TooManyAttempts,
    /// The homeserver doesn't answer.
    HomeserverAway,
    Internal,
}

impl ErrorKind {
    pub const ALL: [Self; 10] = [
        Self::NotFound,
        Self::BadRequest,
        Self::UnknownProvider,
        Self::SsoOff,
        Self::SignInExpired,
        Self::FormExpired,
        Self::Denied,
        Self::TooManyAttempts,
        Self::HomeserverAway,
        Self::Internal,
    ];
}

/// What the link at the end is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayBackLabel {
    App,
    SignIn,
    TryAgain,
    Home,
}

/// The link out of the dead end.
#[derive(Debug, Clone, Serialize)]
pub struct WayBack {
    pub href: String,
    pub label: WayBackLabel,
}

/// `pages/error.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    pub kind: ErrorKind,
    /// The public text of the error, for the people who make the app.
    pub detail: Option<String>,
    /// What the operator finds in the log.
    pub id: Option<String>,
    pub way_back: Option<WayBack>,
}

impl ErrorPage {
    /// Just the words of `kind`.
    pub const fn new(kind: ErrorKind) -> Self {
        Self {
            kind,
            detail: None,
            id: None,
            way_back: None,
        }
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    #[must_use]
    pub fn way_back(mut self, label: WayBackLabel, href: impl Into<String>) -> Self {
        self.way_back = Some(WayBack {
            href: href.into(),
            label,
        });
        self
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "pages/error.html";
}
