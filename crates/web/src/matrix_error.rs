//! Errors for whoever speaks the Client-Server API (Matrix specification, API standards).

use std::{borrow::Cow, time::Duration};

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, json};

/// An error with its public code and text, and the reason for the log.
#[derive(Debug)]
pub struct MatrixError {
    status: StatusCode,
    code: &'static str,
    text: Cow<'static, str>,
    reason: Cow<'static, str>,
    soft_logout: bool,
    retry_after: Option<Duration>,
}

impl MatrixError {
    /// An error whose text is its reason.
    pub fn new(status: StatusCode, code: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        Self {
            status,
            code,
            reason: text.clone(),
            text,
            soft_logout: false,
            retry_after: None,
        }
    }

    /// Says more to the log than to the app.
    #[must_use]
    pub fn because(mut self, reason: impl Into<Cow<'static, str>>) -> Self {
        self.reason = reason.into();
        self
    }

    pub fn forbidden(text: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "M_FORBIDDEN", text)
    }

    pub fn unknown(text: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "M_UNKNOWN", text)
    }

    pub fn bad_json(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "M_BAD_JSON", text)
    }

    pub fn not_json(text: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "M_NOT_JSON", text)
    }

    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "M_TOO_LARGE", "The request is too large")
    }

    pub fn missing_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "M_MISSING_TOKEN", "Missing access token")
    }

    /// The session is over, and with it what the app knows of encryption: no `soft_logout` (CS-08).
    pub fn unknown_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "M_UNKNOWN_TOKEN", "Unrecognised token")
    }

    /// Nothing is lost: the app keeps what it has until the account is unlocked (CS-22, CS-25).
    pub fn user_locked() -> Self {
        Self {
            soft_logout: true,
            ..Self::new(
                StatusCode::UNAUTHORIZED,
                "M_USER_LOCKED",
                "This account has been locked",
            )
        }
    }

    pub fn user_deactivated() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "M_USER_DEACTIVATED",
            "This account has been deactivated",
        )
    }

    /// CS-20
    pub fn limit_exceeded(retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "M_LIMIT_EXCEEDED",
                "Too many attempts: try again later",
            )
        }
    }

    /// CS-02: in the words of the specification.
    pub fn switched_off() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "M_UNRECOGNIZED",
            "OAuth 2.0 authentication is in use on this homeserver.",
        )
    }

    /// CS-18
    pub fn unrecognized() -> Self {
        Self::new(StatusCode::NOT_FOUND, "M_UNRECOGNIZED", "Unrecognized request")
    }
}

/// A fault is never a 4xx, which apps would take for the end of their session (M2964-58).
impl<E: Into<gatehouse_auth::Error>> From<E> for MatrixError {
    fn from(error: E) -> Self {
        let error = error.into();
        let is_transient = error.is_transient();
        let error = error.into_oauth();
        let (status, text) = if is_transient {
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "The homeserver can't be reached now: try again later",
            )
        } else {
            (StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
        };
        Self {
            retry_after: is_transient.then_some(Duration::from_secs(5)),
            ..Self::new(status, "M_UNKNOWN", text).because(error.reason().to_owned())
        }
    }
}

impl IntoResponse for MatrixError {
    fn into_response(self) -> Response {
        let Self {
            status,
            code,
            text,
            reason,
            soft_logout,
            retry_after,
        } = self;
        if status.is_server_error() {
            tracing::error!(code, reason = &*reason, "an older app's request failed");
        } else {
            tracing::info!(code, reason = &*reason, "an older app's request was refused");
        }
        let mut body = Map::new();
        body.insert("errcode".to_owned(), json!(code));
        body.insert("error".to_owned(), json!(text));
        if soft_logout {
            body.insert("soft_logout".to_owned(), json!(true));
        }
        if let Some(wait) = retry_after.filter(|_| status == StatusCode::TOO_MANY_REQUESTS) {
            let milliseconds = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            body.insert("retry_after_ms".to_owned(), json!(milliseconds));
        }
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = retry_after {
            // Whole seconds, rounded up (RFC 9110 §10.2.3).
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
