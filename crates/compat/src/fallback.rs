//! For apps that know none of the ways to sign in: a page that does it all (Matrix specification, Login fallback).

use axum::{
    Router,
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use gatehouse_domain::SsoRedirectUrl;
use gatehouse_web::{App, PageError, PageResult, Visitor, pages::LOGIN_FALLBACK};
use url::form_urlencoded;

use crate::{login, pages::LoginFallback, sso};

/// What an app may say about the session that it wants. Credentials are not among it.
const PASSED_ON: [&str; 3] = ["device_id", "initial_device_display_name", "refresh_token"];

/// Where the homeserver has its page.
const PATH: &str = "/_matrix/static/client/login";

pub(crate) fn takes(path: &str) -> bool {
    path.strip_suffix('/').unwrap_or(path) == PATH
}

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(lead_here))
        .route(&format!("{PATH}/"), get(lead_here))
}

pub(crate) fn pages() -> Router<App> {
    Router::new().route(LOGIN_FALLBACK, get(show).post(login::sign_in))
}

/// The app came by the homeserver's address; cookies and modules are those of ours.
async fn lead_here(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    Redirect::to(&app.site.url(&here(query.as_deref()))).into_response()
}

/// The path of the page with what the app says of the session.
fn here(query: Option<&str>) -> String {
    let passed_on =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).filter(|(name, _)| PASSED_ON.contains(&&**name));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(passed_on)
        .finish();
    if query.is_empty() {
        LOGIN_FALLBACK.to_owned()
    } else {
        format!("{LOGIN_FALLBACK}?{query}")
    }
}

/// Begins a sign-in that leads here again, then with a token.
async fn show(mut visitor: Visitor, RawQuery(query): RawQuery) -> PageResult {
    let mut names = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes());
    let here = here(query.as_deref());
    // Whoever changes the language begins anew, and the token is in no link.
    visitor.move_to(&here);
    let site = &visitor.app.site;
    if !names.any(|(name, _)| name == "loginToken") {
        let redirect_url =
            SsoRedirectUrl::parse(&site.url(&here)).map_err(|error| PageError::bad_form(error.to_string()))?;
        return sso::begin(&visitor.app, redirect_url, None, &visitor.requester).await;
    }
    let page = LoginFallback {
        action: site.path(LOGIN_FALLBACK),
        again: site.path(&here),
    };
    visitor.page(StatusCode::OK, &page)
}
