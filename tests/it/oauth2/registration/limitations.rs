//! What operators forbid.

use std::time::Duration;

use gatehouse_auth::{Settings, limits::Rates, purge};
use gatehouse_testkit::{TestApp, TestClient, TestDb, both_databases};
use http::{Method, header};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{PATH, register, web};
use crate::limits::rate;

const TOKEN: &str = "initial-access-token";

// R7591-10
#[both_databases]
async fn an_operator_asks_for_a_token_first(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.client_registration.initial_access_token = Some(SecretString::from(TOKEN));
    });
    let body = web(json!({}));
    for token in [None, Some("wrong"), Some("initial-access-toke")] {
        let request = app.post(PATH).json(&body);
        let request = match token {
            Some(token) => request.bearer(token),
            None => request,
        };
        let refused = request.send().await;
        let refused = refused.assert_oauth_error(401, "invalid_token", "initial access token");
        let challenge = refused.header(header::WWW_AUTHENTICATE).unwrap();
        assert!(
            challenge.starts_with("Bearer ") && challenge.contains("invalid_token"),
            "{challenge}"
        );
    }
    app.post(PATH).bearer(TOKEN).json(&body).send().await.assert_status(201);
}

// ODISC-03, R8414-08
#[both_databases]
async fn registration_that_is_switched_off_is_not_advertised(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.client_registration.enabled = false;
    });
    register(&app, &web(json!({})))
        .await
        .assert_oauth_error(403, "access_denied", "switched off");
    let document = app.get("/.well-known/openid-configuration").send().await.json();
    assert!(document.get("registration_endpoint").is_none(), "{document}");
}

#[both_databases]
async fn only_apps_of_listed_hosts_register(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.registration.allowed_hosts = vec!["example.com".to_owned()];
    });
    register(&app, &web(json!({}))).await.assert_status(201);
    let stranger = web(json!({
        "client_uri": "https://example.org/",
        "redirect_uris": ["https://example.org/cb"],
    }));
    let refused = register(&app, &stranger).await;
    refused.assert_oauth_error(400, "invalid_client_metadata", "client_uri: the host is not one");
}

type Switch = fn(&mut Settings);

// XC-05, OREG-01
#[both_databases]
async fn each_strictness_is_a_switch_of_its_own(database: TestDb) {
    let homeless = json!({
        "client_name": "Suite",
        "redirect_uris": ["https://www.certification.openid.net/test/a/x/callback"],
        "contacts": ["certification@oidf.org"],
    });
    let elsewhere = web(json!({ "redirect_uris": ["https://example.org/cb"] }));
    let insecure = web(json!({
        "client_uri": "http://localhost/",
        "redirect_uris": ["http://localhost:8080/cb"],
    }));
    let mut app = TestApp::on(database, |_| ());
    let switches: [(Switch, [u16; 3]); 4] = [
        (|_| (), [400, 400, 400]),
        (
            |settings| settings.registration.allow_missing_client_uri = true,
            [201, 400, 400],
        ),
        (
            |settings| settings.registration.allow_host_mismatch = true,
            [400, 201, 400],
        ),
        (
            |settings| settings.registration.allow_insecure_uris = true,
            [400, 400, 201],
        ),
    ];
    for (switch, expected) in switches {
        app = TestApp::on(app.database, switch);
        for (body, status) in [&homeless, &elsewhere, &insecure].into_iter().zip(expected) {
            register(&app, body).await.assert_status(status);
        }
    }
}

// M2966-44
#[both_databases]
async fn one_address_does_not_register_without_end(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.rates = Rates {
            client_registration_per_ip: rate(3, 0.1),
            ..Rates::all(TestApp::RATE)
        };
    });
    for _ in 0..3 {
        register(&app, &web(json!({}))).await.assert_status(201);
    }
    let refused = register(&app, &web(json!({}))).await;
    let refused = refused.assert_oauth_error(429, "temporarily_unavailable", "client_registration.per_ip");
    assert_eq!(refused.header(header::RETRY_AFTER), Some("10"));
    let other = app.browser().coming_from("192.0.2.7");
    let other = other.request(Method::POST, PATH).json(&web(json!({})));
    other.send().await.assert_status(201);
}

// M2966-35, M2966-36
#[both_databases]
async fn an_operator_says_how_long_unused_registrations_stay(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.client_registration.unused_after = Duration::from_hours(2 * 24);
    });
    let used = app.client().named("Used").register().await;
    let unused = app.client().named("Unused").register().await;
    let tokens = used.tokens(&mut app.signed_in("alice").await, TestClient::MATRIX).await;
    let is_known = async |client: &TestClient| {
        let answer: Value = client.refresh("x").send().await.json();
        answer["error"] != "invalid_client"
    };
    app.advance(24 * 3600);
    purge::purge(&app.cx).await.unwrap();
    assert!(is_known(&unused).await);
    app.advance(24 * 3600 + 1);
    purge::purge(&app.cx).await.unwrap();
    assert!(!is_known(&unused).await);
    used.refresh(&tokens.refresh).send().await.assert_status(200);
}
