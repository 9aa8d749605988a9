//! What an app gets to know: scopes, the `claims` parameter, and what ID tokens say.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, TestClient, Tokens, both_databases, parameter};
use serde_json::{Value, json};

use super::answer;

fn claims(tokens: &Tokens) -> Value {
    let payload = tokens.body["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

async fn userinfo(app: &TestApp, tokens: &Tokens) -> Value {
    let response = app.get("/oauth2/userinfo").bearer(&tokens.access).send().await;
    response.assert_status(200).json()
}

async fn confidential(app: &TestApp) -> TestClient {
    app.client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await
}

// OCORE-22, OCORE-23
#[both_databases]
async fn the_scope_profile_tells_what_an_account_has(app: TestApp) {
    let client = confidential(&app).await;
    let tokens = client
        .tokens(&mut app.signed_in("alice").await, "openid profile phone address")
        .await;
    let told = userinfo(&app, &tokens).await;
    assert_eq!(told["preferred_username"], "alice");
    assert_eq!(told["name"], "alice");
    assert_eq!(told["sub"], claims(&tokens)["sub"]);
    for missing in ["email", "phone_number", "address", "locale", "acr"] {
        assert!(told.get(missing).is_none(), "{told}");
    }
    // In the code flow, userinfo is where claims are (OpenID Connect Core §5.4).
    assert!(claims(&tokens).get("name").is_none());
}

// OCORE-24
#[both_databases]
async fn claims_are_told_where_they_are_asked_for(app: TestApp) {
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "alice@example.com").await.unwrap();
    let client = confidential(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = json!({
        "userinfo": {"name": {"essential": true}, "nickname": null},
        "id_token": {"email": null, "preferred_username": {"essential": true}},
    })
    .to_string();
    let flow = client.flow("openid").with("claims", &asked);
    browser.follow(&flow.uri()).await.assert_status(200);
    assert!(browser.page.contains("See your email address"), "the person is asked");
    let answered = browser.submit("consent", [("action", "allow")]).await;
    let parameters = answer(&answered, "query");
    let code = parameter(&parameters, "code").unwrap();
    let tokens = Tokens::from(client.exchange(&flow, code).send().await);
    let told = claims(&tokens);
    assert_eq!(
        (&told["email"], &told["preferred_username"]),
        (&json!("alice@example.com"), &json!("alice"))
    );
    let told = userinfo(&app, &tokens).await;
    assert_eq!(told["name"], "alice");
    assert!(told.get("email").is_none() && told.get("nickname").is_none());
    // What was asked for lasts as long as the session.
    let next = Tokens::from(client.refresh(&tokens.refresh).send().await);
    assert_eq!(userinfo(&app, &next).await["name"], "alice");
    assert_eq!(claims(&next)["email"], "alice@example.com");
    let silent = client.flow("openid").with("prompt", "none").with("claims", &asked);
    let parameters = answer(&browser.get(&silent.uri()).await, "query");
    assert!(parameter(&parameters, "code").is_some(), "it was allowed before");
    for bad in ["{", "[]", "\"name\""] {
        let flow = client.flow("openid").with("claims", bad);
        let parameters = answer(&browser.get(&flow.uri()).await, "query");
        assert_eq!(parameter(&parameters, "error"), Some("invalid_request"), "{bad}");
    }
}

// OCORE-24: the person may be asked for like a claim
#[both_databases]
async fn the_subject_may_be_asked_for(app: TestApp) {
    let client = confidential(&app).await;
    let mut browser = app.signed_in("alice").await;
    let subject = claims(&client.tokens(&mut browser, "openid").await)["sub"].clone();
    for (subject, found) in [(subject, "code"), (json!("somebody"), "error")] {
        let asked = json!({"id_token": {"sub": {"value": subject}}}).to_string();
        let flow = client.flow("openid").with("prompt", "none").with("claims", &asked);
        let parameters = answer(&browser.get(&flow.uri()).await, "query");
        assert!(parameter(&parameters, found).is_some(), "{parameters:?}");
    }
}

// OCORE-18, OCORE-17
#[both_databases]
async fn the_level_of_the_proof_is_told_to_whoever_asks(app: TestApp) {
    let client = confidential(&app).await;
    let mut browser = app.signed_in("alice").await;
    let flow = client
        .flow("openid")
        .with("acr_values", "1 2")
        .with("display", "popup")
        .with("claims_locales", "de");
    let code = client.code(&mut browser, &flow).await;
    let told = claims(&Tokens::from(client.exchange(&flow, &code).send().await));
    assert_eq!(told["acr"], "1");
    // OBCL-03
    assert!(told["sid"].is_string());
}

// OCORE-26
#[both_databases]
async fn a_refreshed_id_token_tells_of_the_same_sign_in(app: TestApp) {
    let client = confidential(&app).await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow("openid offline_access").with("nonce", "n-1");
    let code = client.code(&mut browser, &flow).await;
    let first = Tokens::from(client.exchange(&flow, &code).send().await);
    app.advance(100);
    let next = Tokens::from(client.refresh(&first.refresh).send().await);
    let (before, after) = (claims(&first), claims(&next));
    for same in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_eq!(before["nonce"], "n-1");
    assert!(after.get("nonce").is_none());
    assert_eq!(after["iat"].as_i64(), before["iat"].as_i64().map(|at| at + 100));
    assert_ne!(before["at_hash"], after["at_hash"]);
}

// OCORE-30
#[both_databases]
async fn a_pairwise_subject_is_of_one_sector(app: TestApp) {
    let registered = async |host: &str, kind: &str| {
        app.client()
            .with("token_endpoint_auth_method", "client_secret_basic".into())
            .with("client_uri", json!(format!("https://{host}/")))
            .with("redirect_uris", json!([format!("https://{host}/cb")]))
            .with("subject_type", kind.into())
            .register()
            .await
    };
    let mut browser = app.signed_in("alice").await;
    let mut subjects = Vec::new();
    for (host, kind) in [
        ("one.test", "pairwise"),
        ("one.test", "pairwise"),
        ("two.test", "pairwise"),
        ("one.test", "public"),
    ] {
        let client = registered(host, kind).await;
        let tokens = client.tokens(&mut browser, "openid").await;
        let subject = claims(&tokens)["sub"].clone();
        assert_eq!(userinfo(&app, &tokens).await["sub"], subject);
        // It names the person to its own app.
        let silent = client.flow("openid").with("prompt", "none");
        let silent = silent.with("id_token_hint", tokens.body["id_token"].as_str().unwrap());
        let parameters = answer(&browser.get(&silent.uri()).await, "query");
        assert!(parameter(&parameters, "code").is_some(), "{parameters:?}");
        subjects.push(subject);
    }
    assert_eq!(subjects[0], subjects[1]);
    subjects.dedup();
    assert_eq!(subjects.len(), 3, "{subjects:?}");
}

// OCORE-27
#[both_databases]
async fn being_offline_is_for_apps_that_can_refresh(app: TestApp) {
    let client = app
        .client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .with("grant_types", json!(["authorization_code"]))
        .register()
        .await;
    let flow = client.flow("openid offline_access");
    let code = client.code(&mut app.signed_in("alice").await, &flow).await;
    let body = client.exchange(&flow, &code).send().await.assert_status(200).json();
    assert_eq!(body["scope"], "openid");
    assert!(body.get("refresh_token").is_none(), "{body}");
}
