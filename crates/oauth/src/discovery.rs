//! Where everything is (RFC 8414, OpenID Connect Discovery, MSC2965): one document under two names.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{Method, header},
    response::{IntoResponse, Response},
    routing::get,
};
use gatehouse_auth::device_grants;
use gatehouse_domain::{Claim, Prompt};
use gatehouse_tokens::{Algorithm, client_assertion::SECRET_ALGORITHMS};
use gatehouse_web::{App, PageError, headers::cors};
use serde_json::{Value, json};
use url::Url;

const AUTH_METHODS: [&str; 5] = [
    "client_secret_basic",
    "client_secret_jwt",
    "client_secret_post",
    "none",
    "private_key_jwt",
];
const CONFIDENTIAL_METHODS: [&str; 4] = [
    "client_secret_basic",
    "client_secret_jwt",
    "client_secret_post",
    "private_key_jwt",
];

/// Without `address` and `phone`, which are granted but tell nothing: accounts have neither (OCORE-22).
const SCOPES: [&str; 5] = [
    "openid",
    "profile",
    "email",
    "offline_access",
    "urn:matrix:client:api:*",
];

/// Claims about the token, about the sign-in, and about the person.
fn claims() -> Vec<&'static str> {
    let always = [
        "iss",
        "sub",
        "aud",
        "iat",
        "exp",
        "nonce",
        "auth_time",
        "at_hash",
        "sid",
        "username",
    ];
    always
        .into_iter()
        .chain(Claim::ALL.iter().map(|claim| claim.as_str()))
        .collect()
}

/// Signatures that client assertions may carry.
fn assertion_algorithms() -> Vec<Algorithm> {
    Algorithm::ASYMMETRIC.into_iter().chain(SECRET_ALGORITHMS).collect()
}

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/.well-known/openid-configuration", get(document))
        .route("/.well-known/oauth-authorization-server", get(document))
        .route("/.well-known/openid-configuration/{*issuer}", get(document_of))
        .route("/.well-known/oauth-authorization-server/{*issuer}", get(document_of))
        .layer(cors([Method::GET]))
}

/// RFC 8414 §3.1: the path of an issuer comes after the well-known part.
async fn document_of(State(app): State<App>, Path(path): Path<String>) -> Result<Response, PageError> {
    let issuer = Url::parse(&app.cx.settings.issuer).map_err(PageError::internal)?;
    if path.trim_end_matches('/') == issuer.path().trim_matches('/') {
        Ok(document(State(app)).await)
    } else {
        Err(PageError::not_found())
    }
}

async fn document(State(app): State<App>) -> Response {
    let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
    (caching, Json(metadata(&app))).into_response()
}

/// What apps can send people to the account page for (M4191-02), and names that older apps look for (M4191-14).
fn account_actions(app: &App) -> Vec<&'static str> {
    let settings = &app.cx.settings;
    let mut actions = vec![
        "org.matrix.profile",
        "org.matrix.devices_list",
        "org.matrix.device_view",
        "org.matrix.device_delete",
        "org.matrix.sessions_list",
        "org.matrix.session_view",
        "org.matrix.session_end",
    ];
    if settings.homeserver_secret.is_some() {
        actions.push("org.matrix.cross_signing_reset");
    }
    if settings.account.account_deactivation_allowed {
        actions.push("org.matrix.account_deactivate");
    }
    actions
}

/// Only what works is listed (R8414-08).
fn metadata(app: &App) -> Value {
    let url = |path: &str| app.site.url(path);
    let signing = app.cx.keys.algorithm_names();
    let asserting = assertion_algorithms();
    let mut document = json!({
        "issuer": app.cx.settings.issuer,
        "authorization_endpoint": url("/authorize"),
        "token_endpoint": url("/oauth2/token"),
        "device_authorization_endpoint": device_grants::is_offered(&app.cx).then(|| url("/oauth2/device")),
        "jwks_uri": url("/oauth2/keys.json"),
        "registration_endpoint": app.cx.settings.client_registration.enabled.then(|| url("/oauth2/registration")),
        "introspection_endpoint": url("/oauth2/introspect"),
        "revocation_endpoint": url("/oauth2/revoke"),
        "end_session_endpoint": url("/oauth2/end_session"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "userinfo_endpoint": url("/oauth2/userinfo"),
        "account_management_uri": url("/account/"),
        "account_management_actions_supported": account_actions(app),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": app.cx.settings.registration.grants,
        "token_endpoint_auth_methods_supported": AUTH_METHODS,
        "token_endpoint_auth_signing_alg_values_supported": asserting,
        "revocation_endpoint_auth_methods_supported": AUTH_METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": asserting,
        "introspection_endpoint_auth_methods_supported": CONFIDENTIAL_METHODS,
        "introspection_endpoint_auth_signing_alg_values_supported": asserting,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "prompt_values_supported": Prompt::supported(app.cx.settings.account.password_registration_enabled),
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": signing,
        "userinfo_signing_alg_values_supported": signing,
        "claim_types_supported": ["normal"],
        "claims_supported": claims(),
        "claims_parameter_supported": true,
        "acr_values_supported": ["1"],
        "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": Algorithm::ASYMMETRIC,
        "request_uri_parameter_supported": true,
        "require_request_uri_registration": true,
        "display_values_supported": ["page"],
        "op_policy_uri": app.site.policy_uri,
        "op_tos_uri": app.site.tos_uri,
    });
    if let Some(members) = document.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    document
}
