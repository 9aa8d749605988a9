//! `/oauth2/device`, and `/oauth2/token` with device codes.

use gatehouse_auth::users;
use gatehouse_testkit::{Mood, TestApp, TestBrowser, TestClient, TestDb, TestResponse, Tokens, both_databases};
use http::{Method, header};
use serde_json::{Value, json};

use super::userinfo::jwt_part;

mod polling;
mod requests;

pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const MATRIX: &str = TestClient::MATRIX;

/// A client on a device without a browser.
pub async fn television(app: &TestApp) -> TestClient {
    app.client()
        .named("Television")
        .with("grant_types", json!([DEVICE_CODE, "refresh_token"]))
        .with("response_types", Value::Null)
        .with("redirect_uris", Value::Null)
        .register()
        .await
}

/// What a device is told.
pub struct Asked {
    pub device_code: String,
    pub user_code: String,
}

pub async fn ask(client: &TestClient, scope: &str) -> Asked {
    let body = client
        .device_request(vec![("scope", scope)])
        .send()
        .await
        .assert_status(200)
        .json();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    Asked {
        device_code: text("device_code"),
        user_code: text("user_code"),
    }
}

/// The person types the code; the page with the question.
pub async fn type_code(browser: &mut TestBrowser, code: &str) -> TestResponse {
    browser.get("/link").await.assert_status(200);
    let response = browser.submit("link", [("code", code)]).await.assert_status(303);
    browser.follow(response.location()).await
}

pub async fn decide(browser: &mut TestBrowser, code: &str, action: &str) -> TestResponse {
    type_code(browser, code).await.assert_status(200);
    let response = browser.submit("device-consent", [("action", action)]).await;
    let path = response.assert_status(303).location().to_owned();
    browser.get(&path).await
}

// M4341-02, M4341-06, M4341-07, M4341-08, M4341-11, M4341-12, M4108-01, M4108-02, M4108-03
#[both_databases]
async fn a_device_is_signed_in_from_another_one(app: TestApp) {
    let client = television(&app).await;
    let asked = ask(&client, &format!("openid {MATRIX}")).await;
    let mut browser = app.signed_in("alice").await;
    let pending = client.poll(&asked.device_code).send().await;
    pending.assert_oauth_error(400, "authorization_pending", "has not decided");
    type_code(&mut browser, &asked.user_code).await.assert_status(200);
    assert!(
        app.homeserver.devices("alice").is_empty(),
        "nothing before the person has decided"
    );
    decide(&mut browser, &asked.user_code, "allow").await.assert_status(200);
    assert!(
        app.homeserver.devices("alice").is_empty(),
        "nor before the device has asked"
    );

    let tokens = Tokens::from(client.poll(&asked.device_code).send().await);
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
    assert_eq!(
        (&tokens.body["token_type"], &tokens.body["expires_in"]),
        (&json!("Bearer"), &json!(300))
    );
    assert_eq!(tokens.body["scope"], format!("openid {MATRIX}"));
    let claims = jwt_part(tokens.body["id_token"].as_str().unwrap(), 1);
    assert_eq!(claims["aud"], client.id);
    assert_eq!(claims["sub"], app.user("alice").await.id.to_string());
    assert!(
        claims["auth_time"].is_i64() && claims["at_hash"].is_string(),
        "{claims}"
    );
    let known = app.introspect(&tokens.access).await;
    assert_eq!(
        (&known["username"], &known["client_id"]),
        (&json!("alice"), &json!(client.id))
    );
    let refreshed = Tokens::from(client.refresh(&tokens.refresh).send().await);
    client.revoke(&refreshed.access).send().await.assert_status(200);
    assert!(app.homeserver.devices("alice").is_empty());
}

// M4341-08: as in any other sign-in
#[both_databases]
async fn no_id_token_comes_unasked(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, MATRIX).await;
    decide(&mut browser, &asked.user_code, "allow").await;
    let tokens = Tokens::from(client.poll(&asked.device_code).send().await);
    assert!(tokens.body.get("id_token").is_none());
}

// M4341-12, M4341-13, R8628-11
#[both_databases]
async fn a_device_code_works_once_and_for_its_client(app: TestApp) {
    let client = television(&app).await;
    let other = app
        .client()
        .named("Another television")
        .with("grant_types", json!(["authorization_code", DEVICE_CODE]))
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, MATRIX).await;
    let foreign = other.poll(&asked.device_code).send().await;
    foreign.assert_oauth_error(400, "invalid_grant", "another client");
    decide(&mut browser, &asked.user_code, "allow").await;
    let foreign = other.poll(&asked.device_code).send().await;
    foreign.assert_oauth_error(400, "invalid_grant", "another client");

    let tokens = Tokens::from(client.poll(&asked.device_code).send().await);
    let again = client.poll(&asked.device_code).send().await;
    again.assert_oauth_error(400, "invalid_grant", "used twice");
    // A device that asks once more has lost an answer, not its code.
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
    let unknown = client.poll("abcdefghijklmnopqrstuvwxyz012345").send().await;
    unknown.assert_oauth_error(400, "invalid_grant", "unknown device code");
    let missing = client.token_request(vec![("grant_type", DEVICE_CODE)]).send().await;
    missing.assert_oauth_error(400, "invalid_request", "device_code is missing");
}

