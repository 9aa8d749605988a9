//! The logos of clients, from our origin: the person's browser asks nobody else (OREG-04).

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use gatehouse_auth::clients;
use gatehouse_web::App;

/// In place of what can't be had.
const NEUTRAL: &str = concat!(
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"#767676\" ",
    "stroke-width=\"1.5\"><rect x=\"4\" y=\"4\" width=\"16\" height=\"16\" rx=\"3.5\"/>",
    "<path d=\"M4 9.5h16M7 6.8v.1m2.5-.1v.1\"/></svg>",
);

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/clients/{client_id}/logo", get(logo))
}

async fn logo(State(app): State<App>, Path(client_id): Path<String>) -> Response {
    let found = clients::logo(&app.cx, &client_id).await;
    let (mut response, caching) = if let Some(picture) = found {
        let content_type = [(header::CONTENT_TYPE, picture.content_type)];
        let response = (content_type, picture.bytes.to_vec()).into_response();
        (response, "public, max-age=86400")
    } else {
        let content_type = [(header::CONTENT_TYPE, "image/svg+xml")];
        ((content_type, NEUTRAL).into_response(), "public, max-age=600")
    };
    // Whoever opens it as a page gets a picture in an empty room.
    for (name, value) in [
        (header::CACHE_CONTROL, caching),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
