//! `/oauth2/registration`: what is registered, and what comes back. What is refused is in `registration/refusals.rs`.

use gatehouse_auth::{Settings, purge};
use gatehouse_domain::GrantType;
use gatehouse_testkit::{TestApp, TestClient, TestDb, TestResponse, both_databases};
use http::{Method, header};
use serde_json::{Value, json};

mod limitations;
mod management;
mod refusals;
mod sectors;

const PATH: &str = "/oauth2/registration";
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The smallest good registration of a public web app, with members changed.
fn web(changes: Value) -> Value {
    let mut body = json!({
        "client_uri": "https://example.com/",
        "redirect_uris": ["https://app.example.com/callback"],
        "token_endpoint_auth_method": "none",
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
    });
    let Value::Object(changes) = changes else {
        panic!("the changes are an object")
    };
    body.as_object_mut().unwrap().extend(changes);
    body
}

/// The same with one redirect URI.
fn redirect(application_type: &str, uri: &str) -> Value {
    web(json!({ "application_type": application_type, "redirect_uris": [uri] }))
}

async fn register(app: &TestApp, body: &Value) -> TestResponse {
    app.post(PATH).json(body).send().await
}

async fn registered(app: &TestApp, body: &Value) -> Value {
    register(app, body).await.assert_status(201).json()
}

// M2966-01, M2966-02, M2966-03, M2966-34, R9700-16, R9068-03, R7591-01
#[both_databases]
async fn what_was_registered_is_told(app: TestApp) {
    let body = web(json!({
        "application_type": "native",
        "client_name": "Äpp <b>&amp;",
        "logo_uri": "https://example.com/logo.png",
        "tos_uri": "https://example.com/tos",
        "policy_uri": "https://static.example.com:8443/policy?v=1",
        "contacts": ["admin@example.com"],
        "software_id": "app",
        "software_version": "1.0",
        "id_token_signed_response_alg": "ES256",
        "default_max_age": 3600,
        "request_uris": ["https://requests.example.org/one#v1", "https://example.com/two"],
        "require_auth_time": true,
    }));
    let mut sent = body.clone();
    sent["client_id"] = json!("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    sent["client_secret"] = json!("chosen");
    sent["unknown"] = json!({ "member": 1 });
    let response = register(&app, &sent).await.assert_status(201);
    assert_eq!(response.header(header::CACHE_CONTROL), Some("no-store"));
    assert_eq!(response.header(header::PRAGMA), Some("no-cache"));
    let mut answer = response.json();
    assert_ne!(answer["client_id"], sent["client_id"], "clients do not choose their id");
    for added in ["client_id", "client_id_issued_at"] {
        assert!(answer.as_object_mut().unwrap().remove(added).is_some(), "{added}");
    }
    assert_eq!(answer, body);
}

// M2966-34: what was substituted is told, and works
#[both_databases]
async fn defaults_are_told_and_work(app: TestApp) {
    let answer = registered(
        &app,
        &json!({
            "client_uri": "https://rp.test",
            "redirect_uris": ["https://rp.test/cb"],
            "userinfo_signed_response_alg": "EdDSA",
        }),
    )
    .await;
    for (member, expected) in [
        ("application_type", json!("web")),
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("grant_types", json!(["authorization_code"])),
        ("response_types", json!(["code"])),
        // No key of ours signs with what was asked for.
        ("userinfo_signed_response_alg", json!("RS256")),
    ] {
        assert_eq!(answer[member], expected, "{member}");
    }
    let client = app
        .client()
        .with("token_endpoint_auth_method", json!(null))
        .register()
        .await;
    assert!(client.secret.is_some());
    client
        .tokens(&mut app.signed_in("alice").await, TestClient::MATRIX)
        .await;
}

// M2966-04, M2966-05, M2966-17, M2966-46
#[both_databases]
async fn what_is_unknown_or_not_offered_is_dropped(app: TestApp) {
    let answer = registered(&app, &web(json!({
        "client_name#fr": "Appli",
        "tos_uri#de": "https://example.com/agb",
        "grant_types": [
            "refresh_token", DEVICE_CODE, "urn:ietf:params:oauth:grant-type:token-exchange", "authorization_code", "x",
        ],
        "response_types": ["code", "foo", "id_token"],
    })))
    .await;
    assert_eq!(
        answer["grant_types"],
        json!(["authorization_code", DEVICE_CODE, "refresh_token"])
    );
    assert_eq!(answer["response_types"], json!(["code"]));
    assert!(answer.get("client_name#fr").is_none() && answer.get("tos_uri#de").is_none());
}

// M2966-45, M2966-46
#[both_databases]
async fn a_grant_is_kept_where_it_is_offered(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.registration.grants.remove(&GrantType::DeviceCode);
    });
    let alone = web(json!({ "grant_types": [DEVICE_CODE], "response_types": null, "redirect_uris": null }));
    let refused = app.post(PATH).json(&alone).send().await;
    refused.assert_oauth_error(400, "invalid_client_metadata", "grant_types");
    let both = web(json!({ "grant_types": ["authorization_code", DEVICE_CODE] }));
    assert_eq!(
        registered(&app, &both).await["grant_types"],
        json!(["authorization_code"])
    );
}

