//! A person who is signed in.

use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
    response::{IntoResponse, Response},
};
use gatehouse_auth::users;
use gatehouse_domain::BrowserSession;
use gatehouse_web::{App, Visitor, pages::Person};

use crate::next::Next;

/// How long ago a person may have proved who they are before something that can't be undone.
pub(crate) const FRESH: Duration = Duration::from_mins(15);

/// A visitor who is signed in. Whoever isn't signs in first and comes back.
pub(crate) struct Member {
    visitor: Visitor,
    pub browser: BrowserSession,
}

impl Member {
    /// Who they are, for the head of a page.
    pub async fn person(&self) -> Person {
        let cx = &self.visitor.app.cx;
        let profile = users::profile(cx, &self.browser.user).await;
        Person {
            matrix_id: self.browser.user.username.mxid(&cx.settings.server_name),
            display_name: profile.and_then(|profile| profile.display_name),
        }
    }

    /// Sends whoever proved who they are too long ago to do it again, and then to what comes next (M4191-10).
    #[expect(clippy::result_large_err, reason = "the answer is on its way already")]
    pub fn require_fresh(&self, next: &Next) -> Result<(), Response> {
        if self.browser.is_fresher_than(FRESH, self.visitor.app.cx.now()) {
            return Ok(());
        }
        Err(self.visitor.redirect(&next.after_with("/login", &[("again", "1")])))
    }
}

impl Deref for Member {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl DerefMut for Member {
    fn deref_mut(&mut self) -> &mut Visitor {
        &mut self.visitor
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        match visitor.browser.clone() {
            Some(browser) if browser.user.locked_at.is_some() => Err(visitor
                .page_locked(&browser.user)
                .unwrap_or_else(IntoResponse::into_response)),
            Some(browser) => Ok(Self { visitor, browser }),
            None => Err(visitor.redirect(&here(parts).after("/login"))),
        }
    }
}

/// Where to come back to: to this page, or when it only takes forms to the account page.
fn here(parts: &Parts) -> Next {
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return Next::Account;
    }
    if matches!(parts.uri.path(), "/account" | "/account/") {
        return Next::action(parts.uri.query().unwrap_or_default());
    }
    let path = parts.uri.path_and_query().map_or("/account/", |path| path.as_str());
    Next::page(path)
}
