//! Nobody learns from a sign-up which addresses have an account.

use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, TestBrowser, TestDb, both_databases};

use super::{fill_in, go_on, open};
use crate::{authorize::unescaped, login::words};

/// What a stranger sees who signs up with an address, at each step; what differs by itself is made the same.
async fn seen(app: &TestApp, browser: &mut TestBrowser, username: &str, address: &str) -> Vec<(u16, Vec<String>)> {
    let mut seen = Vec::new();
    browser.get("/register/password").await.assert_status(200);
    let started = fill_in(browser, username, address).await;
    seen.push((started.status.as_u16(), Vec::new()));
    let path = go_on(browser, started.location()).await;
    let id = path.split('/').nth(3).unwrap().to_owned();
    let mut note = |status: u16, page: &str| {
        let page = unescaped(page)
            .replace(address, "ADDRESS")
            .replace(username, "NAME")
            .replace(&id, "ID");
        let csrf = page
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let page = csrf.map_or(page.clone(), |csrf| page.replace(csrf, "CSRF"));
        seen.push((status, words(&page)));
    };
    note(200, &browser.page);
    let wrong = browser.submit("verify-email", [("code", "nothing")]).await;
    note(wrong.status.as_u16(), &wrong.body);
    let again = browser
        .submit("resend", [("action", "resend")])
        .await
        .assert_status(303);
    let again = browser.get(again.location()).await;
    note(again.status.as_u16(), &again.body);
    let change = [("action", "change"), ("email", address)];
    let changed = browser.submit("change-email", change).await;
    note(changed.status.as_u16(), "");
    app.run_jobs().await;
    seen
}

#[both_databases]
async fn an_address_that_has_an_account_looks_like_any_other(database: TestDb) {
    let app = TestApp::on(database, open);
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "known@mail.test").await.unwrap();
    app.run_jobs().await;
    app.mail.clear();
    let unknown = seen(&app, &mut app.browser(), "stranger", "other@mail.test").await;
    let known = seen(&app, &mut app.browser(), "somebody", "known@mail.test").await;
    let shouted = seen(&app, &mut app.browser(), "shouting", "KNOWN@mail.test").await;
    assert_eq!(unknown, known);
    assert_eq!(unknown, shouted);

    // As many letters, at as many times; only who reads them learns more.
    let (to_unknown, to_known) = (app.mail.to("other@mail.test"), app.mail.to("known@mail.test"));
    assert_eq!((to_unknown.len(), to_known.len()), (3, 3));
    for letter in to_known {
        assert!(
            letter.subject.contains("You already have an account"),
            "{}",
            letter.subject
        );
        assert!(letter.text.contains("@alice:example.org"));
        let has_code = letter
            .text
            .lines()
            .any(|line| line.len() == 6 && line.parse::<u32>().is_ok());
        assert!(!has_code && !letter.text.contains("/email/confirm"), "{}", letter.text);
    }
    for letter in to_unknown {
        letter.code();
    }
}

#[both_databases]
async fn a_stranger_can_not_finish_with_a_known_address(database: TestDb) {
    let app = TestApp::on(database, open);
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "known@mail.test").await.unwrap();
    let mut browser = app.browser();
    browser.get("/register/password").await;
    let started = fill_in(&mut browser, "mallory", "known@mail.test")
        .await
        .assert_status(303);
    let path = go_on(&mut browser, started.location()).await;
    let csrf = browser.csrf("verify-email");
    for page in ["display-name", "finish"] {
        let typed = [("csrf", csrf.as_str()), ("action", "skip")];
        let request = browser.request(http::Method::POST, &path.replace("verify-email", page));
        let response = request.form(typed).send().await.assert_status(303);
        assert!(response.set_cookie(super::SESSION).is_none());
    }
    assert!(!app.homeserver.knows("mallory"));
}