// M2966-45
#[both_databases]
async fn a_device_registers_without_a_redirect_uri(app: TestApp) {
    let body = web(json!({ "grant_types": [DEVICE_CODE], "response_types": null, "redirect_uris": null }));
    assert_eq!(registered(&app, &body).await["grant_types"], json!([DEVICE_CODE]));
}

// M2966-06: the grant is refused later
#[both_databases]
async fn a_grant_that_was_not_registered_is_refused(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let client = app
        .client()
        .with("grant_types", json!(["authorization_code"]))
        .register()
        .await;
    let flow = client.flow(TestClient::MATRIX);
    let code = client.code(&mut browser, &flow).await;
    let answer = client.exchange(&flow, &code).send().await.assert_status(200).json();
    assert!(answer.get("refresh_token").is_none(), "{answer}");
    let refused = client.refresh("mar_x").send().await;
    refused.assert_oauth_error(400, "unauthorized_client", "refresh_token");
}

// M2966-11, M2966-18, M2966-24, M2966-25, M2966-29, M2966-32, R8252-02, R8252-04, OREG-08
#[both_databases]
async fn redirect_uris_that_can_be_registered(app: TestApp) {
    for (application_type, uri) in [
        ("web", "https://example.com/callback"),
        ("web", "https://app.example.com/callback"),
        ("web", "https://example.com:5173/?query=value"),
        ("web", "https://example.com"),
        ("native", "https://app.example.com/callback"),
        ("native", "com.example:/"),
        ("native", "com.example.app:/callback"),
        ("native", "com.example:callback"),
        ("native", "http://localhost/callback"),
        ("native", "http://127.0.0.1/callback"),
        ("native", "http://[::1]/callback"),
    ] {
        let answer = registered(&app, &redirect(application_type, uri)).await;
        assert_eq!(
            (&answer["redirect_uris"], &answer["application_type"]),
            (&json!([uri]), &json!(application_type))
        );
    }
}

// M2966-38: apps register before every sign-in
#[both_databases]
async fn equal_public_clients_are_one(app: TestApp) {
    let one = registered(
        &app,
        &web(json!({
            "redirect_uris": ["https://example.com/a", "https://example.com/b"],
            "contacts": ["a", "b"],
        })),
    )
    .await;
    app.advance(100);
    let same = registered(
        &app,
        &web(json!({
            "redirect_uris": ["https://example.com/b", "https://example.com/a"],
            "grant_types": ["refresh_token", "authorization_code"],
            "contacts": ["b", "a"],
            "client_name": " ",
            "client_name#fr": "Appli",
        })),
    )
    .await;
    assert_eq!(
        (&same["client_id"], &same["client_id_issued_at"]),
        (&one["client_id"], &one["client_id_issued_at"])
    );
    for other in [
        web(json!({ "redirect_uris": ["https://example.com/a"], "contacts": ["a", "b"] })),
        web(json!({ "redirect_uris": ["https://example.com/a", "https://example.com/b"], "contacts": ["a"] })),
        web(json!({
            "redirect_uris": ["https://example.com/a", "https://example.com/b"],
            "contacts": ["a", "b"],
            "client_name": "Other",
        })),
    ] {
        assert_ne!(registered(&app, &other).await["client_id"], one["client_id"], "{other}");
    }
}

