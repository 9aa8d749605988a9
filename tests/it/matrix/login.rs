use std::time::Duration;

use gatehouse_auth::{compat::AppPasswords, limits::Rate, users};
use gatehouse_testkit::{Call, Engine, Mood, TestApp, TestClient, both_databases};
use http::{Method, header};
use serde_json::{Value, json};

use super::{OldApp, assert_matrix_error, login, password, with};

async fn flows(app: &TestApp, version: &str) -> Vec<Value> {
    let response = app.get(&format!("/_matrix/client/{version}/login")).send().await;
    let body = response.assert_status(200).json();
    body["flows"].as_array().unwrap().clone()
}

fn types(flows: &[Value]) -> Vec<&str> {
    flows.iter().map(|flow| flow["type"].as_str().unwrap()).collect()
}

// LG-01, LG-02, LG-03, M3824-01, M3824-02, M3824-13, M3824-14
#[both_databases]
async fn every_version_lists_the_ways_to_sign_in(app: TestApp) {
    for version in ["r0", "v1", "v3", "unstable", "api/v1", "api"] {
        let flows = flows(&app, version).await;
        assert_eq!(types(&flows), ["m.login.password", "m.login.sso", "m.login.token"]);
        // M3824-03, M3824-04
        assert_eq!(flows[1]["oauth_aware_preferred"], true);
        assert_eq!(flows[1]["org.matrix.msc3824.delegated_oidc_compatibility"], true);
        // M3824-06
        let providers = json!([{"id": "gatehouse", "name": "example.org"}]);
        assert_eq!(flows[1]["identity_providers"], providers);
        assert!(flows[2].get("get_login_token").is_none());
    }
    let with_body = app.get("/_matrix/client/v3/login").json(&json!({})).send().await;
    with_body.assert_status(200);
}

#[tokio::test]
async fn what_is_switched_off_is_not_listed_and_does_not_work() {
    let app = TestApp::with(Engine::Sqlite, |settings| {
        settings.passwords_enabled = false;
        settings.compat.app_passwords = AppPasswords::Off;
    })
    .await;
    assert_eq!(types(&flows(&app, "v3").await), ["m.login.sso", "m.login.token"]);
    let app = TestApp::with(Engine::Sqlite, |settings| {
        settings.compat.password_login_enabled = false;
        settings.compat.sso_login_enabled = false;
    })
    .await;
    // CS-02
    let off = app.get("/_matrix/client/v3/login").send().await;
    assert_matrix_error(&off, 404, "M_UNRECOGNIZED");
    app.user("alice").await;
    let refused = login(&app, &password("alice")).send().await;
    assert_matrix_error(&refused, 400, "M_UNKNOWN");
    let token = json!({"type": "m.login.token", "token": "x"});
    assert_matrix_error(&login(&app, &token).send().await, 400, "M_UNKNOWN");
}

// LG-04, LG-05, LG-07, LG-10, LG-11, LG-12
#[both_databases]
async fn a_password_signs_in_by_every_form_of_a_name(app: TestApp) {
    app.user("alice").await;
    let secret = json!({"type": "m.login.password", "password": TestApp::PASSWORD});
    for name in [
        json!({"identifier": {"type": "m.id.user", "user": "alice"}}),
        json!({"identifier": {"type": "m.id.user", "user": "@alice:example.org"}}),
        json!({"identifier": {"type": "m.id.user", "user": "ALICE"}}),
        json!({"user": "alice"}),
        json!({"user": "@alice:example.org", "identifier": {"type": "m.id.user", "user": "bob"}}),
    ] {
        let body = login(&app, &with(secret.clone(), name)).send().await;
        let body = body.assert_status(200).json();
        assert_eq!(body["user_id"], "@alice:example.org");
        assert_eq!(body["home_server"], "example.org");
        // LG-15: for good, and nothing to refresh.
        assert!(body.get("refresh_token").is_none() && body.get("expires_in_ms").is_none());
        let token = body["access_token"].as_str().unwrap();
        assert!(token.starts_with("mct_"));
        let introspected = app.introspect(token).await;
        assert_eq!(introspected["active"], true);
        assert_eq!(introspected["username"], "alice");
        assert_eq!(introspected["device_id"], body["device_id"]);
        // HS-16
        assert!(introspected.get("expires_in").is_none());
        let device = body["device_id"].as_str().unwrap();
        assert!(app.homeserver.devices("alice").contains(&device.to_owned()));
    }
}

