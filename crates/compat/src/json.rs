//! JSON bodies (Matrix specification, API standards).

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use gatehouse_web::MatrixError;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The body of a request.
pub(crate) struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = MatrixError;

    async fn from_request(request: Request, state: &S) -> Result<Self, MatrixError> {
        if !may_be_json(request.headers()) {
            return Err(MatrixError::not_json("The content type is not application/json"));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                MatrixError::too_large()
            } else {
                MatrixError::not_json("The body broke off")
            }
        })?;
        let value: Value =
            serde_json::from_slice(&body).map_err(|_| MatrixError::not_json("The body is not valid JSON"))?;
        let read = serde_json::from_value(value);
        read.map(Self)
            .map_err(|error| MatrixError::bad_json(format!("The body is not as it should be: {error}")))
    }
}

/// CS-21, LG-21: a type that is missing is taken for JSON, and so is the one that `curl --data` and others
/// put on every body, since homeservers take it and scripts that sign in rely on that. Another is none.
fn may_be_json(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(header::CONTENT_TYPE) else {
        return true;
    };
    let media_type = content_type.to_str().ok().and_then(|text| text.split(';').next());
    match media_type.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" | "application/x-www-form-urlencoded" => true,
        other => other.starts_with("application/") && other.ends_with("+json"),
    }
}

/// An answer that no cache keeps, since it holds tokens or tells about them.
pub(crate) fn answer(body: Value) -> Response {
    let mut response = axum::Json(body).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}
