//! Signing out (Matrix specification, Logout).

use axum::{
    Router,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
    routing::post,
};
use gatehouse_auth::compat::logout::{self, Logout};
use gatehouse_web::{App, MatrixError, Sender, bearer_token};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::form_urlencoded;

use crate::{json::answer, versioned};

pub(crate) fn routes() -> Router<App> {
    versioned("logout", &post(one)).merge(versioned("logout/all", &post(all)))
}

/// The access token of the request. Whatever body comes with it does not matter (LG-38).
fn token(headers: &HeaderMap, query: Option<&str>) -> Result<SecretString, MatrixError> {
    let from_header = bearer_token(headers).map_err(|_| MatrixError::missing_token())?;
    // The oldest apps know no other way.
    let mut from_query = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .filter(|(name, _)| name == "access_token")
        .map(|(_, token)| SecretString::from(token.into_owned()));
    from_header
        .or_else(|| from_query.next())
        .ok_or_else(MatrixError::missing_token)
}

async fn one(
    State(app): State<App>,
    Sender(requester): Sender,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, MatrixError> {
    let token = token(&headers, query.as_deref())?;
    say(logout::logout(&app.cx, token.expose_secret(), &requester).await?)
}

async fn all(
    State(app): State<App>,
    Sender(requester): Sender,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, MatrixError> {
    let token = token(&headers, query.as_deref())?;
    say(logout::logout_all(&app.cx, token.expose_secret(), &requester).await?)
}

fn say(logout: Logout) -> Result<Response, MatrixError> {
    match logout {
        Logout::Done => Ok(answer(json!({}))),
        Logout::UnknownToken => Err(MatrixError::unknown_token()),
    }
}
