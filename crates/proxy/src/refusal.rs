//! Answers in place of the homeserver's, which a client in a browser can read as it reads those (CS-18, XC-20).

use std::{
    any::Any,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::Poll,
};

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Why a request was not passed on, or not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The path is none of Matrix.
    Path,
    /// The body did not come to its end.
    Body,
    /// Nobody answers, or what is answered is no HTTP.
    Away,
    /// Nobody takes the connection, nor refuses it.
    Unreachable,
    /// We are about to stop, and the answer is not there yet.
    Stopping,
    /// A bug of ours.
    Panic,
}

/// What Matrix asks servers to say to any page that asks (Matrix specification, "Web Browser Clients").
const CORS: [(HeaderName, HeaderValue); 3] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, PUT, DELETE, OPTIONS"),
    ),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("X-Requested-With, Content-Type, Authorization"),
    ),
];

impl Refusal {
    /// The answer to a request that a browser sends by itself before the one that is meant, or to any other.
    pub fn answer(self, is_preflight: bool) -> Response {
        // A browser that is refused here never shows the page why.
        if is_preflight {
            return (CORS, StatusCode::NO_CONTENT).into_response();
        }
        self.into_response()
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Path => StatusCode::NOT_FOUND,
            Self::Body => StatusCode::REQUEST_TIMEOUT,
            Self::Away => StatusCode::BAD_GATEWAY,
            Self::Unreachable => StatusCode::GATEWAY_TIMEOUT,
            Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panic => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::Path => ("M_UNRECOGNIZED", "Unrecognized request"),
            Self::Body => ("M_UNKNOWN", "The request did not arrive in full"),
            Self::Away => ("M_UNKNOWN", "The homeserver is away; try again later"),
            Self::Unreachable => ("M_UNKNOWN", "The homeserver does not answer; try again later"),
            Self::Stopping => ("M_UNKNOWN", "The server restarts; try again"),
            Self::Panic => ("M_UNKNOWN", "Internal server error"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (errcode, error) = self.said();
        let body = Json(json!({"errcode": errcode, "error": error}));
        (self.status(), CORS, [(header::CACHE_CONTROL, "no-store")], body).into_response()
    }
}

/// The answer; one of our own if a bug ends the request in the midst of it.
pub async fn unless_it_panics(mut answer: Pin<&mut impl Future<Output = Response>>) -> Response {
    // The layer of tower-http would box each body once more.
    let caught = poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx)));
        polled.unwrap_or_else(|payload| Poll::Ready(panicked(payload.as_ref())))
    });
    caught.await
}

fn panicked(payload: &(dyn Any + Send)) -> Response {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    tracing::error!(reason = message.unwrap_or_default(), "passing on a request panicked");
    Refusal::Panic.into_response()
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    #[tokio::test]
    async fn a_bug_ends_one_request_with_an_answer() {
        let panicking = pin!(async {
            tokio::task::yield_now().await;
            panic!("on purpose")
        });
        let answer = unless_it_panics(panicking).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let answer = unless_it_panics(pin!(async { StatusCode::OK.into_response() })).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
}
