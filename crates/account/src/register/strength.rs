//! `/register/password/strength`: how hard a password is to guess, asked by the page while it is typed.

use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use gatehouse_auth::passwords;
use gatehouse_web::{App, PageForm, Visitor};
use secrecy::{ExposeSecret, SecretString};
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
    let about = [typed.username.as_str(), typed.email.as_str()].map(|text| text.get(..100).unwrap_or(text));
    let score = passwords::strength(typed.password.expose_secret(), &about);
    let needed = visitor.app.cx.settings.minimum_complexity;
    let answer = json!({"score": score, "enough": score >= needed});
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}
