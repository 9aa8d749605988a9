//! Dynamic client registration (RFC 7591, MSC2966).

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{Method, StatusCode},
    response::Response,
    routing::post,
};
use gatehouse_auth::clients;
use gatehouse_domain::{ClientMetadata, ErrorCode, OAuthError};
use gatehouse_web::{App, headers::cors};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::error::{Failure, no_store};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth2/registration", post(register))
        .layer(DefaultBodyLimit::max(ClientMetadata::MAX_BODY_LENGTH))
        .layer(cors([Method::POST]))
}

async fn register(State(app): State<App>, body: Result<Bytes, BytesRejection>) -> Result<Response, Failure> {
    let too_large =
        |_| OAuthError::new(ErrorCode::InvalidClientMetadata, "the client metadata is too long").explained();
    let body = body.map_err(too_large)?;
    let metadata = ClientMetadata::from_registration(&body, &app.cx.settings.registration).map_err(OAuthError::from)?;
    let registered = clients::register(&app.cx, metadata).await?;
    let mut answer = registered.client.metadata.to_response();
    answer.insert("client_id".to_owned(), json!(registered.client.id));
    answer.insert(
        "client_id_issued_at".to_owned(),
        json!(registered.client.created_at.timestamp()),
    );
    if let Some(secret) = registered.secret {
        answer.insert("client_secret".to_owned(), json!(secret.expose_secret()));
        answer.insert("client_secret_expires_at".to_owned(), json!(0));
    }
    Ok(no_store((StatusCode::CREATED, Json(answer))))
}
