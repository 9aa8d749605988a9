//! The device authorization endpoint (RFC 8628 §3.1).

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, Method},
    response::Response,
    routing::post,
};
use gatehouse_auth::{clients, device_grants};
use gatehouse_domain::GrantType;
use gatehouse_web::{App, Sender, headers::cors};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::{
    client_auth,
    error::{Failure, no_store},
    form::Form,
    token::unsupported,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth2/device", post(authorize))
        .layer(cors([Method::POST]))
}

async fn authorize(
    State(app): State<App>,
    sender: Sender,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Failure> {
    begin(&app, &sender, &headers, &form)
        .await
        .map_err(|failure| failure.with_challenge(client_auth::challenge(&headers)))
}

async fn begin(app: &App, sender: &Sender, headers: &HeaderMap, form: &Form) -> Result<Response, Failure> {
    let cx = &app.cx;
    if !device_grants::is_offered(cx) {
        return Err(unsupported().into());
    }
    let client = clients::authenticate(cx, &client_auth::required(headers, form)?).await?;
    client.allows(GrantType::DeviceCode)?;
    let scope = form.scope()?.unwrap_or_default();
    let begun = device_grants::begin(cx, &client, &scope, &sender.0).await?;
    let link = app.site.url("/link");
    Ok(no_store(Json(json!({
        "device_code": begun.device_code.expose_secret(),
        "user_code": begun.user_code.to_string(),
        "verification_uri": link,
        "verification_uri_complete": format!("{link}?code={}", begun.user_code),
        "expires_in": begun.expires_in.as_secs(),
        "interval": begun.interval,
    }))))
}
