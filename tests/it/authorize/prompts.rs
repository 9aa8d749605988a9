//! What an app may ask about the person: `prompt`, `max_age`, `login_hint`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_testkit::{Flow, TestApp, TestBrowser, TestClient, Tokens, both_databases, parameter};

use super::{answer, decide, unescaped};

/// `auth_time` and `sub` of the ID token that a sign-in ends with.
async fn authentication(client: &TestClient, browser: &mut TestBrowser, flow: &Flow) -> (i64, String) {
    let code = client.code(browser, flow).await;
    let tokens = Tokens::from(client.exchange(flow, &code).send().await);
    let claims = tokens.body["id_token"]
        .as_str()
        .unwrap()
        .split('.')
        .nth(1)
        .unwrap()
        .to_owned();
    let claims: serde_json::Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    (
        claims["auth_time"].as_i64().unwrap(),
        claims["sub"].as_str().unwrap().to_owned(),
    )
}

/// The person shows the password again on the page that a request led to.
async fn sign_in_again(browser: &mut TestBrowser) {
    let response = browser
        .submit("sign-in", [("password", TestApp::PASSWORD)])
        .await
        .assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
}

// OCORE-10, OCORE-12, OFORM-02, M2964-32, XC-08: nobody knows which app a public client is, so silence never succeeds
#[both_databases]
async fn a_silent_request_shows_no_page(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    for mode in ["query", "fragment", "form_post"] {
        let flow = client.flow("openid").with("prompt", "none").with("response_mode", mode);
        for (response, error) in [
            (app.get(&flow.uri()).send().await, "login_required"),
            (browser.get(&flow.uri()).await, "consent_required"),
            (
                browser.get(&flow.clone().with("prompt", "none consent").uri()).await,
                "invalid_request",
            ),
        ] {
            assert_eq!(parameter(&answer(&response, mode), "error"), Some(error));
        }
    }
    app.advance(100);
    let stale = client.flow("openid").with("prompt", "none").with("max_age", "99");
    let parameters = answer(&browser.get(&stale.uri()).await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("login_required"));
}

// OCORE-13
#[both_databases]
async fn prompt_login_wants_the_password_again(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let (before, subject) = authentication(&client, &mut browser, &client.flow("openid")).await;
    app.advance(97);
    for prompt in ["login", "login consent", "select_account login"] {
        app.advance(1);
        let flow = client.flow("openid").with("prompt", prompt);
        browser.follow(&flow.uri()).await.assert_status(200);
        assert!(
            browser.page.contains("Sign in again to show that it is you."),
            "{}",
            browser.page
        );
        sign_in_again(&mut browser).await;
        let answered = browser.submit("consent", [("action", "allow")]).await;
        let parameters = answer(&answered, "query");
        let code = parameter(&parameters, "code").unwrap();
        client.exchange(&flow, code).send().await.assert_status(200);
    }
    let (after, same) = authentication(&client, &mut browser, &client.flow("openid")).await;
    assert_eq!(
        (after, same),
        (before + 100, subject),
        "the same person, at another time"
    );
}

// OCORE-13: the page of the request can't be reached past the sign-in
#[both_databases]
async fn a_consent_page_does_not_help_around_the_password(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    app.advance(1);
    let response = browser.get(&client.flow("openid").with("prompt", "login").uri()).await;
    let (_, id) = response.location().split_once("&id=").unwrap();
    let consent = format!("/consent/{id}");
    let response = browser.get(&consent).await.assert_status(303);
    assert!(response.location().starts_with("/login?"));
    browser.get("/account/").await;
    let csrf = browser.csrf("sign-out");
    let form = [("csrf", csrf.as_str()), ("action", "allow")];
    let response = browser
        .request(http::Method::POST, &consent)
        .form(form)
        .send()
        .await
        .assert_status(303);
    assert!(response.location().starts_with("/login?"), "{}", response.location());
}

// OCORE-14, M2964-32, R8252-06, M2967-18
#[both_databases]
async fn other_prompts_show_the_consent_page(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for prompt in ["consent", "select_account", "consent select_account", ""] {
        browser
            .follow(&client.flow("openid").with("prompt", prompt).uri())
            .await
            .assert_status(200);
        browser.form("consent");
        // The chooser.
        browser.form("switch-account");
    }
}

// OCORE-15
#[both_databases]
async fn max_age_wants_a_recent_sign_in(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = |max_age: &str| client.flow("openid").with("max_age", max_age);
    let (first, _) = authentication(&client, &mut browser, &flow("10000")).await;
    app.advance(10);
    for fresh in ["10", "10000"] {
        let (time, _) = authentication(&client, &mut browser, &flow(fresh)).await;
        assert_eq!(time, first, "{fresh}");
    }
    for stale in ["9", "1", "0"] {
        browser.follow(&flow(stale).uri()).await.assert_status(200);
        browser.form("sign-in");
        sign_in_again(&mut browser).await;
        browser.form("consent");
        // However long the person reads the page.
        app.advance(60);
        browser
            .submit("consent", [("action", "allow")])
            .await
            .assert_status(303);
    }
    app.advance(1);
    let (again, _) = authentication(&client, &mut browser, &client.flow("openid")).await;
    assert_eq!(again, first + 10 + 60 + 60, "the last sign-in");
}

// OpenID Connect Registration §2: default_max_age
#[both_databases]
async fn a_client_may_want_recent_sign_ins_always(app: TestApp) {
    let client = app.client().with("default_max_age", 60.into()).register().await;
    let mut browser = app.signed_in("alice").await;
    app.advance(61);
    browser.follow(&client.flow("openid").uri()).await.assert_status(200);
    browser.form("sign-in");
    browser
        .follow(&client.flow("openid").with("max_age", "100").uri())
        .await
        .assert_status(200);
    browser.form("consent");
}

// XC-23, OCORE-17
#[both_databases]
async fn the_hint_is_filled_in(app: TestApp) {
    let client = app.client().register().await;
    for (hint, name) in [
        ("alice", "alice"),
        ("@alice:example.org", "@alice:example.org"),
        ("mxid:@alice:example.org", "@alice:example.org"),
        ("\"><script>alert(1)</script>", "\"><script>alert(1)</script>"),
        ("a&b=c#d+e%20", "a&b=c#d+e%20"),
    ] {
        let mut browser = app.browser();
        app.user("alice").await;
        browser
            .follow(&client.flow("openid").with("login_hint", hint).uri())
            .await
            .assert_status(200);
        assert!(!browser.page.contains("<script>alert"), "{}", browser.page);
        let form = browser.form("sign-in");
        let value = form
            .split("name=\"username\"")
            .nth(1)
            .unwrap()
            .split("value=\"")
            .nth(1)
            .unwrap();
        assert_eq!(unescaped(value.split('"').next().unwrap()), name);
        if hint.contains("alice:") {
            let typed = [("username", name), ("password", TestApp::PASSWORD)];
            browser.submit("sign-in", typed).await.assert_status(303);
        }
    }
}

// OCORE-17: the hint is about who signs in; whoever is signed in may decide
#[both_databases]
async fn a_hint_at_somebody_else_does_not_sign_out(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let response = decide(&mut browser, &client.flow("openid").with("login_hint", "bob"), "allow").await;
    assert!(parameter(&answer(&response, "query"), "code").is_some());
}
