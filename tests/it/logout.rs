//! `/logout`: out of the browser, and of nothing else.

use gatehouse_testkit::{TestApp, TestBrowser, TestClient, both_databases};
use http::Method;

const SESSION: &str = "__Host-session";

async fn is_signed_in(browser: &mut TestBrowser) -> bool {
    browser.get("/account/").await.status == 200
}

// M2964-64
#[both_databases]
async fn apps_stay_signed_in(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    let cookie = browser.cookie(SESSION).unwrap().to_owned();
    browser.get("/account/").await;
    let response = browser.submit("sign-out", []).await.assert_status(303);
    assert_eq!(response.location(), "/logout");
    let line = response.set_cookie(SESSION).unwrap();
    assert!(
        line.contains("Max-Age=0") && line.contains("Path=/") && line.contains("Secure"),
        "{line}"
    );
    assert!(
        browser
            .get("/logout")
            .await
            .assert_status(200)
            .body
            .contains("You are signed out")
    );

    // Gone on the server, not only from the browser.
    browser.set_cookie(SESSION, &cookie);
    assert!(!is_signed_in(&mut browser).await);
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
    client.refresh(&tokens.refresh).send().await.assert_status(200);
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
}

// R6749-35
#[both_databases]
async fn nobody_else_can_sign_a_person_out(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let mut other = app.signed_in("bob").await;
    other.get("/account/").await;
    let foreign = other.csrf("sign-out");
    for csrf in [None, Some(""), Some("x"), Some(foreign.as_str())] {
        let form = csrf.map(|csrf| ("csrf", csrf));
        let response = browser
            .request(Method::POST, "/logout")
            .form(form)
            .send()
            .await
            .assert_status(403);
        assert!(
            response.body.contains("This form was open too long"),
            "{}",
            response.body
        );
    }
    // Nor does a link.
    assert_eq!(browser.get("/logout").await.assert_status(303).location(), "/account/");
    assert!(is_signed_in(&mut browser).await);
}

// A second click, or another tab
#[both_databases]
async fn signing_out_twice_does_no_harm(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/").await;
    let mut tab = browser.clone();
    browser.submit("sign-out", []).await.assert_status(303);
    assert_eq!(
        tab.submit("sign-out", []).await.assert_status(303).location(),
        "/logout"
    );
}

// R9700-02
#[both_databases]
async fn nothing_leads_to_another_site(app: TestApp) {
    for query in [
        "kind=continue_authorization_grant&id=https://evil.test/",
        "kind=https://evil.test/&id=x",
        "next=https://evil.test/",
        "post_logout_redirect_uri=https://evil.test/",
    ] {
        let mut browser = app.signed_in("alice").await;
        browser.get("/account/").await;
        let csrf = browser.csrf("sign-out");
        let uri = format!("/logout?{query}");
        let response = browser
            .request(Method::POST, &uri)
            .form([("csrf", csrf)])
            .send()
            .await
            .assert_status(303);
        assert_eq!(response.location(), "/logout", "{query}");
        let page = app.get(&uri).send().await.assert_status(200).body;
        assert!(!page.contains("evil"), "{page}");
    }
}

// Two browsers are two sessions
#[both_databases]
async fn other_browsers_stay_signed_in(app: TestApp) {
    let mut here = app.signed_in("alice").await;
    let mut there = app.signed_in("alice").await;
    here.get("/account/").await;
    here.submit("sign-out", []).await.assert_status(303);
    assert!(is_signed_in(&mut there).await);
}
