//! `/oauth2/userinfo`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, TestClient, TestResponse, Tokens, both_databases};
use http::{Method, header};
use serde_json::{Value, json};

const PATH: &str = "/oauth2/userinfo";

async fn tokens(app: &TestApp, scope: &str) -> Tokens {
    let client = app.client().register().await;
    client.tokens(&mut app.signed_in("alice").await, scope).await
}

pub fn jwt_part(jwt: &str, index: usize) -> Value {
    let part = BASE64_URL_SAFE_NO_PAD
        .decode(jwt.split('.').nth(index).unwrap())
        .unwrap();
    serde_json::from_slice(&part).unwrap()
}

/// An error of RFC 6750 §3.
#[track_caller]
fn assert_challenge(response: &TestResponse, status: u16, error: Option<&str>) {
    let challenge = response.header(header::WWW_AUTHENTICATE).unwrap_or_default();
    assert_eq!(response.status.as_u16(), status, "{challenge} {}", response.body);
    assert!(challenge.starts_with("Bearer "), "{challenge}");
    match error {
        Some(error) => assert!(challenge.contains(&format!("error=\"{error}\"")), "{challenge}"),
        None => assert!(!challenge.contains("error"), "{challenge}"),
    }
}

// OCORE-19, OCORE-20, OCORE-23, R6750-01, R6750-02, R6750-07
#[both_databases]
async fn every_way_of_asking_gets_the_same_answer(app: TestApp) {
    let tokens = tokens(&app, "openid").await;
    let token = tokens.access.as_str();
    let subject = jwt_part(tokens.body["id_token"].as_str().unwrap(), 1)["sub"].clone();
    for request in [
        app.get(PATH).bearer(token),
        app.post(PATH).bearer(token),
        app.post(PATH).form([("access_token", token)]),
        app.get(PATH).header("authorization", &format!("bearer {token}")),
        app.get(PATH).header("authorization", &format!("BEARER {token}")),
    ] {
        let response = request.send().await.assert_status(200);
        assert_eq!(response.json(), json!({ "sub": subject, "username": "alice" }));
        assert_eq!(response.header(header::CACHE_CONTROL), Some("no-store"));
    }
}

// OCORE-22, OCORE-23
#[both_databases]
async fn the_address_needs_its_scope(app: TestApp) {
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "alice@example.org").await.unwrap();
    for (scope, email, verified) in [
        ("openid", json!(null), json!(null)),
        ("openid email", json!("alice@example.org"), json!(true)),
        (
            "openid email address phone offline_access",
            json!("alice@example.org"),
            json!(true),
        ),
    ] {
        let token = tokens(&app, scope).await.access;
        let claims = app.get(PATH).bearer(&token).send().await.assert_status(200).json();
        assert_eq!(
            (&claims["email"], &claims["email_verified"]),
            (&email, &verified),
            "{scope}"
        );
        // Left out rather than null.
        assert!(
            claims.as_object().unwrap().values().all(|claim| !claim.is_null()),
            "{claims}"
        );
    }
}

