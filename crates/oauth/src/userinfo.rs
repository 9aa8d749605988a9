//! Userinfo (OpenID Connect Core §5.3).

use axum::{
    Json, Router,
    extract::{FromRequest, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use gatehouse_auth::introspection::{self, Userinfo, UserinfoError};
use gatehouse_web::{App, bearer_token, headers::cors};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::{
    error::{Failure, no_store},
    form::Form,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth2/userinfo", get(userinfo).post(userinfo))
        .layer(cors([Method::GET, Method::POST]))
}

async fn userinfo(State(app): State<App>, request: Request) -> Response {
    let token = match token_of(request).await {
        Ok(Some(token)) => token,
        // R6750-04: who shows nothing is told what to show, not what is wrong.
        Ok(None) => return challenge(StatusCode::UNAUTHORIZED, None),
        Err(()) => return challenge(StatusCode::BAD_REQUEST, Some("invalid_request")),
    };
    match introspection::userinfo(&app.cx, token.expose_secret()).await {
        Ok(found) => answer(&app, found),
        Err(UserinfoError::InvalidToken) => challenge(StatusCode::UNAUTHORIZED, Some("invalid_token")),
        Err(UserinfoError::InsufficientScope) => challenge(StatusCode::FORBIDDEN, Some("insufficient_scope")),
        Err(UserinfoError::Fault(error)) => Failure::from(error).into_response(),
    }
}

/// RFC 6750 §2: in the header, or in the body of a POST, but not in both.
async fn token_of(request: Request) -> Result<Option<SecretString>, ()> {
    let in_header = bearer_token(request.headers()).map_err(|_| ())?;
    let has_form = request.method() == Method::POST && request.headers().contains_key(header::CONTENT_TYPE);
    let in_form = if has_form {
        let form = Form::from_request(request, &()).await.map_err(|_| ())?;
        form.value("access_token").map(SecretString::from)
    } else {
        None
    };
    match (in_header, in_form) {
        (Some(_), Some(_)) => Err(()),
        (header, form) => Ok(header.or(form)),
    }
}

/// As JSON, or signed when the client registered so (OCORE-19, OREG-06).
fn answer(app: &App, found: Userinfo) -> Response {
    let Userinfo { mut claims, client } = found;
    let client = client.as_ref();
    let algorithm = client.and_then(|client| client.metadata.userinfo_signed_response_alg.as_deref());
    let Some(algorithm) = algorithm.and_then(|name| name.parse().ok()) else {
        return no_store(Json(claims));
    };
    claims.insert("iss".to_owned(), json!(app.cx.settings.issuer));
    claims.insert("aud".to_owned(), json!(client.map(|client| client.id)));
    match app.cx.keys.sign(algorithm, None, &claims) {
        Ok(jwt) => no_store(([(header::CONTENT_TYPE, "application/jwt")], jwt)),
        Err(error) => Failure::from(gatehouse_auth::Error::Internal(error.to_string())).into_response(),
    }
}

/// RFC 6750 §3.
fn challenge(status: StatusCode, error: Option<&'static str>) -> Response {
    let text = match error {
        None => "Bearer realm=\"gatehouse\"".to_owned(),
        Some("insufficient_scope") => {
            "Bearer realm=\"gatehouse\", error=\"insufficient_scope\", scope=\"openid\"".to_owned()
        }
        Some(error) => format!("Bearer realm=\"gatehouse\", error=\"{error}\""),
    };
    let mut response = no_store(status);
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}