// LG-24, HS-10, HS-13
#[both_databases]
async fn introspection_names_the_device_beside_the_scope(app: TestApp) {
    app.user("alice").await;
    let device = "my phone é";
    let body = with(password("alice"), json!({"device_id": device}));
    // LG-11, LG-26
    let session = OldApp::from(login(&app, &body).send().await);
    assert_eq!(session.device, device);
    let introspected = app.introspect(&session.access).await;
    assert_eq!(introspected["device_id"], device);
    assert_eq!(
        introspected["scope"],
        "urn:matrix:client:api:* urn:matrix:org.matrix.msc2967.client:api:*"
    );
}

// LG-15
#[both_databases]
async fn an_app_that_can_refresh_gets_a_token_that_expires(app: TestApp) {
    app.user("alice").await;
    let body = with(password("alice"), json!({"refresh_token": true}));
    let body = login(&app, &body).send().await.assert_status(200).json();
    assert!(body["refresh_token"].as_str().unwrap().starts_with("mcr_"));
    assert_eq!(body["expires_in_ms"], 300_000);
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(app.introspect(token).await["expires_in"], 300);
    app.advance(301);
    assert!(!TestApp::is_active(&app.introspect(token).await));
}

// LG-14
#[both_databases]
async fn a_new_device_is_called_as_its_app_says(app: TestApp) {
    app.user("alice").await;
    for name in ["Fluffy on Linux", "Fluffy, again"] {
        let more = json!({"device_id": "SAME", "initial_device_display_name": name});
        let _ = OldApp::from(login(&app, &with(password("alice"), more)).send().await);
    }
    let mut browser = app.signed_in("alice").await;
    let list = browser.get("/account/sessions").await.assert_status(200).body;
    assert!(list.contains("Fluffy on Linux") && !list.contains("again"), "{list}");
}

// CS-12, LG-13
#[both_databases]
async fn a_device_that_signs_in_again_ends_its_earlier_session_of_either_kind(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let oauth = client.tokens(&mut browser, TestClient::MATRIX).await;
    let device = app.homeserver.devices("alice").remove(0);
    let body = with(password("alice"), json!({"device_id": device}));
    let first = OldApp::from(login(&app, &body).send().await);
    assert!(!TestApp::is_active(&app.introspect(&oauth.access).await));
    client
        .refresh(&oauth.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "ended");
    let second = OldApp::from(login(&app, &body).send().await);
    assert!(!first.is_active(&app).await && second.is_active(&app).await);
    client.tokens(&mut browser, TestClient::MATRIX).await;
    assert!(!second.is_active(&app).await);
    assert_eq!(app.homeserver.devices("alice"), [device]);
    app.run_jobs().await;
    assert_eq!(app.homeserver.devices("alice").len(), 1, "nobody deletes it later");
}