// R6750-03, R6750-04, R6750-05, R6750-06, OCORE-21
#[both_databases]
async fn refusals_are_those_of_the_bearer_rfc(app: TestApp) {
    let openid = tokens(&app, "openid").await;
    let matrix = tokens(&app, TestClient::MATRIX).await;
    let token = openid.access.as_str();
    let query = format!("{PATH}?access_token={token}");
    let form = [("access_token", token)];
    for (request, status, error) in [
        (app.get(PATH), 401, None),
        (app.post(PATH), 401, None),
        (app.post(PATH).form([("foo", "bar")]), 401, None),
        // R6750-02: addresses end up in logs
        (app.get(&query), 401, None),
        (app.get(PATH).basic("alice", TestApp::PASSWORD), 401, None),
        (app.get(PATH).bearer("x"), 401, Some("invalid_token")),
        (app.get(PATH).bearer(&openid.refresh), 401, Some("invalid_token")),
        (app.get(PATH).bearer(TestApp::SECRET), 401, Some("invalid_token")),
        (app.get(PATH).bearer(&matrix.access), 403, Some("insufficient_scope")),
        (app.get(PATH).bearer(token).bearer(token), 400, Some("invalid_request")),
        (app.get(PATH).bearer(""), 400, Some("invalid_request")),
        (
            app.get(PATH).bearer(&format!("{token} {token}")),
            400,
            Some("invalid_request"),
        ),
        (app.post(PATH).bearer(token).form(form), 400, Some("invalid_request")),
        (
            app.post(PATH).form(form.into_iter().chain(form)),
            400,
            Some("invalid_request"),
        ),
    ] {
        assert_challenge(&request.send().await, status, error);
    }
    let scope = app.get(PATH).bearer(&matrix.access).send().await;
    assert!(
        scope
            .header(header::WWW_AUTHENTICATE)
            .unwrap()
            .contains("scope=\"openid\"")
    );
}

// R6750-05
#[both_databases]
async fn a_token_that_is_over_tells_nothing(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let alice = app.user("alice").await;

    let expired = client.tokens(&mut browser, "openid").await.access;
    app.advance(300);
    assert_challenge(&app.get(PATH).bearer(&expired).send().await, 401, Some("invalid_token"));

    let revoked = client.tokens(&mut browser, "openid").await.access;
    client.revoke(&revoked).send().await.assert_status(200);
    assert_challenge(&app.get(PATH).bearer(&revoked).send().await, 401, Some("invalid_token"));

    let locked = client.tokens(&mut browser, "openid").await.access;
    users::lock(&app.cx, &alice).await.unwrap();
    assert_challenge(&app.get(PATH).bearer(&locked).send().await, 401, Some("invalid_token"));
    users::unlock(&app.cx, &alice).await.unwrap();
    app.get(PATH).bearer(&locked).send().await.assert_status(200);
}

// OREG-06: OpenID Connect Core §5.3.2
// oidcc-userinfo-rs256
#[both_databases]
async fn a_client_may_want_the_answer_signed(app: TestApp) {
    let client = app
        .client()
        .with("userinfo_signed_response_alg", "RS256".into())
        .register()
        .await;
    let tokens = client.tokens(&mut app.signed_in("alice").await, "openid").await;
    let response = app.get(PATH).bearer(&tokens.access).send().await.assert_status(200);
    assert_eq!(response.header(header::CONTENT_TYPE), Some("application/jwt"));
    let (header, claims) = (jwt_part(&response.body, 0), jwt_part(&response.body, 1));
    assert_eq!(header["alg"], "RS256");
    assert_eq!(claims["iss"], TestApp::ISSUER);
    assert_eq!(claims["aud"], client.id.as_str());
    assert_eq!(
        claims["sub"],
        jwt_part(tokens.body["id_token"].as_str().unwrap(), 1)["sub"]
    );
}

// R9700-12, XC-24
#[both_databases]
async fn apps_of_other_origins_may_ask_and_cookies_do_not_count(app: TestApp) {
    let preflight = app.request(Method::OPTIONS, PATH).header("origin", "https://app.test");
    let preflight = preflight.header("access-control-request-method", "GET");
    let preflight = preflight
        .header("access-control-request-headers", "authorization")
        .send()
        .await
        .assert_status(200);
    assert_eq!(preflight.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    assert!(
        preflight
            .header(header::ACCESS_CONTROL_ALLOW_HEADERS)
            .unwrap()
            .contains("authorization")
    );
    assert!(preflight.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS).is_none());

    let browser = app.signed_in("alice").await;
    let response = browser
        .request(Method::GET, PATH)
        .header("origin", "https://app.test")
        .send()
        .await;
    assert_challenge(&response, 401, None);
    assert_eq!(response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
}
