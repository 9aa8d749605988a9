//! `/link`: which code does your other device show?

use gatehouse_auth::{Settings, limits::Rates};
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestDb, TestResponse, both_databases};
use http::{Method, header};

use crate::{
    authorize::unescaped,
    limits::rate,
    oauth2::device::{ask, decide, television, type_code},
};

async fn typed(browser: &mut TestBrowser, code: &str) -> TestResponse {
    browser.get("/link").await.assert_status(200);
    browser.submit("link", [("code", code)]).await
}

#[track_caller]
fn assert_wrong(response: &TestResponse, text: &str) {
    let page = unescaped(&response.body);
    assert_eq!(response.status, 422, "{page}");
    assert!(page.contains(text) && page.contains("role=\"alert\""), "{page}");
    assert!(page.contains("<title>Error: "), "{page}");
}

// R8628-05
#[both_databases]
async fn a_code_may_be_typed_as_people_type(app: TestApp) {
    let client = television(&app).await;
    let code = ask(&client, TestClient::MATRIX).await.user_code;
    let letters = code.replace('-', "");
    let spaced: String = letters.chars().flat_map(|letter| [letter, ' ']).collect();
    let mut browser = app.signed_in("alice").await;
    for typed_code in [
        code.clone(),
        letters.clone(),
        letters.to_lowercase(),
        code.to_lowercase(),
        format!("  {code}\t"),
        spaced,
    ] {
        let response = typed(&mut browser, &typed_code).await.assert_status(303);
        assert!(response.location().starts_with("/device/"), "{typed_code}");
    }
}

// R8628-12: what is wrong, and what to do next
#[both_databases]
async fn a_code_that_is_of_no_use_says_what_to_do_next(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    assert_wrong(
        &typed(&mut browser, " ").await,
        "Enter the code that your other device shows.",
    );
    for unknown in ["BBBB-BBBB", "x", "BBBB-BBBBB", "ÄÖÜ", "<b>"] {
        let response = typed(&mut browser, unknown).await;
        assert_wrong(&response, "This code is not known.");
        assert!(
            unescaped(&response.body).contains(&format!("value=\"{unknown}\"")),
            "{}",
            response.body
        );
    }
    for action in ["allow", "deny"] {
        let code = ask(&client, TestClient::MATRIX).await.user_code;
        decide(&mut browser, &code, action).await.assert_status(200);
        assert_wrong(&typed(&mut browser, &code).await, "This code has been used.");
    }
    let code = ask(&client, TestClient::MATRIX).await.user_code;
    app.advance(1200);
    assert_wrong(&typed(&mut browser, &code).await, "This code is too old.");
}

// R8628-06, M4108-09
#[both_databases]
async fn a_link_with_a_code_does_not_type_it(app: TestApp) {
    let client = television(&app).await;
    let code = ask(&client, TestClient::MATRIX).await.user_code;
    let mut browser = app.signed_in("alice").await;
    for name in ["code", "user_code"] {
        browser.get(&format!("/link?{name}={code}")).await.assert_status(200);
        assert!(!browser.page.contains(&code), "{}", browser.page);
        assert!(browser.page.contains("Enter the code that your other device shows."));
    }
    let response = browser.submit("link", [("code", code.as_str())]).await;
    assert!(response.assert_status(303).location().starts_with("/device/"));
}

// R8628-06: the person compares, and nothing happens before they press a button
#[both_databases]
async fn an_operator_can_have_it_filled_in(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| settings.user_code_auto_fill = true);
    let client = television(&app).await;
    let code = ask(&client, TestClient::MATRIX).await.user_code;
    let mut browser = app.signed_in("alice").await;
    for name in ["code", "user_code"] {
        browser
            .get(&format!("/link?{name}={}", code.to_lowercase()))
            .await
            .assert_status(200);
        assert!(browser.page.contains(&format!("value=\"{code}\"")), "{}", browser.page);
        assert!(browser.page.contains("Compare this code"), "{}", browser.page);
    }
    // What is no code is not shown.
    let page = browser.get("/link?code=Call+0800").await.assert_status(200).body;
    assert!(!page.contains("0800") && page.contains("Enter the code"));
    browser.get(&format!("/link?code={code}")).await;
    let response = browser
        .submit("link", [("code", code.as_str())])
        .await
        .assert_status(303);
    browser.get(response.location()).await.assert_status(200);
    assert!(browser.page.contains(&code));
}

