//! `/account/apps`: what a person allowed for good.

use gatehouse_testkit::{Mood, TestApp, TestBrowser, TestClient, both_databases};
use http::Method;

use super::forms;
use crate::authorize::unescaped;

const LIST: &str = "/account/apps";

async fn wiki(app: &TestApp) -> TestClient {
    app.client()
        .named("<b>Wiki</b>")
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await
}

async fn withdraw(browser: &mut TestBrowser) -> String {
    browser.get(LIST).await.assert_status(200);
    let form = forms(browser, "withdraw-").remove(0);
    let done = browser.submit(&form, []).await.assert_status(303);
    done.location().to_owned()
}

/// Whether the person is led past the page of consent.
async fn is_allowed(client: &TestClient, browser: &mut TestBrowser) -> bool {
    let silent = browser.get(&client.flow("openid").with("prompt", "none").uri()).await;
    !silent.assert_status(303).location().contains("consent_required")
}

// XC-08: what is remembered is shown, and can be taken back
#[both_databases]
async fn what_was_allowed_is_listed_and_taken_back(app: TestApp) {
    let client = wiki(&app).await;
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/security").await.assert_status(200);
    assert!(!browser.page.contains(LIST), "there is nothing to see");
    browser.get(LIST).await.assert_status(200);
    assert!(browser.page.contains("No app is allowed"));

    let tokens = client.tokens(&mut browser, "openid email offline_access").await;
    let matrix = client.tokens(&mut browser, TestClient::MATRIX).await;
    assert_eq!(app.homeserver.devices("alice").len(), 1);
    let kept = client
        .tokens(&mut app.signed_in("bob").await, "openid offline_access")
        .await;
    browser.get("/account/security").await.assert_status(200);
    assert!(browser.page.contains(&format!("href=\"{LIST}\"")));
    let page = unescaped(&browser.get(LIST).await.assert_status(200).body);
    for said in ["<bdi><b>Wiki</b></bdi>", "Email address", "Offline"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Messages"), "those are asked for each time");

    assert_eq!(withdraw(&mut browser).await, "/account/apps?done=withdrawn");
    browser.get("/account/apps?done=withdrawn").await.assert_status(200);
    assert!(browser.page.contains("has to ask the next time") && browser.page.contains("No app is allowed"));
    assert!(!is_allowed(&client, &mut browser).await);
    assert!(app.homeserver.devices("alice").is_empty());
    for tokens in [tokens, matrix] {
        client.refresh(&tokens.refresh).send().await.assert_status(400);
    }
    client.refresh(&kept.refresh).send().await.assert_status(200);
    let log = unescaped(&browser.get("/account/activity").await.assert_status(200).body);
    assert!(
        log.replace(['\u{2068}', '\u{2069}'], "")
            .contains("Access of <b>Wiki</b> was revoked"),
        "{log}"
    );
}

// M4191-10
#[both_databases]
async fn whoever_takes_back_has_just_shown_who_they_are(app: TestApp) {
    let client = wiki(&app).await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    app.advance(16 * 60);
    let asked = withdraw(&mut browser).await;
    assert!(asked.starts_with("/login?") && asked.contains("again=1"), "{asked}");
    assert!(is_allowed(&client, &mut browser).await);
    browser.follow(&asked).await.assert_status(200);
    let again = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let back = browser.submit("sign-in", again).await.assert_status(303);
    browser.follow(back.location()).await.assert_status(200);
    assert!(browser.page.contains("You can revoke access now."));
    assert_eq!(withdraw(&mut browser).await, "/account/apps?done=withdrawn");
}

#[both_databases]
async fn nobody_takes_back_what_another_allowed(app: TestApp) {
    let client = wiki(&app).await;
    let mut alice = app.signed_in("alice").await;
    client.tokens(&mut alice, "openid").await;
    alice.get(LIST).await.assert_status(200);
    let form = forms(&alice, "withdraw-").remove(0);
    let id = form.strip_prefix("withdraw-").unwrap();
    let mut bob = app.signed_in("bob").await;
    for id in [id, "01K9ZJ6W3V4R8T2Y5M7N0R0000", "%00", "x"] {
        bob.get("/account/").await.assert_status(200);
        let csrf = bob.csrf("sign-out");
        let post = bob.request(Method::POST, &format!("{LIST}/{id}/withdraw"));
        post.form([("csrf", csrf.as_str())]).send().await.assert_status(404);
    }
    // Without the token of the form nothing happens either.
    let post = alice.request(Method::POST, &format!("{LIST}/{id}/withdraw"));
    post.form([("csrf", "x")]).send().await.assert_status(403);
    assert!(is_allowed(&client, &mut alice).await);
}

#[both_databases]
async fn a_homeserver_that_is_away_is_told_later(app: TestApp) {
    let client = wiki(&app).await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    client.tokens(&mut browser, TestClient::MATRIX).await;
    app.homeserver.be(Mood::Away);
    assert_eq!(withdraw(&mut browser).await, "/account/apps?done=later");
    app.homeserver.be(Mood::Well);
    app.advance(60);
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
}
