//! Where clients and other homeservers find this one, if its name is that of our host (Matrix specification, "Well-known
//! URIs").

use axum::{
    Json, Router,
    extract::State,
    http::{Method, header},
    response::{IntoResponse, Response},
    routing::get,
};
use gatehouse_web::{App, headers::cors};
use serde_json::{Value, json};

/// Both documents.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/.well-known/matrix/client", get(client))
        .route("/.well-known/matrix/server", get(server))
        .layer(cors([Method::GET]))
}

async fn client(State(app): State<App>) -> Response {
    document(json!({
        "m.homeserver": {"base_url": app.site.url("")},
        // Clients from before Matrix 1.15 look here for what the homeserver tells the others.
        "org.matrix.msc2965.authentication": {
            "issuer": app.cx.settings.issuer,
            "account": app.site.url("/account/"),
        },
    }))
}

async fn server(State(app): State<App>) -> Response {
    let base = &app.site.public_base;
    let host = base.host_str().unwrap_or_default();
    let port = base.port_or_known_default().unwrap_or(443);
    document(json!({"m.server": format!("{host}:{port}")}))
}

fn document(document: Value) -> Response {
    let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
    (caching, Json(document)).into_response()
}
