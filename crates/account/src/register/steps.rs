//! Where a sign-up stands, and in which browser.

use std::ops::Deref;

use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use gatehouse_auth::registrations::{self, Step};
use gatehouse_domain::{Registration, RegistrationId};
use gatehouse_web::{App, PageError, PageResult, Visitor};

use super::{closed, halt, is_open, tie};
use crate::{
    next::Next,
    pages::{HaltKind, HaltWay},
    waiting_app,
};

/// A visitor whose browser the sign-up in the path was begun in. For others there is none.
pub(super) struct Underway {
    visitor: Visitor,
    pub registration: Registration,
    pub step: Step,
}

impl Deref for Underway {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl FromRequestParts<App> for Underway {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let id = Path::<String>::from_request_parts(parts, app).await;
        let id = id.ok().and_then(|Path(id)| id.parse().ok());
        let visitor = Visitor::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        match find(visitor, id).await {
            Ok(Ok(underway)) => Ok(underway),
            Ok(Err(response)) => Err(response),
            Err(error) => Err(error.into_response()),
        }
    }
}

async fn find(mut visitor: Visitor, id: Option<RegistrationId>) -> Result<Result<Underway, Response>, PageError> {
    if !is_open(&visitor) {
        return closed(&visitor, &Next::Account).map(Err);
    }
    let secret = tie::secret(&visitor);
    let registration = match id {
        Some(id) => registrations::find(&visitor.app.cx, id, secret.as_ref()).await?,
        None => None,
    };
    let Some(registration) = registration else {
        let way_on = visitor.app.site.path("/register");
        let kind = HaltKind::Elsewhere;
        return halt(&visitor, StatusCode::NOT_FOUND, kind, HaltWay::StartAgain, way_on).map(Err);
    };
    waiting_app::serve_next(&mut visitor, &Next::kept(&registration.continuation)).await?;
    // It began in the language that the app asked for, or the person read.
    visitor.serve_request(Some(registration.locale.tag()), registration.created_at);
    let step = registrations::next_step(&visitor.app.cx, &registration).await?;
    Ok(Ok(Underway {
        visitor,
        registration,
        step,
    }))
}

impl Underway {
    /// The path of a page of this sign-up.
    pub fn path(&self, page: &str) -> String {
        format!("/register/steps/{}/{page}", self.registration.id)
    }

    /// The same, for the browser.
    pub fn href(&self, page: &str) -> String {
        self.app.site.path(&self.path(page))
    }

    pub fn next(&self) -> Next {
        Next::kept(&self.registration.continuation)
    }

    pub fn matrix_id(&self) -> String {
        self.registration.username.mxid(&self.app.cx.settings.server_name)
    }

    /// On to whatever comes next.
    pub fn go_on(&self) -> Response {
        self.redirect(&self.path("finish"))
    }

    /// The page of another step was opened: one that is done says so, the others lead to the step of the hour.
    pub fn turn_away(&self, is_done: bool) -> PageResult {
        if !is_done || matches!(self.step, Step::Done) {
            return Ok(self.go_on());
        }
        let way_on = self.href("finish");
        halt(self, StatusCode::OK, HaltKind::StepDone, HaltWay::Continue, way_on)
    }

    /// The account is there.
    pub fn done(&self) -> PageResult {
        let next = self.next();
        let (way, path) = if self.browser.is_some() {
            (HaltWay::Continue, next.path())
        } else {
            (HaltWay::SignIn, next.after("/login"))
        };
        halt(self, StatusCode::OK, HaltKind::Done, way, self.app.site.path(&path))
    }
}

/// The Matrix id of what was begun in this browser for the same purpose, and the way on with it.
pub(super) async fn unfinished(visitor: &Visitor, next: &Next) -> Result<Option<(String, String)>, PageError> {
    let (Some(id), secret) = (tie::last(visitor), tie::secret(visitor)) else {
        return Ok(None);
    };
    let cx = &visitor.app.cx;
    let found = registrations::find(cx, id, secret.as_ref()).await?;
    let found = found.filter(|one| one.completed_at.is_none() && Next::kept(&one.continuation) == *next);
    Ok(found.map(|registration| {
        let matrix_id = registration.username.mxid(&cx.settings.server_name);
        (
            matrix_id,
            visitor.app.site.path(&format!("/register/steps/{id}/finish")),
        )
    }))
}

/// The path on which a sign-up goes on, if it was begun in this browser.
pub(crate) async fn path_of_this_browser(visitor: &Visitor, id: RegistrationId) -> Result<Option<String>, PageError> {
    let secret = tie::secret(visitor);
    let found = registrations::find(&visitor.app.cx, id, secret.as_ref()).await?;
    Ok(found.map(|_| format!("/register/steps/{id}/finish")))
}
