//! The token endpoint (RFC 6749 §3.2).

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, Method},
    response::Response,
    routing::post,
};
use gatehouse_auth::{
    clients,
    grants::{self, TokenSet},
};
use gatehouse_domain::{Client, CodeExchange, ErrorCode, GrantType, OAuthError, Token};
use gatehouse_web::{App, Sender, headers::cors};
use serde_json::{Value, json};

use crate::{
    client_auth,
    error::{Failure, no_store},
    form::Form,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth2/token", post(token))
        .layer(cors([Method::POST]))
}

async fn token(State(app): State<App>, sender: Sender, headers: HeaderMap, form: Form) -> Result<Response, Failure> {
    exchange(&app, &sender, &headers, &form)
        .await
        .map_err(|failure| failure.with_challenge(client_auth::challenge(&headers)))
}

/// Which client, which grant, may it: asked once, before any grant looks at its own parameters.
async fn exchange(app: &App, sender: &Sender, headers: &HeaderMap, form: &Form) -> Result<Response, Failure> {
    let cx = &app.cx;
    let grant = grant_type(app, form)?;
    let client: Client = clients::authenticate(cx, &client_auth::required(headers, form)?).await?;
    client.allows(grant)?;
    let tokens = match grant {
        GrantType::AuthorizationCode => {
            let request = CodeExchange {
                redirect_uri: form.value("redirect_uri"),
                code_verifier: form.value("code_verifier"),
            };
            grants::authorization_code::authorization_code(cx, &client, form.required("code")?, request, &sender.0)
                .await?
        }
        GrantType::RefreshToken => {
            let scope = form.scope()?;
            grants::refresh_token::refresh_token(cx, &client, form.required("refresh_token")?, scope.as_ref()).await?
        }
        GrantType::ClientCredentials => {
            let scope = form.scope()?;
            grants::client_credentials::client_credentials(cx, &client, scope.as_ref(), &sender.0).await?
        }
        GrantType::DeviceCode => {
            grants::device_code::device_code(cx, &client, form.required("device_code")?, &sender.0).await?
        }
    };
    Ok(no_store(Json(answer(&tokens))))
}

/// RFC 6749 §5.1. What there is none of is left out, as is a scope that holds nothing: it can't be written (§3.3).
fn answer(tokens: &TokenSet) -> Value {
    let mut answer = json!({
        "access_token": tokens.access_token.expose(),
        "token_type": "Bearer",
        "expires_in": tokens.expires_in.as_secs(),
        "refresh_token": tokens.refresh_token.as_ref().map(Token::expose),
        "scope": (!tokens.scope.is_empty()).then_some(&tokens.scope),
        "id_token": tokens.id_token,
    });
    if let Some(members) = answer.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    answer
}

fn grant_type(app: &App, form: &Form) -> Result<GrantType, OAuthError> {
    let name = form.required("grant_type")?;
    let grant = GrantType::from_name(name).filter(|grant| app.cx.settings.registration.grants.contains(grant));
    grant.ok_or_else(unsupported)
}

pub(crate) fn unsupported() -> OAuthError {
    OAuthError::new(ErrorCode::UnsupportedGrantType, "the grant type is not offered")
}