// CS-12, M2964-35
#[both_databases]
async fn a_device_that_is_there_already_is_taken_over(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let before = app.client().register().await.tokens(&mut browser, MATRIX).await;
    let client = television(&app).await;
    let asked = ask(&client, MATRIX).await;
    decide(&mut browser, &asked.user_code, "allow").await;
    assert!(TestApp::is_active(&app.introspect(&before.access).await));
    let after = Tokens::from(client.poll(&asked.device_code).send().await);
    assert!(!TestApp::is_active(&app.introspect(&before.access).await));
    assert!(TestApp::is_active(&app.introspect(&after.access).await));
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
}

// M2967-10, M4108-08
#[both_databases]
async fn device_ids_of_qr_codes_go_the_whole_way(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    for device in ["wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2oAKk4", "a+b/c+d/e+f", "ABCDEFGH"] {
        let scope = format!("urn:matrix:client:api:* urn:matrix:client:device:{device}");
        let asked = ask(&client, &scope).await;
        decide(&mut browser, &asked.user_code, "allow").await;
        let tokens = Tokens::from(client.poll(&asked.device_code).send().await);
        assert_eq!(tokens.body["scope"], scope);
        assert!(app.homeserver.devices("alice").contains(&device.to_owned()), "{device}");
    }
}

// What breaks on the way can be tried again.
#[both_databases]
async fn a_homeserver_that_is_away_costs_no_code(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, MATRIX).await;
    decide(&mut browser, &asked.user_code, "allow").await;
    app.homeserver.be(Mood::Away);
    let away = client.poll(&asked.device_code).send().await;
    away.assert_oauth_error(503, "temporarily_unavailable", "");
    app.homeserver.be(Mood::Well);
    let _ = Tokens::from(client.poll(&asked.device_code).send().await);
}

#[both_databases]
async fn an_account_that_was_locked_since_gets_nothing(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, MATRIX).await;
    decide(&mut browser, &asked.user_code, "allow").await;
    users::lock(&app.cx, &app.user("alice").await).await.unwrap();
    let refused = client.poll(&asked.device_code).send().await;
    refused.assert_oauth_error(400, "invalid_grant", "not active");
    assert!(app.homeserver.devices("alice").is_empty());
}

// M4108-07
#[both_databases]
async fn the_person_is_told_of_the_new_device(app: TestApp) {
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "alice@example.org").await.unwrap();
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    // The browser and its account are no news any more.
    app.advance(3601);
    app.run_jobs().await;
    app.mail.clear();
    let asked = ask(&client, MATRIX).await;
    decide(&mut browser, &asked.user_code, "allow").await;
    app.run_jobs().await;
    assert!(app.mail.letters().is_empty());
    let request = client.poll(&asked.device_code).header("user-agent", "Television/1.0");
    let _ = Tokens::from(request.send().await);
    app.run_jobs().await;
    let letter = app.mail.last_to("alice@example.org");
    assert!(
        letter.text.contains("Television") && letter.text.contains("ABCDEFGHIJ"),
        "{}",
        letter.text
    );
    browser.get("/account/activity").await.assert_status(200);
    assert!(browser.page.contains("Television"));
}

// M4341-17
#[both_databases]
async fn what_is_switched_off_is_not_there(database: TestDb) {
    let on = TestApp::on(database, |_| ());
    let client = television(&on).await;
    let mut browser = on.signed_in("alice").await;
    let asked = ask(&client, MATRIX).await;
    let path = {
        browser.get("/link").await.assert_status(200);
        let typed = browser.submit("link", [("code", asked.user_code.as_str())]).await;
        typed.location().to_owned()
    };
    let TestApp { database, .. } = on;
    let off = TestApp::on(database, |settings| {
        settings
            .registration
            .grants
            .remove(&gatehouse_domain::GrantType::DeviceCode);
    });
    let form = [("client_id", client.id.as_str()), ("scope", MATRIX)];
    off.post("/oauth2/device")
        .form(form)
        .send()
        .await
        .assert_oauth_error(400, "unsupported_grant_type", "");
    let form = [
        ("grant_type", DEVICE_CODE),
        ("device_code", &asked.device_code),
        ("client_id", &client.id),
    ];
    off.post("/oauth2/token")
        .form(form)
        .send()
        .await
        .assert_oauth_error(400, "unsupported_grant_type", "");
    for path in ["/link", path.as_str()] {
        off.get(path).send().await.assert_status(404);
        off.post(path).form([("csrf", "x")]).send().await.assert_status(404);
    }
}

// M4341-18
#[both_databases]
async fn apps_in_browsers_may_ask(app: TestApp) {
    let preflight = app
        .request(Method::OPTIONS, "/oauth2/device")
        .header("origin", "https://app.test")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let preflight = preflight.send().await.assert_status(200);
    assert_eq!(preflight.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    let client = television(&app).await;
    let request = client.device_request(vec![("scope", MATRIX)]);
    let answer = request.header("origin", "https://app.test").send().await;
    let answer = answer.assert_status(200);
    assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    assert!(answer.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS).is_none());
}
