//! What a person is told when something goes wrong: always in their language, always with a way on. A program that asks
//! at the address of an API is told in JSON.

use std::{any::Any, num::NonZeroU32, sync::Arc};

use axum::{
    Json,
    body::HttpBody,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use gatehouse_auth::limits::TooMany;
use gatehouse_domain::{Locale, OAuthError};
use serde_json::json;

use crate::{
    App, CsrfError, RequestId, headers,
    language::{Spoken, Wishes},
    page::View,
    pages::{ErrorKind, ErrorPage, Wait, WayBack, WayBackLabel},
};

/// An error for a person. Rendered by [`render_errors`], which knows their language.
#[derive(Debug, Clone)]
pub struct PageError {
    status: StatusCode,
    page: ErrorPage,
    /// For the log.
    reason: String,
    /// Seconds, where there may be another attempt.
    retry_after: Option<NonZeroU32>,
}

pub type PageResult = Result<Response, PageError>;

impl PageError {
    fn new(status: StatusCode, kind: ErrorKind, reason: impl Into<String>) -> Self {
        Self {
            status,
            page: ErrorPage::new(kind),
            reason: reason.into(),
            retry_after: None,
        }
    }

    /// There is no such page.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, ErrorKind::NotFound, "no such page")
    }

    /// There is a page, but not for this method.
    fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            ErrorKind::NotFound,
            "no such method here",
        )
    }

    /// A bug of ours ended a request in the midst of it.
    pub fn panicked(payload: &(dyn Any + Send)) -> Self {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned());
        Self::internal(format!("panicked: {}", message.unwrap_or_default()))
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

    /// An app asked for a way to sign in that there is not (LG-28).
    pub fn unknown_provider() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            ErrorKind::UnknownProvider,
            "no such identity provider",
        )
    }

    /// Older apps can't sign in through the browser.
    pub fn sso_off() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            ErrorKind::SsoOff,
            "compat.sso_login_enabled is false",
        )
    }

    /// The same was tried too often.
    pub fn too_many(error: &TooMany) -> Self {
        let mut this = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            ErrorKind::TooManyAttempts,
            error.to_string(),
        );
        let seconds = Wait::from(error.retry_after).seconds();
        this.retry_after = u32::try_from(seconds).ok().and_then(NonZeroU32::new);
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

/// Who asks at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    Person,
    App,
    /// Whoever speaks the Client-Server API of Matrix.
    MatrixClient,
}

impl Audience {
    /// By the path below the prefix of the listener.
    fn at(path: &str) -> Self {
        let mut parts = path.split('/').skip(1);
        match parts.next() {
            // Older apps send people there.
            Some("_matrix") => match parts.collect::<Vec<_>>().as_slice() {
                ["client", "api", "v1", "login", "sso", "redirect", ..]
                | ["client", _, "login", "sso", "redirect", ..]
                | ["static", "client", "login", ..] => Self::Person,
                _ => Self::MatrixClient,
            },
            Some("_synapse") => Self::MatrixClient,
            // Apps send people there, too.
            Some("oauth2") if parts.next() == Some("end_session") => Self::Person,
            Some("oauth2" | "api" | ".well-known") => Self::App,
            _ => Self::Person,
        }
    }
}

/// The app, and what stands before every path of the listener.
#[derive(Clone)]
pub struct Errors {
    pub app: App,
    pub prefix: Arc<str>,
}

/// Renders the [`PageError`] of a handler.
pub async fn render_errors(State(errors): State<Errors>, mut request: Request, next: Next) -> Response {
    let wishes = Wishes::of(request.uri(), request.headers(), &errors.app.site);
    let spoken = Spoken::default();
    request.extensions_mut().insert(spoken.clone());
    let id = request.extensions().get::<RequestId>().copied();
    let path = request.uri().path();
    let audience = Audience::at(path.strip_prefix(&*errors.prefix).unwrap_or(path));
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<PageError>();
    let Some(mut error) = error.or_else(|| bare(&response)) else {
        return response;
    };
    let id = id.unwrap_or_default();
    if error.status.is_server_error() {
        tracing::error!(request = %id, reason = error.reason, "a request failed");
        error.page.id = Some(id.to_string());
    } else {
        tracing::info!(request = %id, reason = error.reason, "a request was refused");
    }
    let mut answer = match audience {
        Audience::Person => html(
            &errors.app,
            &error,
            spoken.locale().unwrap_or_else(|| wishes.settle(None)),
        ),
        Audience::App | Audience::MatrixClient => json(&error, audience),
    };
    for name in [header::ALLOW, header::ACCESS_CONTROL_ALLOW_ORIGIN] {
        if let Some(value) = response.headers_mut().remove(&name) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

/// What the router says by itself is a number without words.
fn bare(response: &Response) -> Option<PageError> {
    let is_empty = response.body().size_hint().exact() == Some(0);
    (is_empty && response.status() == StatusCode::METHOD_NOT_ALLOWED).then(PageError::method_not_allowed)
}

fn html(app: &App, error: &PageError, locale: Locale) -> Response {
    let view = View {
        locale,
        csrf: None,
        here: None,
        now: app.cx.now(),
    };
    let html = app.renderer.render(&error.page, &view).unwrap_or_else(|error| {
        tracing::error!(error = %error, "the error page does not render");
        String::new()
    });
    let mut response = (error.status, Html(html)).into_response();
    headers::secure_page(&mut response, &app.site, None);
    if let Some(wait) = error.retry_after {
        let seconds = HeaderValue::from(wait.get());
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// Matrix specification, "API standards" (CS-18, XC-20); RFC 6749 §5.2 for the rest.
fn json(error: &PageError, audience: Audience) -> Response {
    let number = error
        .page
        .id
        .as_deref()
        .map(|id| format!(" (error {id})"))
        .unwrap_or_default();
    let (code, said) = match (error.status, audience) {
        (StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED, Audience::MatrixClient) => {
            ("M_UNRECOGNIZED", "Unrecognized request")
        }
        (_, Audience::MatrixClient) => ("M_UNKNOWN", "Internal server error"),
        (StatusCode::NOT_FOUND, _) => ("not_found", "there is nothing at this address"),
        (StatusCode::METHOD_NOT_ALLOWED, _) => ("method_not_allowed", "this address takes other methods"),
        _ => ("server_error", "something went wrong on our side"),
    };
    let said = format!("{said}{number}");
    let body = match audience {
        Audience::MatrixClient => json!({"errcode": code, "error": said}),
        _ => json!({"error": code, "error_description": said}),
    };
    let mut response = (error.status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Where there is something, it says itself who may read it.
    if error.status == StatusCode::NOT_FOUND {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}
