//! `/register/password/strength`: how hard a password is to guess, asked by the page while it is typed.

use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use gatehouse_auth::registrations;
use gatehouse_web::{App, PageForm, Visitor};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

use super::is_open;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/password/strength", post(measure))
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretString,
}

/// Nothing is kept or logged; only our own page can ask.
async fn measure(visitor: Visitor, PageForm(typed): PageForm<Typed>) -> Response {
    if !is_open(&visitor) || visitor.check_csrf(&typed.csrf).is_err() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (cx, about) = (&visitor.app.cx, [typed.username.as_str(), typed.email.as_str()]);
    let score = match registrations::measure(cx, &typed.password, &about, &visitor.requester).await {
        Ok(Ok(score)) => score,
        // The page goes without.
        Ok(Err(_)) => return StatusCode::TOO_MANY_REQUESTS.into_response(),
        Err(error) => {
            tracing::warn!(%error, "a password is not measured");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let needed = cx.settings.minimum_complexity;
    let answer = json!({"score": score, "enough": score >= needed});
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}
