//! The older Client-Server login API.

mod app_passwords;
mod application_services;
mod devices;
mod earlier;
mod limits;
mod login;
mod logout;
mod operator;
mod races;
mod refresh;
mod rotation;
mod sso;
mod versions;

use gatehouse_testkit::{TestApp, TestRequest, TestResponse};
use serde_json::{Value, json};

/// A request to sign in with these members, in the oldest version that there is.
fn login(app: &TestApp, body: &Value) -> TestRequest {
    app.post("/_matrix/client/r0/login").json(body)
}

/// The members of a password login with the password of every test user.
fn password(username: &str) -> Value {
    json!({
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": username},
        "password": TestApp::PASSWORD,
    })
}

/// `body` with more members.
fn with(mut body: Value, more: Value) -> Value {
    let (Some(members), Value::Object(more)) = (body.as_object_mut(), more) else {
        panic!("no objects");
    };
    members.extend(more);
    body
}

/// An older app that is signed in.
struct OldApp {
    access: String,
    refresh: Option<String>,
    device: String,
}

impl From<TestResponse> for OldApp {
    #[track_caller]
    fn from(response: TestResponse) -> Self {
        let body = response.assert_status(200).json();
        Self {
            access: body["access_token"].as_str().unwrap().to_owned(),
            refresh: body["refresh_token"].as_str().map(str::to_owned),
            device: body["device_id"].as_str().unwrap_or_default().to_owned(),
        }
    }
}

impl OldApp {
    /// With a token that never expires.
    async fn sign_in(app: &TestApp, username: &str) -> Self {
        app.user(username).await;
        login(app, &password(username)).send().await.into()
    }

    /// With a token that can be refreshed.
    async fn sign_in_to_refresh(app: &TestApp, username: &str) -> Self {
        app.user(username).await;
        let body = with(password(username), json!({"refresh_token": true}));
        login(app, &body).send().await.into()
    }

    async fn is_active(&self, app: &TestApp) -> bool {
        TestApp::is_active(&app.introspect(&self.access).await)
    }
}

fn refresh(app: &TestApp, token: &str) -> TestRequest {
    app.post("/_matrix/client/v3/refresh")
        .json(&json!({ "refresh_token": token }))
}

/// CS-17: both members, JSON, and readable for scripts of any site.
#[track_caller]
fn assert_matrix_error(response: &TestResponse, status: u16, code: &str) -> Value {
    let body = response.json();
    assert_eq!(
        (response.status.as_u16(), body["errcode"].as_str()),
        (status, Some(code)),
        "{body}"
    );
    assert!(body["error"].is_string(), "{body}");
    let allowed = response.header(http::header::ACCESS_CONTROL_ALLOW_ORIGIN);
    assert_eq!(allowed, Some("*"), "CS-19");
    body
}
