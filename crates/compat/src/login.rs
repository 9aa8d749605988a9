//! Signing in (Matrix specification, Login).

use axum::{Router, extract::State, response::Response, routing::get};
use gatehouse_auth::compat::{
    LoggedIn, Wish,
    login::{self, Login},
};
use gatehouse_domain::DeviceName;
use gatehouse_web::{App, MatrixError, Sender};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    json::{Json, answer},
    refusal, sso, versioned,
};

pub(crate) fn routes() -> Router<App> {
    versioned("login", &get(list).post(sign_in))
}

const PASSWORD: &str = "m.login.password";
const SSO: &str = "m.login.sso";
const TOKEN: &str = "m.login.token";
const APPLICATION_SERVICE: &str = "m.login.application_service";

/// The ways to sign in; where there is none, this API is off (CS-02).
async fn list(State(app): State<App>, Sender(requester): Sender) -> Result<Response, MatrixError> {
    let mut flows = Vec::new();
    if !app.cx.settings.compat.is_open_to(requester.ip) {
        return Err(MatrixError::switched_off().because("older apps may not sign in from this network"));
    }
    if is_password_login_enabled(&app) {
        flows.push(json!({"type": PASSWORD}));
    }
    if app.cx.settings.compat.sso_login_enabled {
        flows.push(json!({
            "type": SSO,
            "identity_providers": [{"id": sso::PROVIDER, "name": app.cx.settings.server_name}],
            // MSC3824: apps that know OAuth 2.0 show this way only.
            "oauth_aware_preferred": true,
            "org.matrix.msc3824.delegated_oidc_compatibility": true,
        }));
        flows.push(json!({"type": TOKEN}));
    }
    if flows.is_empty() {
        return Err(MatrixError::switched_off());
    }
    Ok(answer(json!({ "flows": flows })))
}

/// There is some password that would do: of an account, or for an app.
fn is_password_login_enabled(app: &App) -> bool {
    let settings = &app.cx.settings;
    settings.compat.takes_app_passwords() || (settings.passwords_enabled && settings.compat.password_login_enabled)
}

#[derive(Deserialize)]
pub(crate) struct Body {
    r#type: String,
    identifier: Option<Identifier>,
    /// Deprecated, and stronger than `identifier` (LG-05).
    user: Option<String>,
    /// Deprecated as well.
    medium: Option<String>,
    address: Option<String>,
    password: Option<SecretString>,
    token: Option<SecretString>,
    device_id: Option<String>,
    initial_device_display_name: Option<String>,
    refresh_token: Option<bool>,
}

#[derive(Deserialize)]
struct Identifier {
    r#type: String,
    user: Option<String>,
    medium: Option<String>,
    address: Option<String>,
}

pub(crate) async fn sign_in(
    State(app): State<App>,
    Sender(requester): Sender,
    Json(body): Json<Body>,
) -> Result<Response, MatrixError> {
    let wish = body.wish()?;
    let came = match body.r#type.as_str() {
        PASSWORD if is_password_login_enabled(&app) => {
            let name = body.name(&app)?;
            let password = body.password.ok_or_else(|| missing("password"))?;
            login::by_password(&app.cx, &name, password, wish, &requester).await
        }
        TOKEN if app.cx.settings.compat.sso_login_enabled => {
            let token = body.token.ok_or_else(|| missing("token"))?;
            login::by_token(&app.cx, &token, wish, &requester).await
        }
        // M4190-03
        APPLICATION_SERVICE => {
            return Err(MatrixError::new(
                axum::http::StatusCode::BAD_REQUEST,
                "M_APPSERVICE_LOGIN_UNSUPPORTED",
                "Application services can't sign in here: they have their own token",
            ));
        }
        _ => return Err(MatrixError::unknown("Bad login type")),
    };
    match came.map_err(refusal::of_error)? {
        Login::Done(session) => Ok(answer(describe(&app, &session))),
        refused => Err(refusal::of_login(&app, &refused)),
    }
}

impl Body {
    fn wish(&self) -> Result<Wish, MatrixError> {
        let device_id = self.device_id.as_deref().filter(|id| !id.is_empty());
        let invalid = |_| {
            MatrixError::new(
                axum::http::StatusCode::BAD_REQUEST,
                "M_INVALID_PARAM",
                "The device_id is too long or has control characters",
            )
        };
        Ok(Wish {
            device_id: device_id.map(str::parse).transpose().map_err(invalid)?,
            display_name: self.initial_device_display_name.as_deref().and_then(DeviceName::of_app),
            refresh_token: self.refresh_token.unwrap_or(false),
        })
    }

    /// Whom the app means: a username, a Matrix id or, where people may sign in with it, an email address.
    fn name(&self, app: &App) -> Result<String, MatrixError> {
        if let Some(user) = &self.user {
            return Ok(user.clone());
        }
        let (medium, address) = match &self.identifier {
            Some(identifier) if identifier.r#type == "m.id.user" => {
                return identifier.user.clone().ok_or_else(|| missing("identifier.user"));
            }
            Some(identifier) if identifier.r#type == "m.id.thirdparty" => (&identifier.medium, &identifier.address),
            Some(_) => return Err(MatrixError::unknown("Unsupported identifier type")),
            None if self.medium.is_some() => (&self.medium, &self.address),
            None => return Err(missing("identifier")),
        };
        let medium = medium.as_deref().ok_or_else(|| missing("medium"))?;
        let address = address.clone().ok_or_else(|| missing("address"))?;
        // LG-08
        if medium != "email" || !app.cx.settings.account.login_with_email_allowed {
            return Err(MatrixError::unknown("Unsupported kind of address"));
        }
        Ok(address)
    }
}

fn missing(field: &str) -> MatrixError {
    MatrixError::bad_json(format!("{field} is missing"))
}

fn describe(app: &App, session: &LoggedIn) -> Value {
    let server_name = &app.cx.settings.server_name;
    let mut body = json!({
        "user_id": session.user.username.mxid(server_name),
        "access_token": session.access_token.expose(),
        "device_id": session.device_id,
        // Of no use, but the oldest apps look for it.
        "home_server": server_name,
    });
    if let (Some(members), Some(refresh_token)) = (body.as_object_mut(), &session.refresh_token) {
        members.insert("refresh_token".to_owned(), json!(refresh_token.expose()));
        let lifetime = session.expires_in.map(|lifetime| lifetime.as_millis());
        members.insert("expires_in_ms".to_owned(), json!(lifetime));
    }
    body
}
