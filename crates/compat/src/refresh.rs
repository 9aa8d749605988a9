//! Refreshing a token (Matrix specification, Refreshing access tokens).

use axum::{Router, extract::State, response::Response, routing::post};
use gatehouse_auth::compat::refresh;
use gatehouse_web::{App, MatrixError};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use crate::{
    json::{Json, answer},
    versioned,
};

pub(crate) fn routes() -> Router<App> {
    versioned("refresh", &post(exchange))
}

#[derive(Deserialize)]
struct Body {
    refresh_token: SecretString,
}

async fn exchange(State(app): State<App>, Json(body): Json<Body>) -> Result<Response, MatrixError> {
    let refreshed = refresh::refresh(&app.cx, body.refresh_token.expose_secret())
        .await
        .map_err(refused)?;
    Ok(answer(json!({
        "access_token": refreshed.access_token.expose(),
        "refresh_token": refreshed.refresh_token.expose(),
        "expires_in_ms": refreshed.expires_in.map(|lifetime| lifetime.as_millis()),
    })))
}

/// LG-41: signed out for good. Faults are told as such.
fn refused(error: gatehouse_auth::Error) -> MatrixError {
    match error {
        gatehouse_auth::Error::Refused(error) => MatrixError::unknown_token().because(error.reason().to_owned()),
        fault => fault.into(),
    }
}
