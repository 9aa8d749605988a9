//! The public signing keys (RFC 7517).

use axum::{
    Json, Router,
    extract::State,
    http::{Method, header},
    response::{IntoResponse, Response},
    routing::get,
};
use gatehouse_web::{App, headers::cors};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth2/keys.json", get(jwks))
        .layer(cors([Method::GET]))
}

async fn jwks(State(app): State<App>) -> Response {
    let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
    (caching, Json(app.cx.keys.jwks())).into_response()
}
