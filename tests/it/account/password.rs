//! `/account/password/change`, and signing out everything else.

use gatehouse_auth::{limits::Rates, users};
use gatehouse_testkit::{Mood, TestApp, TestBrowser, TestClient, TestDb, TestResponse, both_databases};
use http::header;

use crate::limits::rate;

const NEW: &str = "a herring rides over the moor";

async fn change(browser: &mut TestBrowser, current: &str, new: &str, again: &str) -> TestResponse {
    browser.get("/account/password/change").await.assert_status(200);
    let typed = [
        ("current_password", current),
        ("new_password", new),
        ("new_password_again", again),
    ];
    browser.submit("password-change", typed).await
}

#[both_databases]
async fn whoever_knows_the_password_can_change_it(app: TestApp) {
    let alice = app.user("alice").await;
    for address in ["first@example.com", "second@example.com"] {
        users::add_email(&app.cx, &alice, address).await.unwrap();
    }
    let mut browser = app.signed_in("alice").await;
    let mut other = app.signed_in("alice").await;
    let cookie = browser.cookie("__Host-session").unwrap().to_owned();
    let response = change(&mut browser, TestApp::PASSWORD, NEW, NEW)
        .await
        .assert_status(303);
    assert_eq!(response.location(), "/account/password/changed");
    assert_ne!(browser.cookie("__Host-session"), Some(cookie.as_str()));
    browser.get(response.location()).await.assert_status(200);
    assert!(browser.page.contains("One other place"), "{}", browser.page);
    other.get("/account/").await.assert_status(200);
    app.run_jobs().await;
    let notices: Vec<String> = app.mail.letters().into_iter().map(|letter| letter.to).collect();
    assert_eq!(notices, ["first@example.com"], "the primary address gets the notice");
    change(&mut browser, TestApp::PASSWORD, NEW, NEW)
        .await
        .assert_status(422);
    change(&mut browser, NEW, TestApp::PASSWORD, TestApp::PASSWORD)
        .await
        .assert_status(303);
}

#[both_databases]
async fn mistakes_are_pointed_out(database: TestDb) {
    let app = TestApp::on(database, |settings| settings.minimum_complexity = 3);
    let mut browser = app.signed_in("alice").await;
    let current = TestApp::PASSWORD;
    for (current, new, again, shown) in [
        ("", NEW, NEW, "Enter your current password."),
        ("", "", "", "Enter a new password."),
        ("wrong", NEW, NEW, "This is not your current password."),
        (current, "", NEW, "Enter a new password."),
        (current, NEW, "", "The two new passwords are not the same."),
        (current, "password", "password", "This password is too easy to guess."),
    ] {
        let page = change(&mut browser, current, new, again).await.assert_status(422).body;
        assert!(
            page.contains(shown) && page.contains("<title>Error: "),
            "{shown}: {page}"
        );
        assert!(!page.contains(NEW) && !page.contains(TestApp::PASSWORD));
    }
    app.run_jobs().await;
    change(&mut browser, TestApp::PASSWORD, NEW, NEW)
        .await
        .assert_status(303);
}

#[both_databases]
async fn guesses_are_limited(database: TestDb) {
    let app = TestApp::on(database, |settings| {
        settings.rates = Rates {
            password_confirmation_per_account: rate(2, 1.0 / 60.0),
            ..Rates::all(TestApp::RATE)
        };
    });
    let mut browser = app.signed_in("alice").await;
    for _ in 0..2 {
        change(&mut browser, "wrong", NEW, NEW).await.assert_status(422);
    }
    let mut other = app.signed_in("alice").await;
    let refused = change(&mut other, TestApp::PASSWORD, NEW, NEW).await.assert_status(429);
    assert_eq!(refused.header(header::RETRY_AFTER), Some("60"));
    change(&mut app.signed_in("bob").await, TestApp::PASSWORD, NEW, NEW)
        .await
        .assert_status(303);
    app.advance(60);
    change(&mut other, TestApp::PASSWORD, NEW, NEW).await.assert_status(303);
}

