//! `/account/apps`: what a person allowed for good.

use gatehouse_testkit::{Mood, TestApp, TestBrowser, TestClient, answer_parameters, both_databases, parameter, race};
use http::Method;
use serde_json::json;

use super::forms;
use crate::{
    authorize::unescaped,
    oauth2::device::{self, DEVICE_CODE},
};

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
    bob.get("/account/").await.assert_status(200);
    let csrf = bob.csrf("sign-out");
    for (id, status) in [(id, 303), ("01K9ZJ6W3V4R8T2Y5M7N0R0000", 303), ("%00", 404), ("x", 404)] {
        let post = bob.request(Method::POST, &format!("{LIST}/{id}/withdraw"));
        let answer = post.form([("csrf", csrf.as_str())]).send().await.assert_status(status);
        if status == 303 {
            assert_eq!(answer.location(), LIST, "nothing was done");
        }
    }
    // Without the token of the form nothing happens either.
    let post = alice.request(Method::POST, &format!("{LIST}/{id}/withdraw"));
    post.form([("csrf", "x")]).send().await.assert_status(403);
    assert!(is_allowed(&client, &mut alice).await);
}

// XC-08: nothing begins by what was allowed before
#[both_databases]
async fn what_is_under_way_ends_with_it(app: TestApp) {
    let client = app
        .client()
        .named("Wiki")
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .with(
            "grant_types",
            json!(["authorization_code", "refresh_token", DEVICE_CODE]),
        )
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    let spent = client.flow("openid");
    let code = client.code(&mut browser, &spent).await;
    client.exchange(&spent, &code).send().await.assert_status(200);
    let flow = client.flow("openid").with("prompt", "none");
    let answer = browser.get(&flow.uri()).await.assert_status(303);
    let parameters = answer_parameters(answer.location());
    let code = parameter(&parameters, "code").unwrap();
    let asked = device::ask(&client, "openid").await;
    device::decide(&mut browser, &asked.user_code, "allow").await;

    withdraw(&mut browser).await;
    let refused = client.exchange(&flow, code).send().await;
    refused.assert_oauth_error(400, "invalid_grant", "");
    let refused = client.poll(&asked.device_code).send().await;
    refused.assert_oauth_error(400, "access_denied", "");
}

#[both_databases]
async fn of_sixteen_presses_one_takes_it_back(app: TestApp) {
    let client = wiki(&app).await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    browser.get(LIST).await.assert_status(200);
    let form = forms(&browser, "withdraw-").remove(0);
    let csrf = browser.csrf(&form);
    let path = format!("{LIST}/{}/withdraw", form.strip_prefix("withdraw-").unwrap());
    let press = || browser.request(Method::POST, &path).form([("csrf", csrf.as_str())]);
    let answers = race(press).await;
    let done = answers
        .iter()
        .filter(|answer| answer.location().contains("done=withdrawn"));
    assert_eq!(done.count(), 1);
    let log = browser.get("/account/activity").await.assert_status(200).body;
    assert_eq!(log.matches("was revoked").count(), 1);
}

// XC-08: a silent sign-in that is raced by its end is over, or did not begin
#[both_databases]
async fn a_silent_sign_in_does_not_outlive_the_withdrawal(app: TestApp) {
    let client = wiki(&app).await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid offline_access").await;
    browser.get(LIST).await.assert_status(200);
    let mut withdrawing = browser.clone();
    let flow = client.flow("openid offline_access").with("prompt", "none");
    let silent = || browser.request(Method::GET, &flow.uri());
    let form = forms(&withdrawing, "withdraw-").remove(0);
    let (answers, withdrawn) = tokio::join!(race(silent), withdrawing.submit(&form, []));
    withdrawn.assert_status(303);
    for answer in answers {
        let parameters = answer_parameters(answer.location());
        match parameter(&parameters, "code") {
            Some(code) => {
                client.exchange(&flow, code).send().await.assert_status(400);
            }
            None => assert_eq!(parameter(&parameters, "error"), Some("consent_required")),
        }
    }
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
