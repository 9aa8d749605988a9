//! Dynamic client registration (RFC 7591, MSC2966) and its management (RFC 7592).

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use gatehouse_auth::{
    clients::{self, Managed, NotAdmitted, Registered},
    limits::Limit,
};
use gatehouse_domain::{ClientMetadata, ErrorCode, OAuthError};
use gatehouse_web::{App, Sender, bearer_token, headers::cors};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use crate::error::{Failure, no_store};

const PATH: &str = "/oauth2/registration";

pub(crate) fn routes() -> Router<App> {
    let one = get(read).put(replace).delete(withdraw);
    Router::new()
        .merge(Router::new().route(PATH, post(register)).layer(cors([Method::POST])))
        .merge(
            Router::new()
                .route("/oauth2/registration/{client_id}", one)
                .layer(cors([Method::GET, Method::PUT, Method::DELETE])),
        )
        .layer(DefaultBodyLimit::max(ClientMetadata::MAX_BODY_LENGTH))
}

type Body = Result<Bytes, BytesRejection>;

async fn register(State(app): State<App>, sender: Sender, headers: HeaderMap, body: Body) -> Result<Response, Failure> {
    if let Err(refusal) = clients::admit(&app.cx, sender.0.ip, bearer(&headers)?.as_ref()) {
        return Ok(not_admitted(&refusal));
    }
    let policy = clients::registration_policy(&app.cx);
    let metadata = ClientMetadata::from_registration(&whole(body)?, &policy).map_err(OAuthError::from)?;
    let registered = clients::register(&app.cx, metadata).await?;
    Ok(no_store((StatusCode::CREATED, Json(described(&app, registered)))))
}

async fn read(State(app): State<App>, Path(client_id): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let managed = managed(&app, &client_id, &headers).await?;
    Ok(no_store(Json(described(&app, managed.into()))))
}

async fn replace(
    State(app): State<App>,
    sender: Sender,
    Path(client_id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    if let Err(too_many) = app.cx.limits.check([Limit::ClientRegistrationPerIp(sender.0.ip)]) {
        return Ok(not_admitted(&too_many.into()));
    }
    let managed = managed(&app, &client_id, &headers).await?;
    let managed = clients::replace(&app.cx, managed, &whole(body)?).await?;
    Ok(no_store(Json(described(&app, managed.into()))))
}

async fn withdraw(
    State(app): State<App>,
    Path(client_id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let managed = managed(&app, &client_id, &headers).await?;
    clients::withdraw(&app.cx, &managed).await?;
    Ok(no_store(StatusCode::NO_CONTENT))
}

fn whole(body: Body) -> Result<Bytes, OAuthError> {
    let too_large =
        |_| OAuthError::new(ErrorCode::InvalidClientMetadata, "the client metadata is too long").explained();
    body.map_err(too_large)
}

fn bearer(headers: &HeaderMap) -> Result<Option<SecretString>, OAuthError> {
    bearer_token(headers).map_err(|error| OAuthError::invalid_token(error.to_string()))
}

async fn managed(app: &App, client_id: &str, headers: &HeaderMap) -> Result<Managed, Failure> {
    let token = bearer(headers)?;
    let token = token.ok_or_else(|| OAuthError::invalid_token("no registration access token"))?;
    Ok(clients::find_managed(&app.cx, client_id, token).await?)
}

/// RFC 7591 §3.2.1, RFC 7592 §3.
fn described(app: &App, registered: Registered) -> Map<String, Value> {
    let client = registered.client;
    let mut answer = client.metadata.to_response();
    let mut tell = |member: &str, value: Value| answer.insert(member.to_owned(), value);
    tell("client_id", json!(client.id));
    tell("client_id_issued_at", json!(client.created_at.timestamp()));
    if let Some(secret) = registered.secret {
        tell("client_secret", json!(secret.expose_secret()));
        tell("client_secret_expires_at", json!(0));
    }
    if let Some(token) = registered.access_token {
        tell("registration_access_token", json!(token.expose_secret()));
        let uri = app.site.url(&format!("{PATH}/{}", client.id));
        tell("registration_client_uri", json!(uri));
    }
    answer
}

fn not_admitted(refusal: &NotAdmitted) -> Response {
    let reason = refusal.to_string();
    match refusal {
        NotAdmitted::Token => Failure::from(OAuthError::invalid_token(reason)).into_response(),
        NotAdmitted::SwitchedOff => {
            let mut response = Failure::from(OAuthError::access_denied(reason).explained()).into_response();
            *response.status_mut() = StatusCode::FORBIDDEN;
            response
        }
        NotAdmitted::TooMany(too_many) => {
            let mut response = Failure::from(OAuthError::temporarily_unavailable(reason)).into_response();
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            let seconds = too_many.retry_after.as_secs_f64().ceil();
            if let Ok(seconds) = seconds.to_string().parse() {
                response.headers_mut().insert(header::RETRY_AFTER, seconds);
            }
            response
        }
    }
}