#[both_databases]
async fn everything_else_can_be_signed_out(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let mut other = app.signed_in("alice").await;
    let tokens = client.tokens(&mut other, TestClient::MATRIX).await;
    let mut bob = app.signed_in("bob").await;
    let of_bob = client.tokens(&mut bob, TestClient::MATRIX).await;
    browser.get("/account/password/changed").await.assert_status(200);
    let mut again = browser.clone();
    let response = browser.submit("sign-out-others", []).await.assert_status(303);
    assert_eq!(response.location(), "/account/signed-out-others");
    browser.get(response.location()).await.assert_status(200);
    assert_eq!(other.get("/account/").await.assert_status(303).location(), "/login");
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
    assert!(app.homeserver.devices("alice").is_empty());
    // Twice does no harm, and others are others.
    again.submit("sign-out-others", []).await.assert_status(303);
    assert!(TestApp::is_active(&app.introspect(&of_bob.access).await));
    bob.get("/account/").await.assert_status(200);
}

// M4191-10
#[both_databases]
async fn signing_out_everything_else_wants_a_fresh_proof(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, TestClient::MATRIX).await;
    app.advance(16 * 60);
    browser.get("/account/password/changed").await.assert_status(200);
    let asked = browser.submit("sign-out-others", []).await.assert_status(303);
    let asked = asked.location();
    assert!(asked.starts_with("/login?") && asked.contains("again=1"), "{asked}");
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
    browser.follow(asked).await.assert_status(200);
    let again = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let back = browser.submit("sign-in", again).await.assert_status(303);
    assert_eq!(back.location(), "/account/sessions/end-others");
    browser.follow(back.location()).await.assert_status(200);
    browser.submit("end-others", []).await.assert_status(303);
    assert!(app.homeserver.devices("alice").is_empty());
    // Whoever types the current password to change it shows who they are by that.
    client.tokens(&mut browser, TestClient::MATRIX).await;
    app.advance(16 * 60);
    let done = change(&mut browser, TestApp::PASSWORD, NEW, NEW).await;
    browser
        .follow(done.assert_status(303).location())
        .await
        .assert_status(200);
    let done = browser.submit("sign-out-others", []).await.assert_status(303);
    assert_eq!(done.location(), "/account/signed-out-others");
}

// Over at once; the devices follow as soon as the homeserver is back
#[both_databases]
async fn a_homeserver_that_is_away_hears_of_it_later(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    browser.get("/account/password/changed").await.assert_status(200);
    app.homeserver.be(Mood::Away);
    let response = browser.submit("sign-out-others", []).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    for shown in ["Everything else is signed out", "It is told as soon as it is back"] {
        assert!(browser.page.contains(shown), "{}", browser.page);
    }
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
    app.homeserver.be(Mood::Well);
    app.advance(3600);
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
}

#[both_databases]
async fn password_managers_find_the_way(app: TestApp) {
    let path = "/.well-known/change-password";
    let response = app.get(path).send().await.assert_status(303);
    assert_eq!(response.location(), "/account/password/change");
    let mut browser = app.browser();
    app.user("alice").await;
    // Whoever is not signed in comes back after signing in.
    browser.follow(path).await.assert_status(200);
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    assert_eq!(response.location(), "/account/password/change");
}

#[both_databases]
async fn where_it_is_off_the_page_says_so(database: TestDb) {
    let app = TestApp::on(database, |settings| settings.account.password_change_allowed = false);
    let mut browser = app.signed_in("alice").await;
    let page = browser.get("/account/password/change").await.assert_status(403).body;
    assert!(page.contains("you can’t change your password yourself") && !page.contains("type=\"password\""));
    let csrf = browser.csrf("language");
    let form = [
        ("csrf", csrf.as_str()),
        ("current_password", TestApp::PASSWORD),
        ("new_password", NEW),
        ("new_password_again", NEW),
    ];
    let request = browser.request(http::Method::POST, "/account/password/change");
    request.form(form).send().await.assert_status(403);
    app.signed_in("alice").await;
}
