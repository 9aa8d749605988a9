//! For people who have no account yet, or have to sign in first.

use gatehouse_testkit::{TestApp, TestBrowser, TestDb, both_databases};

use super::{OldApp, SITE, begin, path_of, question, redeem, token_in};
use crate::register::{email_of, fill_in, go_on, name, open, verify};

/// From the form that the browser shows to the question, and on to the app.
async fn sign_up(app: &TestApp, browser: &mut TestBrowser, username: &str, question: &str) {
    assert!(browser.page.contains("chat.example"), "{}", browser.page);
    let email = email_of(username);
    let started = fill_in(browser, username, &email).await.assert_status(303);
    go_on(browser, started.location()).await;
    verify(app, browser, &email).await;
    let done = name(browser, "Ana").await.assert_status(303);
    assert_eq!(done.location(), question);
    browser.get(question).await.assert_status(200);
    assert!(browser.page.contains(&format!("@{username}:example.org")));
    let answered = browser
        .submit("complete-sso", [("action", "allow")])
        .await
        .assert_status(303);
    let old = OldApp::from(redeem(app, &token_in(answered.location())).await);
    assert_eq!(app.introspect(&old.access).await["username"], username);
}

// M3824-05
#[both_databases]
async fn an_app_gets_its_person_back_with_an_account(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    let response = app.get(&begin(SITE, &[("action", "register")])).send().await;
    let path = path_of(&response);
    browser.follow(&path).await.assert_status(200);
    assert!(browser.page.contains("Create your account"), "{}", browser.page);
    let question = path.split('?').next().unwrap();
    sign_up(&app, &mut browser, "ana", question).await;
    // Who is signed in by now is asked at once.
    let response = app.get(&begin(SITE, &[("action", "register")])).send().await;
    browser.get(&path_of(&response)).await.assert_status(200);
    browser.form("complete-sso");
}

// M3824-06
#[both_databases]
async fn so_does_an_app_that_chose_us_among_the_providers(database: TestDb) {
    let app = TestApp::on(database, open);
    let flows = app.get("/_matrix/client/v3/login").send().await.json();
    let provider = flows["flows"][1]["identity_providers"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for provider in [provider.clone(), format!("{provider}/")] {
        for (action, title) in [("register", "Create your account"), ("login", "Sign in")] {
            let begin = begin(SITE, &[("action", action)]);
            let begin = begin.replace("/redirect?", &format!("/redirect/{provider}?"));
            let path = path_of(&app.get(&begin).send().await);
            let mut browser = app.browser();
            browser.follow(&path).await.assert_status(200);
            assert!(browser.page.contains(title), "{}", browser.page);
            assert!(browser.page.contains("chat.example"), "{}", browser.page);
        }
    }
    let nowhere = format!("/_matrix/client/v3/login/sso/redirect/{provider}");
    app.get(&nowhere).send().await.assert_status(400);
}

#[both_databases]
async fn the_ways_between_sign_in_and_sign_up_lead_to_the_same_app(database: TestDb) {
    let app = TestApp::on(database, open);
    let path = question(&app, SITE).await;
    let id = path.rsplit('/').next().unwrap();
    let mut browser = app.browser();
    for (page, other) in [("login", "register"), ("register", "login")] {
        let here = format!("/{page}?kind=continue_compat_sso_login&id={id}");
        browser.follow(&here).await.assert_status(200);
        assert!(browser.page.contains("To continue to") && browser.page.contains("chat.example"));
        let html = crate::authorize::unescaped(&browser.page);
        let link = format!("/{other}?kind=continue_compat_sso_login&id={id}");
        assert!(html.contains(&format!("href=\"{link}\"")), "{html}");
    }
    browser
        .follow(&format!("/register?kind=continue_compat_sso_login&id={id}"))
        .await;
    sign_up(&app, &mut browser, "ana", &path).await;
}

// LG-27
#[both_databases]
async fn whoever_is_not_signed_in_signs_in_first(app: TestApp) {
    app.user("alice").await;
    let path = question(&app, SITE).await;
    let mut browser = app.browser();
    browser.follow(&path).await.assert_status(200);
    let wrong = [("username", "alice"), ("password", "wrong")];
    let response = browser.submit("sign-in", wrong).await.assert_status(422);
    assert!(response.body.contains("chat.example"), "{}", response.body);
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    assert_eq!(response.location(), path);
    browser.get(&path).await.assert_status(200);
    // The page of the sign-in leads on by itself now.
    let id = path.rsplit('/').next().unwrap();
    let login = format!("/login?kind=continue_compat_sso_login&id={id}");
    assert_eq!(browser.get(&login).await.assert_status(303).location(), path);
    for id in ["x", ""] {
        let broken = format!("/login?kind=continue_compat_sso_login&id={id}");
        assert_eq!(browser.get(&broken).await.assert_status(303).location(), "/account/");
    }
}
