//! `/account/reset-cross-signing`: may an app replace the keys?

use gatehouse_auth::{account_events, users};
use gatehouse_domain::AccountEvent;
use gatehouse_testkit::{Call, Mood, TestApp, TestBrowser, both_databases};
use http::Method;

const PAGE: &str = "/account/reset-cross-signing";
const SUCCESS: &str = "/account/reset-cross-signing/success";

fn allowed(app: &TestApp) -> Vec<Call> {
    let mut calls = app.homeserver.calls();
    calls.retain(|call| matches!(call, Call::AllowCrossSigningReset(_)));
    calls
}

async fn sign_in_again(browser: &mut TestBrowser) -> String {
    let response = browser.submit("sign-in", [("password", TestApp::PASSWORD)]).await;
    response.assert_status(303).location().to_owned()
}

// M4312-07
#[both_databases]
async fn a_person_allows_it_after_reading_what_is_lost(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    browser.get(PAGE).await.assert_status(200);
    for said in [
        "Reset your encryption keys?",
        "What you lose",
        "verified anew",
        "@alice:example.org",
    ] {
        assert!(browser.page.contains(said), "{said}: {}", browser.page);
    }
    assert!(allowed(&app).is_empty(), "looking changes nothing");
    let response = browser.submit("reset-cross-signing", []).await.assert_status(303);
    assert_eq!(response.location(), SUCCESS);
    assert_eq!(allowed(&app), [Call::AllowCrossSigningReset("alice".to_owned())]);
    browser.get(SUCCESS).await.assert_status(200);
    assert!(browser.page.contains("the next ten minutes"), "{}", browser.page);
    let (events, _) = account_events::list(&app.cx, &app.user("alice").await, None)
        .await
        .unwrap();
    assert!(
        events
            .iter()
            .any(|event| event.event == AccountEvent::CrossSigningReset)
    );
    // It says so as long as it is true.
    app.advance(599);
    browser.get(SUCCESS).await.assert_status(200);
    app.advance(1);
    assert_eq!(browser.get(SUCCESS).await.assert_status(303).location(), PAGE);
}

// M4312-08
#[both_databases]
async fn an_open_browser_is_not_enough(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    browser.get(PAGE).await.assert_status(200);
    let csrf = browser.csrf("reset-cross-signing");
    app.advance(15 * 60 + 1);
    let response = browser.get(PAGE).await.assert_status(303);
    assert!(
        response.location().starts_with("/login?kind=account_page&path=") && response.location().contains("again=1"),
        "{}",
        response.location()
    );
    let post = browser.request(Method::POST, PAGE).form([("csrf", &csrf)]);
    let answer = post.send().await.assert_status(303);
    assert_eq!(answer.location(), response.location());
    assert!(allowed(&app).is_empty());
    browser.get(response.location()).await.assert_status(200);
    assert_eq!(sign_in_again(&mut browser).await, PAGE);
    browser.get(PAGE).await.assert_status(200);
    browser.submit("reset-cross-signing", []).await.assert_status(303);
    assert_eq!(allowed(&app).len(), 1);
}

// R6749-35
#[both_databases]
async fn nobody_else_can_allow_it(app: TestApp) {
    for path in [PAGE, SUCCESS, "/account/reset-cross-signing/cancelled"] {
        let response = app.get(path).send().await.assert_status(303);
        assert!(
            response
                .location()
                .starts_with("/login?kind=account_page&path=%2Faccount%2Freset")
        );
    }
    let mut alice = app.signed_in("alice").await;
    let mut bob = app.signed_in("bob").await;
    alice.get(PAGE).await;
    bob.get(PAGE).await;
    let foreign = bob.csrf("reset-cross-signing");
    for fields in [
        vec![],
        vec![("csrf", "")],
        vec![("csrf", "x\0")],
        vec![("csrf", foreign.as_str())],
    ] {
        let request = alice.request(Method::POST, PAGE).form(fields);
        request.send().await.assert_status(403);
    }
    app.post(PAGE)
        .form([("csrf", &foreign)])
        .send()
        .await
        .assert_status(303);
    assert!(allowed(&app).is_empty());
    alice
        .get("/account/reset-cross-signing/cancelled")
        .await
        .assert_status(200);
    assert!(alice.page.contains("Nothing was changed"));
    assert_eq!(alice.get(SUCCESS).await.assert_status(303).location(), PAGE);
    users::lock(&app.cx, &app.user("alice").await).await.unwrap();
    alice.get(PAGE).await.assert_status(403);
    assert!(alice.page.contains("This account is locked"));
    alice.submit("sign-out", []).await.assert_status(303);
}

#[both_databases]
async fn while_the_homeserver_is_away_nothing_is_promised(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    browser.get(PAGE).await.assert_status(200);
    app.homeserver.be(Mood::Away);
    let mut again = browser.clone();
    let response = browser.submit("reset-cross-signing", []).await.assert_status(503);
    assert!(response.body.contains("The Matrix server is not answering"));
    assert_eq!(browser.get(SUCCESS).await.assert_status(303).location(), PAGE);
    let (events, _) = account_events::list(&app.cx, &app.user("alice").await, None)
        .await
        .unwrap();
    assert!(
        events
            .iter()
            .all(|event| event.event != AccountEvent::CrossSigningReset)
    );
    app.homeserver.be(Mood::Well);
    again.submit("reset-cross-signing", []).await.assert_status(303);
    assert_eq!(allowed(&app).len(), 1);
}