// M2966-38
#[both_databases]
async fn equal_registrations_at_the_same_time_are_one(app: TestApp) {
    let racers: Vec<_> = (0..16)
        .map(|_| tokio::spawn(app.post(PATH).json(&web(json!({}))).send()))
        .collect();
    let mut ids = Vec::new();
    for racer in racers {
        ids.push(racer.await.unwrap().assert_status(201).json()["client_id"].clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
}

// M2966-39, R7591-03
// oidcc-registration-jwks
#[both_databases]
async fn clients_with_credentials_are_never_one(app: TestApp) {
    let x = "A".repeat(43);
    let jwks = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x }] });
    for (changes, has_secret) in [
        (json!({ "token_endpoint_auth_method": "client_secret_basic" }), true),
        (json!({ "token_endpoint_auth_method": "client_secret_post" }), true),
        (json!({ "token_endpoint_auth_method": "client_secret_jwt" }), true),
        (
            json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks }),
            false,
        ),
        (
            json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://example.com/jwks" }),
            false,
        ),
        (json!({ "jwks": jwks }), false),
    ] {
        let body = web(changes);
        let [one, two] = [registered(&app, &body).await, registered(&app, &body).await];
        assert_ne!(one["client_id"], two["client_id"], "{body}");
        assert_eq!(one.get("client_secret").is_some(), has_secret, "{body}");
        // RFC 7591 §3.2.1: required with a secret; this one never expires.
        assert_eq!(
            one.get("client_secret_expires_at"),
            has_secret.then_some(&json!(0)),
            "{body}"
        );
        if has_secret {
            assert_ne!(one["client_secret"], two["client_secret"]);
            assert!(one["client_secret"].as_str().unwrap().len() >= 32);
        }
    }
}

// M2966-35, M2966-36
#[both_databases]
async fn only_registrations_without_a_session_are_forgotten(app: TestApp) {
    let used = app.client().register().await;
    let unused = app.client().named("Unused").register().await;
    let tokens = used.tokens(&mut app.signed_in("alice").await, TestClient::MATRIX).await;
    app.advance(400 * 24 * 3600);
    purge::purge(&app.cx).await.unwrap();
    used.refresh(&tokens.refresh).send().await.assert_status(200);
    unused
        .refresh("x")
        .send()
        .await
        .assert_oauth_error(401, "invalid_client", "unknown client");
}

// M2966-42, R9700-12, XC-24
#[both_databases]
async fn browser_apps_of_any_origin_register_without_cookies(app: TestApp) {
    let preflight = app.request(Method::OPTIONS, PATH).header("origin", "https://app.test");
    let preflight = preflight.header("access-control-request-method", "POST");
    let preflight = preflight
        .header("access-control-request-headers", "content-type")
        .send()
        .await
        .assert_status(200);
    assert_eq!(preflight.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    assert_eq!(preflight.header(header::ACCESS_CONTROL_ALLOW_METHODS), Some("POST"));
    assert!(
        preflight
            .header(header::ACCESS_CONTROL_ALLOW_HEADERS)
            .unwrap()
            .contains("content-type")
    );
    assert!(preflight.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS).is_none());

    let body = web(json!({}));
    let plain = registered(&app, &body).await;
    let mut browser = app.signed_in("alice").await;
    for session in [None, Some("garbage"), Some("")] {
        if let Some(session) = session {
            browser.set_cookie("__Host-session", session);
        }
        let request = browser
            .request(Method::POST, PATH)
            .header("origin", "https://app.test")
            .json(&body);
        let response = request.send().await.assert_status(201);
        assert_eq!(response.json(), plain);
        assert_eq!(response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
        assert!(response.header(header::SET_COOKIE).is_none());
    }
    // RFC 7591 §3: an initial access token is not asked for, and one that came along does no harm.
    register(&app, &body).await.assert_status(201);
    app.post(PATH).bearer("x").json(&body).send().await.assert_status(201);
    app.get(PATH).send().await.assert_status(405);
}
