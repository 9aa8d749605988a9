//! What is remembered of a consent, and for whom.

use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestResponse, Tokens, both_databases, parameter};
use http::Method;
use serde_json::json;

use super::answer;

async fn confidential(app: &TestApp) -> TestClient {
    app.client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await
}

async fn silent(client: &TestClient, browser: &mut TestBrowser, scope: &str) -> TestResponse {
    browser.get(&client.flow(scope).with("prompt", "none").uri()).await
}

fn outcome(response: &TestResponse) -> String {
    let parameters = answer(response, "query");
    let error = parameter(&parameters, "error").map(str::to_owned);
    error.unwrap_or_else(|| parameter(&parameters, "code").map(|_| "code".to_owned()).unwrap())
}

// OCORE-11, XC-08
#[both_databases]
async fn an_app_that_proves_who_it_is_need_not_ask_twice(app: TestApp) {
    let client = confidential(&app).await;
    let mut browser = app.signed_in("alice").await;
    assert_eq!(
        outcome(&silent(&client, &mut browser, "openid").await),
        "consent_required"
    );
    let first = client.tokens(&mut browser, "openid email").await;
    for (scope, expected) in [
        ("openid", "code"),
        ("openid email", "code"),
        ("email openid", "code"),
        ("openid email profile", "consent_required"),
        // M2964-32: access to messages is asked for each time.
        (TestClient::MATRIX, "consent_required"),
    ] {
        assert_eq!(
            outcome(&silent(&client, &mut browser, scope).await),
            expected,
            "{scope}"
        );
    }
    // What is allowed later is remembered beside it.
    client.tokens(&mut browser, "openid profile").await;
    let flow = client.flow("openid email profile").with("prompt", "none");
    let response = browser.get(&flow.uri()).await;
    let parameters = answer(&response, "query");
    let code = parameter(&parameters, "code").unwrap();
    let tokens = Tokens::from(client.exchange(&flow, code).send().await);
    assert_ne!(tokens.access, first.access);
    // Without `prompt` there is no page either.
    let plain = browser.get(&client.flow("openid email").uri()).await.assert_status(303);
    assert_eq!(outcome(&plain), "code");
}

// OCORE-14
#[both_databases]
async fn an_app_may_want_the_page_all_the_same(app: TestApp) {
    let client = confidential(&app).await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    for prompt in ["consent", "select_account"] {
        browser
            .follow(&client.flow("openid").with("prompt", prompt).uri())
            .await
            .assert_status(200);
        browser.form("consent");
    }
}

#[both_databases]
async fn who_signs_in_first_is_led_past_the_page_too(app: TestApp) {
    let client = confidential(&app).await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    let mut browser = app.browser();
    browser.follow(&client.flow("openid").uri()).await.assert_status(200);
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let next = browser.submit("sign-in", typed).await.assert_status(303);
    let answered = browser.follow(next.location()).await;
    assert_eq!(outcome(&answered), "code");
}

#[both_databases]
async fn a_denial_and_a_lock_are_not_remembered_as_consent(app: TestApp) {
    let client = confidential(&app).await;
    let mut browser = app.signed_in("alice").await;
    browser.follow(&client.flow("openid").uri()).await;
    browser.submit("consent", [("action", "deny")]).await;
    assert_eq!(
        outcome(&silent(&client, &mut browser, "openid").await),
        "consent_required"
    );
    client.tokens(&mut browser, "openid").await;
    let alice = app.user("alice").await;
    users::lock(&app.cx, &alice).await.unwrap();
    // CS-26
    assert_eq!(outcome(&silent(&client, &mut browser, "openid").await), "access_denied");
}

// R6749-14: nothing is silent for another person in the same browser
#[both_databases]
async fn a_consent_is_of_one_person(app: TestApp) {
    let client = confidential(&app).await;
    client.tokens(&mut app.signed_in("alice").await, "openid").await;
    let mut bob = app.signed_in("bob").await;
    assert_eq!(outcome(&silent(&client, &mut bob, "openid").await), "consent_required");
}

// XC-08: whoever got hold of a registration may have made another app of it
#[both_databases]
async fn an_app_that_changes_its_registration_is_asked_about_anew(app: TestApp) {
    let metadata = json!({
        "client_name": "Wiki",
        "client_uri": "https://rp.test/",
        "redirect_uris": ["https://rp.test/cb"],
        "grant_types": ["authorization_code", "refresh_token"],
    });
    let registration = app.post("/oauth2/registration").json(&metadata).send().await;
    let registration = registration.assert_status(201).json();
    let text = |name: &str| registration[name].as_str().unwrap().to_owned();
    let client = TestClient::from_registration(&app, &registration);
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    assert_eq!(outcome(&silent(&client, &mut browser, "openid").await), "code");
    let mut changed = metadata;
    changed["client_id"] = registration["client_id"].clone();
    let uri = text("registration_client_uri");
    let path = uri.strip_prefix(TestApp::ISSUER.trim_end_matches('/')).unwrap();
    let put = app
        .request(Method::PUT, path)
        .bearer(&text("registration_access_token"));
    put.json(&changed).send().await.assert_status(200);
    assert_eq!(
        outcome(&silent(&client, &mut browser, "openid").await),
        "consent_required"
    );
}
