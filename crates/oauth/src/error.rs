//! OAuth errors as JSON (RFC 6749 §5.2).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use gatehouse_domain::{ErrorCode, OAuthError};
use serde_json::json;

/// An error for an app.
pub(crate) struct Failure {
    error: OAuthError,
    /// The scheme in which the app tried to authenticate, to be repeated in the challenge.
    challenge: Option<&'static str>,
}

impl Failure {
    /// RFC 6749 §5.2: a client that used the `Authorization` header gets a challenge of the same scheme.
    pub fn with_challenge(mut self, challenge: Option<&'static str>) -> Self {
        self.challenge = challenge;
        self
    }
}

impl<E: Into<gatehouse_auth::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            error: error.into().into_oauth(),
            challenge: None,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self { error, challenge } = self;
        let status = match error.code() {
            ErrorCode::InvalidClient | ErrorCode::InvalidToken => StatusCode::UNAUTHORIZED,
            ErrorCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        if status.is_server_error() {
            tracing::error!(
                code = error.code().as_str(),
                reason = error.reason(),
                "an app's request failed"
            );
        } else {
            tracing::info!(
                code = error.code().as_str(),
                reason = error.reason(),
                "an app's request was refused"
            );
        }
        let body = json!({ "error": error.code().as_str(), "error_description": error.description() });
        let mut response = no_store((status, Json(body)));
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            // RFC 7617 §2, RFC 6750 §3
            let challenge = match (error.code(), challenge) {
                (ErrorCode::InvalidToken, _) | (_, Some("Bearer")) => {
                    "Bearer realm=\"gatehouse\", error=\"invalid_token\""
                }
                _ => "Basic realm=\"gatehouse\", charset=\"UTF-8\"",
            };
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        // Private: for tests and the request log, never sent.
        response.extensions_mut().insert(error);
        response
    }
}

/// RFC 6749 §5.1: what holds tokens, or tells about them, is not stored by caches.
pub(crate) fn no_store(response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
