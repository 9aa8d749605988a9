//! A person who is signed in.

use std::{ops::Deref, time::Duration};

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
    /// None when the person has lately shown who they are; else the way to do so, and from there to a page of the
    /// account.
    pub fn require_fresh(&self, page: &str) -> Option<Response> {
        let is_fresh = self.browser.is_fresher_than(FRESH, self.visitor.app.cx.now());
        let again = || {
            self.visitor
                .redirect(&Next::page(page).after_with("/login", &[("again", "1")]))
        };
        (!is_fresh).then(again)
    }

    /// The person, as pages show them.
    pub async fn person(&self) -> Person {
        let cx = &self.visitor.app.cx;
        let user = &self.browser.user;
        Person {
            matrix_id: user.username.mxid(&cx.settings.server_name),
            display_name: users::profile(cx, user).await.and_then(|profile| profile.display_name),
        }
    }
}

impl Deref for Member {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
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
    let path = parts.uri.path_and_query().map_or("/account/", |path| path.as_str());
    Next::page(path)
}
