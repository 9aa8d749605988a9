//! How long a sign-in waits, and what is left of it.

use gatehouse_auth::purge;
use gatehouse_testkit::{TestApp, both_databases};
use http::Method;

use super::{SITE, answer, assert_page, question};

async fn rows(app: &TestApp) -> i64 {
    let mut db = app.cx.db.read().await.unwrap();
    db.scalar("SELECT COUNT(*) FROM sso_logins", &[]).await.unwrap()
}

// LG-33
#[both_databases]
async fn a_sign_in_does_not_wait_for_ever(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let path = question(&app, SITE).await;
    let id = path.rsplit('/').next().unwrap();
    browser.get(&path).await.assert_status(200);
    let csrf = browser.csrf("complete-sso");
    app.advance(30 * 60 - 1);
    browser.get(&path).await.assert_status(200);
    app.advance(1);
    let form = [("action", "allow"), ("csrf", csrf.as_str())];
    let login = format!("/login?kind=continue_compat_sso_login&id={id}");
    for response in [
        browser.get(&path).await,
        browser.request(Method::POST, &path).form(form).send().await,
        app.get(&path).send().await,
        app.get(&login).send().await,
    ] {
        assert_page(&response, 410, "This took too long");
        assert!(
            response.body.contains("Back to \u{2068}chat.example\u{2069}"),
            "{}",
            response.body
        );
    }
    for (path, status, text) in [
        (
            "/complete-compat-sso/01ARZ3NDEKTSV4RRFFQ69G5FAV",
            410,
            "This sign-in has expired",
        ),
        ("/complete-compat-sso/x", 404, "There is nothing here"),
        ("/complete-compat-sso/%00", 404, "There is nothing here"),
        ("/complete-compat-sso/", 404, "There is nothing here"),
    ] {
        assert_page(&browser.get(path).await, status, text);
        let response = browser.request(Method::POST, path).form(form).send().await;
        assert_page(&response, status, text);
    }
}

// Whoever comes back finds the way on, and never a second token.
#[both_databases]
async fn coming_back_to_an_answered_sign_in_is_no_dead_end(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let path = question(&app, SITE).await;
    browser.get(&path).await.assert_status(200);
    browser
        .submit("complete-sso", [("action", "allow")])
        .await
        .assert_status(303);
    let id = path.rsplit('/').next().unwrap();
    let mut stranger = app.browser();
    for path in [path.clone(), format!("/login?kind=continue_compat_sso_login&id={id}")] {
        for browser in [&mut browser, &mut stranger] {
            let response = browser.follow(&path).await;
            assert_page(&response, 410, "You have already answered");
            assert!(response.body.contains("chat.example"), "{}", response.body);
        }
    }
}

#[both_databases]
async fn what_is_over_is_forgotten(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    question(&app, SITE).await;
    answer(&app, &mut browser, SITE, "allow").await.assert_status(303);
    purge::purge(&app.cx).await.unwrap();
    assert_eq!(rows(&app).await, 2);
    app.advance(2 * 3600 + 1);
    purge::purge(&app.cx).await.unwrap();
    assert_eq!(rows(&app).await, 0);
}
