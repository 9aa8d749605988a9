//! What a person is told when something goes wrong: always in their language, always with a way on.

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use gatehouse_domain::OAuthError;

use crate::{
    App, CsrfError, RequestId, headers,
    page::View,
    pages::{ErrorKind, ErrorPage, WayBack, WayBackLabel},
    visitor,
};

/// An error for a person. Rendered by [`render_errors`], which knows their language.
#[derive(Debug, Clone)]
pub struct PageError {
    status: StatusCode,
    page: ErrorPage,
    /// For the log.
    reason: String,
}

pub type PageResult = Result<Response, PageError>;

impl PageError {
    fn new(status: StatusCode, kind: ErrorKind, reason: impl Into<String>) -> Self {
        Self {
            status,
            page: ErrorPage::new(kind),
            reason: reason.into(),
        }
    }

    /// There is no such page.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, ErrorKind::NotFound, "no such page")
    }

    /// What was asked for is over, and nobody remembers what it was.
    pub fn sign_in_expired() -> Self {
        Self::new(
            StatusCode::GONE,
            ErrorKind::SignInExpired,
            "the authorization request is over",
        )
    }

    /// A form of ours came back with nonsense.
    pub fn bad_form(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorKind::BadRequest, reason)
    }

    /// An app's request that can't be answered to the app (R6749-11).
    pub fn untrusted(error: &OAuthError) -> Self {
        let mut this = Self::new(StatusCode::BAD_REQUEST, ErrorKind::BadRequest, error.reason());
        this.page.detail = Some(error.description().to_owned());
        this
    }

    /// Something broke here.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorKind::Internal,
            error.to_string(),
        )
    }

    #[must_use]
    pub fn way_back(mut self, label: WayBackLabel, href: impl Into<String>) -> Self {
        self.page.way_back = Some(WayBack {
            label,
            href: href.into(),
        });
        self
    }
}

impl From<gatehouse_auth::Error> for PageError {
    fn from(error: gatehouse_auth::Error) -> Self {
        let (status, kind) = match &error {
            gatehouse_auth::Error::Refused(_) => (StatusCode::FORBIDDEN, ErrorKind::Denied),
            gatehouse_auth::Error::Homeserver(_) => (StatusCode::SERVICE_UNAVAILABLE, ErrorKind::HomeserverAway),
            fault if fault.is_transient() => (StatusCode::SERVICE_UNAVAILABLE, ErrorKind::Internal),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Internal),
        };
        Self::new(status, kind, error.into_oauth().reason())
    }
}

impl From<CsrfError> for PageError {
    fn from(error: CsrfError) -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorKind::FormExpired, error.to_string())
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Renders the [`PageError`] of a handler.
pub async fn render_errors(State(app): State<App>, request: Request, next: Next) -> Response {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
    let id = request.extensions().get::<RequestId>().cloned();
    let mut response = next.run(request).await;
    let Some(PageError {
        status,
        mut page,
        reason,
    }) = response.extensions_mut().remove::<PageError>()
    else {
        return response;
    };
    let id = id.unwrap_or_default();
    if status.is_server_error() {
        tracing::error!(request = %id, reason, "a page failed");
        page.id = Some(id.to_string());
    } else {
        tracing::info!(request = %id, reason, "a page was refused");
    }
    let locale = visitor::locale(accepted.as_ref());
    let view = View {
        locale,
        csrf: None,
        now: app.cx.now(),
    };
    let html = app.renderer.render(&page, &view).unwrap_or_else(|error| {
        tracing::error!(error = %error, "the error page does not render");
        String::new()
    });
    let mut response = (status, Html(html)).into_response();
    headers::secure_page(&mut response, &app.site, None);
    response
}
