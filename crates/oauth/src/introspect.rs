//! Introspection (RFC 7662), as the homeserver and confidential clients ask for it.

use axum::{Json, Router, extract::State, http::HeaderMap, response::Response, routing::post};
use gatehouse_auth::{
    clients,
    introspection::{self, Inspector, Introspection},
};
use gatehouse_domain::{OAuthError, TokenKind};
use gatehouse_web::{App, bearer_token};
use serde_json::{Map, Value, json};

use crate::{
    client_auth,
    error::{Failure, no_store},
    form::Form,
};

/// No CORS: homeservers are no browsers (R7662-08).
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/oauth2/introspect", post(introspect))
}

async fn introspect(State(app): State<App>, headers: HeaderMap, form: Form) -> Result<Response, Failure> {
    answer(&app, &headers, &form)
        .await
        .map_err(|failure| failure.with_challenge(client_auth::challenge(&headers)))
}

async fn answer(app: &App, headers: &HeaderMap, form: &Form) -> Result<Response, Failure> {
    let cx = &app.cx;
    let bearer = bearer_token(headers).map_err(|error| OAuthError::invalid_client(error.to_string()))?;
    let token = form.required("token");
    let found = if let Some(secret) = bearer {
        if !introspection::is_homeserver_secret(cx, &secret) {
            return Err(OAuthError::invalid_client("not the secret shared with the homeserver").into());
        }
        introspection::introspect(cx, &Inspector::Homeserver, token?).await?
    } else {
        let client = clients::authenticate(cx, &client_auth::required(headers, form)?).await?;
        introspection::refuse_public_clients(&client)?;
        introspection::introspect(cx, &Inspector::Client(&client), token?).await?
    };
    let now = cx.now();
    let body = found.map_or_else(
        || json!({ "active": false }),
        |token| describe(&token, now, &cx.settings.issuer),
    );
    Ok(no_store(Json(body)))
}

/// RFC 7662 §2.2. What is not known is left out.
fn describe(token: &Introspection, now: gatehouse_domain::Timestamp, issuer: &str) -> Value {
    let mut body = Map::new();
    let mut insert = |name: &str, value: Value| body.insert(name.to_owned(), value);
    insert("active", json!(true));
    insert("iss", json!(issuer));
    insert("jti", json!(token.jti));
    insert("iat", json!(token.issued_at.timestamp()));
    insert("nbf", json!(token.issued_at.timestamp()));
    insert(
        "token_type",
        json!(if token.kind == TokenKind::Refresh {
            "refresh_token"
        } else {
            "access_token"
        }),
    );
    // Homeservers of any age find the spelling that they know (M2967-07).
    insert("scope", json!(token.scope.in_both_spellings()));
    if let Some(device_id) = &token.device_id {
        insert("device_id", json!(device_id));
    }
    if let Some(client_id) = token.client_id {
        insert("client_id", json!(client_id));
    }
    if let Some(user) = &token.user {
        insert("username", json!(user.username));
        insert("sub", json!(user.id));
    } else if let Some(client_id) = token.client_id {
        // A client that acts for itself (RFC 9068 §2.2). Both kinds of ids come from one generator: none is twice.
        insert("sub", json!(client_id));
    }
    if let Some(expires_at) = token.expires_at {
        insert("exp", json!(expires_at.timestamp()));
        // Whole seconds (HS-06), rounded up: an active token has at least one left.
        insert(
            "expires_in",
            json!(((expires_at - now).num_milliseconds() + 999) / 1000),
        );
    }
    Value::Object(body)
}