// LG-06, LG-17, CS-34, LG-18
#[both_databases]
async fn whatever_is_wrong_is_told_in_the_same_words(app: TestApp) {
    app.user("alice").await;
    let gone = app.user("gone").await;
    users::deactivate(&app.cx, &gone, false).await.unwrap();
    let mut told = Vec::new();
    for (user, secret) in [
        ("alice", "wrong"),
        ("nobody", TestApp::PASSWORD),
        ("@alice:elsewhere.org", TestApp::PASSWORD),
        ("gone", TestApp::PASSWORD),
        ("", TestApp::PASSWORD),
        ("al\0ice", TestApp::PASSWORD),
    ] {
        let body = with(password(user), json!({"password": secret}));
        let response = login(&app, &body).send().await;
        assert_matrix_error(&response, 403, "M_FORBIDDEN");
        told.push(response.body);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

// CS-25
#[both_databases]
async fn a_locked_account_is_told_that_nothing_is_lost(app: TestApp) {
    let user = app.user("alice").await;
    users::lock(&app.cx, &user).await.unwrap();
    let refused = login(&app, &password("alice")).send().await;
    let body = assert_matrix_error(&refused, 401, "M_USER_LOCKED");
    assert_eq!(body["soft_logout"], true);
    // Who does not know the password learns nothing.
    let wrong = with(password("alice"), json!({"password": "wrong"}));
    assert_matrix_error(&login(&app, &wrong).send().await, 403, "M_FORBIDDEN");
}

// LG-08, LG-09
#[both_databases]
async fn an_email_address_signs_in_where_that_is_allowed(app: TestApp) {
    let user = app.user("alice").await;
    users::add_email(&app.cx, &user, "Alice@example.com").await.unwrap();
    let third_party = |medium: &str, address: &str| {
        json!({
            "type": "m.login.password", "password": TestApp::PASSWORD,
            "identifier": {"type": "m.id.thirdparty", "medium": medium, "address": address},
        })
    };
    let by_email = third_party("email", "alice@example.com");
    let refused = login(&app, &by_email).send().await;
    assert_matrix_error(&refused, 400, "M_UNKNOWN");
    let app = TestApp::on(app.database, |settings| {
        settings.account.login_with_email_allowed = true;
    });
    login(&app, &by_email).send().await.assert_status(200);
    let deprecated = json!({
        "type": "m.login.password", "password": TestApp::PASSWORD, "medium": "email", "address": "alice@example.com",
    });
    login(&app, &deprecated).send().await.assert_status(200);
    let unknown = login(&app, &third_party("email", "bob@example.com")).send().await;
    assert_matrix_error(&unknown, 403, "M_FORBIDDEN");
    let phone = login(&app, &third_party("msisdn", "447700900001")).send().await;
    assert_matrix_error(&phone, 400, "M_UNKNOWN");
    let phone = json!({
        "type": "m.login.password", "password": "x",
        "identifier": {"type": "m.id.phone", "country": "GB", "phone": "7700900001"},
    });
    assert_matrix_error(&login(&app, &phone).send().await, 400, "M_UNKNOWN");
}

// LG-19, LG-20, LG-21, M4190-03
#[both_databases]
async fn what_is_not_understood_is_named(app: TestApp) {
    app.user("alice").await;
    let post = || app.post("/_matrix/client/v3/login");
    for (body, code) in [
        (json!({"type": "foo"}), "M_UNKNOWN"),
        (
            json!({"type": "m.login.application_service"}),
            "M_APPSERVICE_LOGIN_UNSUPPORTED",
        ),
        (json!({}), "M_BAD_JSON"),
        (json!([]), "M_BAD_JSON"),
        (json!({"type": 1}), "M_BAD_JSON"),
        (json!({"type": "m.login.password"}), "M_BAD_JSON"),
        (json!({"type": "m.login.password", "user": "alice"}), "M_BAD_JSON"),
        (
            json!({"type": "m.login.password", "user": "alice", "password": 7}),
            "M_BAD_JSON",
        ),
        (json!({"type": "m.login.token"}), "M_BAD_JSON"),
        (with(password("alice"), json!({"device_id": "a\nb"})), "M_INVALID_PARAM"),
        (
            with(password("alice"), json!({"device_id": "d".repeat(256)})),
            "M_INVALID_PARAM",
        ),
    ] {
        assert_matrix_error(&post().json(&body).send().await, 400, code);
    }
    let good = password("alice").to_string();
    for (content_type, body, code) in [
        ("application/json", "{", "M_NOT_JSON"),
        ("application/json", "", "M_NOT_JSON"),
        ("text/plain", good.as_str(), "M_NOT_JSON"),
        (
            "application/x-www-form-urlencoded",
            "type=m.login.password",
            "M_NOT_JSON",
        ),
    ] {
        let response = post().body(content_type, body).send().await;
        assert_matrix_error(&response, 400, code);
    }
    // CS-21
    post().raw(good.as_str()).send().await.assert_status(200);
    for content_type in [
        "application/vnd.x+json; charset=utf-8",
        "application/x-www-form-urlencoded",
    ] {
        let response = post().body(content_type, good.as_str()).send().await;
        response.assert_status(200);
    }
    let long = with(password("alice"), json!({"x": "y".repeat(70_000)}));
    assert_matrix_error(&post().json(&long).send().await, 413, "M_TOO_LARGE");
    assert!(app.homeserver.devices("alice").len() == 3);
}

// CS-18, XC-20, CS-19
#[both_databases]
async fn what_is_below_our_paths_is_answered_in_json(app: TestApp) {
    for path in [
        "v1/login/get_token",
        "v3/login/cas/redirect",
        "v3/logout/x",
        "v3/refresh/x/y",
    ] {
        let response = app.post(&format!("/_matrix/client/{path}")).send().await;
        assert_matrix_error(&response, 404, "M_UNRECOGNIZED");
    }
    for (method, path) in [
        (Method::PUT, "login"),
        (Method::GET, "logout"),
        (Method::GET, "refresh"),
    ] {
        let response = app.request(method, &format!("/_matrix/client/v3/{path}")).send().await;
        assert_matrix_error(&response, 405, "M_UNRECOGNIZED");
    }
    for path in ["login", "logout", "logout/all", "refresh"] {
        let preflight = app
            .request(Method::OPTIONS, &format!("/_matrix/client/v3/{path}"))
            .header("origin", "https://app.example")
            .header("access-control-request-method", "POST")
            .send()
            .await
            .assert_status(200);
        let value = |name| preflight.header(name).unwrap().to_ascii_lowercase();
        assert_eq!(value(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        for method in ["get", "post", "put", "delete", "options"] {
            assert!(value(header::ACCESS_CONTROL_ALLOW_METHODS).contains(method));
        }
        for name in ["x-requested-with", "content-type", "authorization"] {
            assert!(value(header::ACCESS_CONTROL_ALLOW_HEADERS).contains(name));
        }
    }
}

// LG-22, CS-20
#[both_databases]
async fn guessing_is_limited(app: TestApp) {
    let app = TestApp::on(app.database, |settings| {
        settings.rates.login_per_account = Rate {
            burst: 2.try_into().unwrap(),
            per_second: 0.1,
        };
    });
    app.user("alice").await;
    for _ in 0..2 {
        login(&app, &with(password("alice"), json!({"password": "wrong"})))
            .send()
            .await;
    }
    let refused = login(&app, &password("alice")).send().await;
    let body = assert_matrix_error(&refused, 429, "M_LIMIT_EXCEEDED");
    let wait = body["retry_after_ms"].as_u64().unwrap();
    assert!((9_000..=10_000).contains(&wait), "{wait}");
    assert_eq!(refused.header(header::RETRY_AFTER), Some("10"));
    app.advance(10);
    login(&app, &password("alice")).send().await.assert_status(200);
}

// LG-23
#[both_databases]
async fn a_homeserver_that_is_away_leaves_no_half_session(app: TestApp) {
    let user = app.user("alice").await;
    for mood in [Mood::Away, Mood::WrongSecret] {
        app.homeserver.be(mood);
        let failed = login(&app, &password("alice")).send().await;
        assert_matrix_error(&failed, 503, "M_UNKNOWN");
    }
    app.homeserver.be(Mood::Slow(Duration::from_millis(100)));
    let before = users::count_sessions(&app.cx, &user).await.unwrap();
    assert_eq!(before, (0, 0));
    login(&app, &password("alice")).send().await.assert_status(200);
    assert_eq!(users::count_sessions(&app.cx, &user).await.unwrap(), (1, 0));
    let calls = app.homeserver.calls();
    assert!(
        !calls.iter().any(|call| matches!(call, Call::DeleteDevice(..))),
        "{calls:?}"
    );
}
