//! `/device/{id}`: shall another device be signed in to your account?

use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestResponse, both_databases};
use http::{Method, header};

use crate::{
    authorize::unescaped,
    oauth2::device::{ask, decide, television, type_code},
};

const ADMIN: &str = "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:synapse:admin:*";

#[track_caller]
fn assert_page(response: &TestResponse, status: u16, text: &str) {
    assert_eq!(response.status.as_u16(), status, "{}", response.body);
    assert!(unescaped(&response.body).contains(text), "{}", response.body);
}

/// The path of the question about the device that shows this code.
async fn question(browser: &mut TestBrowser, code: &str) -> String {
    browser.get("/link").await.assert_status(200);
    let response = browser.submit("link", [("code", code)]).await.assert_status(303);
    let path = response.location().to_owned();
    browser.get(&path).await.assert_status(200);
    path
}

// M4341-14, R8628-06, R8628-07, M4108-05
#[both_databases]
async fn the_page_says_which_device_asks_from_where(app: TestApp) {
    let client = television(&app).await;
    let request = client.device_request(vec![("scope", TestClient::MATRIX)]);
    let request = request
        .header("user-agent", "Television/1.0 (<Living room>)")
        .header("x-forwarded-for", "192.0.2.44");
    let body = request.send().await.assert_status(200).json();
    app.advance(120);
    let mut browser = app.signed_in("alice").await;
    let response = type_code(&mut browser, body["user_code"].as_str().unwrap()).await;
    let page = unescaped(&response.body);
    for shown in [
        "Another device, not this one",
        "Only go on if you started this yourself",
        body["user_code"].as_str().unwrap(),
        "Television",
        "rp.test",
        "192.0.2.44",
        "Television/1.0 (<Living room>)",
        "minutes ago",
        "@alice:example.org",
        "ABCDEFGHIJ",
        "Read and send your messages",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!response.body.contains("<Living"));
    assert_eq!(response.header(header::X_FRAME_OPTIONS), Some("DENY"));
    assert!(response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
}

// R8628-12: both answers are told on the page, whenever it is loaded
#[both_databases]
async fn an_answer_is_given_once(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    for (first, second, text, status) in [
        ("allow", "deny", "You can go back to your other device", 200),
        ("deny", "allow", "The other device was not signed in", 400),
    ] {
        let asked = ask(&client, TestClient::MATRIX).await;
        let path = question(&mut browser, &asked.user_code).await;
        let csrf = browser.csrf("device-consent");
        let press = |action: &str| {
            let form = [("action", action), ("csrf", csrf.as_str())];
            browser.request(Method::POST, &path).form(form).send()
        };
        assert_eq!(press(first).await.assert_status(303).location(), path);
        for again in [first, second] {
            assert_page(&press(again).await, 200, text);
        }
        let page = browser.clone().get(&path).await;
        assert_page(&page, 200, text);
        assert!(page.body.contains("href=\"/account/sessions\""));
        client.poll(&asked.device_code).send().await.assert_status(status);
    }
}

#[both_databases]
async fn of_answers_at_the_same_time_one_counts(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, TestClient::MATRIX).await;
    let path = question(&mut browser, &asked.user_code).await;
    let csrf = browser.csrf("device-consent");
    let racers: Vec<_> = (0..16)
        .map(|number| {
            let action = if number % 2 == 0 { "allow" } else { "deny" };
            let form = [("action", action), ("csrf", csrf.as_str())];
            tokio::spawn(browser.request(Method::POST, &path).form(form).send())
        })
        .collect();
    for racer in racers {
        assert!(matches!(racer.await.unwrap().status.as_u16(), 200 | 303));
    }
    let page = browser.get(&path).await.assert_status(200).body;
    let is_allowed = page.contains("You can go back");
    let answer = client.poll(&asked.device_code).send().await;
    assert_eq!(answer.status == 200, is_allowed, "{}", answer.body);
}

// R6749-35
#[both_databases]
async fn only_our_own_page_can_decide(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, TestClient::MATRIX).await;
    let path = question(&mut browser, &asked.user_code).await;
    let csrf = browser.csrf("device-consent");
    for form in [
        vec![("action", "allow")],
        vec![("action", "allow"), ("csrf", "x")],
        vec![("action", "allow"), ("csrf", &csrf[1..])],
    ] {
        let response = browser.request(Method::POST, &path).form(form).send().await;
        assert_page(&response, 403, "This form was open too long");
    }
    for action in ["", "Allow"] {
        let form = [("action", action), ("csrf", csrf.as_str())];
        let response = browser.request(Method::POST, &path).form(form).send().await;
        assert_page(&response, 400, "This request can’t be used");
    }
    let pending = client.poll(&asked.device_code).send().await;
    pending.assert_oauth_error(400, "authorization_pending", "");
}

