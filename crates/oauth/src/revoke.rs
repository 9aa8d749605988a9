//! Revocation (RFC 7009), which is how apps sign out (MSC4254).

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
    routing::post,
};
use gatehouse_auth::{
    clients::{self, ClientCredentials},
    revocation,
};
use gatehouse_domain::Client;
use gatehouse_web::{App, Sender, headers::cors};

use crate::{
    client_auth,
    error::{Failure, no_store},
    form::Form,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth2/revoke", post(revoke))
        .layer(cors([Method::POST]))
}

async fn revoke(State(app): State<App>, sender: Sender, headers: HeaderMap, form: Form) -> Result<Response, Failure> {
    answer(&app, &sender, &headers, &form)
        .await
        .map_err(|failure| failure.with_challenge(client_auth::challenge(&headers)))
}

/// `token_type_hint` is not needed, since a token tells its kind (M4254-11, M4254-12).
async fn answer(app: &App, Sender(requester): &Sender, headers: &HeaderMap, form: &Form) -> Result<Response, Failure> {
    let client = client(app, headers, form).await?;
    revocation::revoke(&app.cx, client.as_ref(), form.required("token")?, requester).await?;
    Ok(no_store(StatusCode::OK))
}

/// Whoever claims to be a confidential client has to prove it (M4254-09); a mere id proves nothing and may be wrong.
async fn client(app: &App, headers: &HeaderMap, form: &Form) -> Result<Option<Client>, Failure> {
    let Some(credentials) = client_auth::credentials(headers, form)? else {
        return Ok(None);
    };
    if let ClientCredentials::None { client_id } = &credentials {
        match clients::find(&app.cx, client_id).await? {
            Some(client) if !client.is_public() => {}
            public_or_none => return Ok(public_or_none),
        }
    }
    Ok(Some(clients::authenticate(&app.cx, &credentials).await?))
}