// M4341-15, R6749-35, R9700-14
#[both_databases]
async fn the_page_is_guarded(app: TestApp) {
    let client = television(&app).await;
    let code = ask(&client, TestClient::MATRIX).await.user_code;
    let mut browser = app.signed_in("alice").await;
    let page = browser.get("/link").await.assert_status(200);
    assert_eq!(page.header(header::X_FRAME_OPTIONS), Some("DENY"));
    let policy = page.header(header::CONTENT_SECURITY_POLICY).unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
    assert!(page.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
    let mut other = app.signed_in("bob").await;
    other.get("/link").await;
    let foreign = other.csrf("link");
    for csrf in ["", "x", foreign.as_str()] {
        let form = [("csrf", csrf), ("code", code.as_str())];
        let response = browser.request(Method::POST, "/link").form(form).send().await;
        response.assert_status(403);
    }
}

/// Ten attempts at once from one address.
fn few_per_ip(settings: &mut Settings) {
    settings.rates = Rates {
        user_code_per_ip: rate(10, 1.0 / 60.0),
        ..Rates::all(TestApp::RATE)
    };
}

fn few_per_session(settings: &mut Settings) {
    settings.rates = Rates {
        user_code_per_session: rate(10, 1.0 / 60.0),
        ..Rates::all(TestApp::RATE)
    };
}

// M4341-15, R8628-08
#[both_databases]
async fn guesses_from_one_address_are_limited(database: TestDb) {
    let app = TestApp::on(database, few_per_ip);
    let client = television(&app).await;
    let code = ask(&client, TestClient::MATRIX).await.user_code;
    let mut browser = app.browser();
    for _ in 0..10 {
        assert_wrong(&typed(&mut browser, "BBBB-BBBB").await, "This code is not known.");
    }
    let refused = typed(&mut browser, &code).await.assert_status(429);
    assert_eq!(refused.header(header::RETRY_AFTER), Some("60"));
    assert!(
        refused.body.contains("Wait a minute, then try again."),
        "{}",
        refused.body
    );
    app.advance(60);
    typed(&mut browser, &code).await.assert_status(303);
}

// M4341-15: wherever they come from
#[both_databases]
async fn guesses_of_one_session_are_limited(database: TestDb) {
    let app = TestApp::on(database, few_per_session);
    let mut alice = app.signed_in("alice").await;
    for _ in 0..10 {
        typed(&mut alice, "BBBB-BBBB").await.assert_status(422);
    }
    let mut moved = alice.clone().coming_from("192.0.2.7");
    typed(&mut moved, "BBBB-BBBB").await.assert_status(429);
    let mut bob = app.signed_in("bob").await;
    typed(&mut bob, "BBBB-BBBB").await.assert_status(422);
}

// Whoever is not signed in types the code first, and need not do it again.
#[both_databases]
async fn whoever_is_not_signed_in_keeps_their_code(app: TestApp) {
    let client = television(&app).await;
    app.user("alice").await;
    let asked = ask(&client, TestClient::MATRIX).await;
    let mut browser = app.browser();
    let page = type_code(&mut browser, &asked.user_code).await.assert_status(200);
    assert!(
        page.body.contains("Television") && page.body.contains("rp.test"),
        "{}",
        page.body
    );
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    assert!(response.location().starts_with("/device/"), "{}", response.location());
    browser.get(response.location()).await.assert_status(200);
    assert!(browser.page.contains(&asked.user_code) && browser.page.contains("@alice:example.org"));
    browser
        .submit("device-consent", [("action", "allow")])
        .await
        .assert_status(303);
    client.poll(&asked.device_code).send().await.assert_status(200);
}