// RFC 8628 §5.4: a link to the question, sent by whoever typed the code, is no way around typing it
#[both_databases]
async fn who_follows_a_link_has_to_type_the_code(app: TestApp) {
    let client = television(&app).await;
    let asked = ask(&client, TestClient::MATRIX).await;
    let mut mallory = app.signed_in("mallory").await;
    let path = question(&mut mallory, &asked.user_code).await;
    let mut alice = app.signed_in("alice").await;
    for browser in [&mut alice, &mut app.browser()] {
        assert_eq!(browser.get(&path).await.assert_status(303).location(), "/link");
        browser.get("/link").await;
        let csrf = browser.csrf("link");
        let form = [("action", "allow"), ("csrf", csrf.as_str())];
        let response = browser.request(Method::POST, &path).form(form).send().await;
        assert_eq!(response.assert_status(303).location(), "/link");
    }
    // Whoever types it last is the one who decides.
    type_code(&mut alice, &asked.user_code).await.assert_status(200);
    assert_eq!(mallory.get(&path).await.assert_status(303).location(), "/link");
    assert_eq!(
        alice
            .get("/device/01ARZ3NDEKTSV4RRFFQ69G5FAV")
            .await
            .assert_status(303)
            .location(),
        "/link"
    );
    for nowhere in ["/device/x", "/device/%00", "/device/"] {
        alice.get(nowhere).await.assert_status(404);
    }
}

#[both_databases]
async fn a_question_does_not_wait_for_ever(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, TestClient::MATRIX).await;
    let path = question(&mut browser, &asked.user_code).await;
    app.advance(1200);
    let response = browser.submit("device-consent", [("action", "allow")]).await;
    assert_page(&response, 410, "This took too long");
    let page = browser.get(&path).await;
    assert_page(&page, 410, "This took too long");
    assert!(page.body.contains("href=\"/link\""));
}

// CS-26
#[both_databases]
async fn a_locked_person_is_told_so(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, TestClient::MATRIX).await;
    let path = question(&mut browser, &asked.user_code).await;
    users::lock(&app.cx, &app.user("alice").await).await.unwrap();
    let response = browser.submit("device-consent", [("action", "allow")]).await;
    assert_page(&response, 403, "This account is locked");
    assert_page(&browser.get(&path).await, 403, "This account is locked");
    let pending = client.poll(&asked.device_code).send().await;
    pending.assert_oauth_error(400, "authorization_pending", "");
}

// M2967-19
#[both_databases]
async fn administration_is_for_administrators(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, ADMIN).await;
    let refused = decide(&mut browser, &asked.user_code, "allow").await;
    assert_page(&refused, 403, "which your account may not do");
    let denied = client.poll(&asked.device_code).send().await;
    denied.assert_oauth_error(400, "access_denied", "");

    let alice = app.user("alice").await;
    users::change_admin(&app.cx, &alice, true).await.unwrap();
    let asked = ask(&client, ADMIN).await;
    let page = type_code(&mut browser, &asked.user_code).await.assert_status(200);
    assert!(page.body.contains("Administer this whole server."));
    decide(&mut browser, &asked.user_code, "allow").await.assert_status(200);
    let body = client.poll(&asked.device_code).send().await.assert_status(200).json();
    assert_eq!(body["scope"], ADMIN);
}

#[both_databases]
async fn another_account_can_be_used(app: TestApp) {
    let client = television(&app).await;
    app.user("bob").await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, TestClient::MATRIX).await;
    question(&mut browser, &asked.user_code).await;
    let response = browser.submit("switch-account", []).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    let typed = [("username", "bob"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert!(browser.page.contains("@bob:example.org") && browser.page.contains(&asked.user_code));
    browser
        .submit("device-consent", [("action", "allow")])
        .await
        .assert_status(303);
    client.poll(&asked.device_code).send().await.assert_status(200);
    assert_eq!(
        (
            app.homeserver.devices("bob").len(),
            app.homeserver.devices("alice").len()
        ),
        (1, 0)
    );
}
