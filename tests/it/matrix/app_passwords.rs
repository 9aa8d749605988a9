//! Signing in with a password that a person made for one app.

use gatehouse_auth::{Requester, app_passwords, compat::AppPasswords, limits::Rate, users};
use gatehouse_domain::{AppPasswordSecret, DeviceName};
use gatehouse_storage::user_passwords;
use gatehouse_testkit::{Engine, TestApp, both_databases};
use serde_json::{Value, json};

use super::{OldApp, assert_matrix_error, login, password, with};

async fn made(app: &TestApp, username: &str) -> String {
    let user = app.user(username).await;
    let name = DeviceName::of_app("Home Assistant").unwrap();
    let id = app_passwords::new_id(&app.cx);
    let made = app_passwords::make(&app.cx, &user, id, &name, &Requester::default()).await;
    match made.unwrap() {
        app_passwords::Made::Done(secret) => secret.shown(),
        _ => panic!("none was made"),
    }
}

fn body(username: &str, secret: &str) -> Value {
    with(password(username), json!({ "password": secret }))
}

#[both_databases]
async fn an_app_password_signs_in_however_it_is_typed(app: TestApp) {
    let secret = made(&app, "alice").await;
    for typed in [
        secret.clone(),
        secret.to_uppercase(),
        secret.replace('-', ""),
        format!(" {} ", secret.replace('-', " ")),
    ] {
        let session = OldApp::from(login(&app, &body("@alice:example.org", &typed)).send().await);
        assert!(session.is_active(&app).await, "{typed}");
    }
    // That of the account goes on beside it.
    login(&app, &password("alice")).send().await.assert_status(200);
    let refreshable = with(body("alice", &secret), json!({"refresh_token": true}));
    assert!(OldApp::from(login(&app, &refreshable).send().await).refresh.is_some());
    // It opens no browser.
    let mut browser = app.browser();
    browser.get("/login").await;
    let typed = [("username", "alice"), ("password", secret.as_str())];
    browser.submit("sign-in", typed).await.assert_status(422);
}

#[both_databases]
async fn it_signs_in_nobody_else(app: TestApp) {
    let secret = made(&app, "alice").await;
    let another = another_than(&secret);
    app.user("bob").await;
    let mut told = Vec::new();
    for (user, secret) in [
        ("bob", secret.as_str()),
        ("nobody", &secret),
        ("alice", &another),
        ("alice", "wrong"),
    ] {
        let refused = login(&app, &body(user, secret)).send().await;
        assert_matrix_error(&refused, 403, "M_FORBIDDEN");
        told.push(refused.body);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    let alice = app.user("alice").await;
    users::lock(&app.cx, &alice).await.unwrap();
    let locked = login(&app, &body("alice", &secret)).send().await;
    assert_matrix_error(&locked, 401, "M_USER_LOCKED");
}

/// Another secret of the same shape.
fn another_than(secret: &str) -> String {
    let letters = AppPasswordSecret::ALPHABET.as_bytes();
    let turned = secret.bytes().map(|letter| {
        let at = letters.iter().position(|known| *known == letter);
        at.map_or(letter, |at| letters[(at + 1) % letters.len()])
    });
    turned.map(char::from).collect()
}

#[both_databases]
async fn one_password_is_one_session(app: TestApp) {
    let secret = made(&app, "alice").await;
    let on = |device: &str| with(body("alice", &secret), json!({ "device_id": device }));
    let first = OldApp::from(login(&app, &on("ONE")).send().await);
    let same = OldApp::from(login(&app, &on("ONE")).send().await);
    assert!(!first.is_active(&app).await && same.is_active(&app).await);
    app.run_jobs().await;
    assert_eq!(app.homeserver.devices("alice"), ["ONE"]);
    let other = OldApp::from(login(&app, &on("TWO")).send().await);
    assert!(!same.is_active(&app).await && other.is_active(&app).await);
    app.run_jobs().await;
    assert_eq!(app.homeserver.devices("alice"), ["TWO"]);
    // Whoever is signed in otherwise is not concerned.
    let by_account = OldApp::from(login(&app, &password("alice")).send().await);
    login(&app, &on("THREE")).send().await.assert_status(200);
    assert!(by_account.is_active(&app).await && !other.is_active(&app).await);
}

#[both_databases]
async fn of_sixteen_at_once_one_stays(app: TestApp) {
    let secret = made(&app, "alice").await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        tasks.spawn(login(&app, &body("alice", &secret)).send());
    }
    let mut active = 0;
    for response in tasks.join_all().await {
        let session = OldApp::from(response);
        active += usize::from(session.is_active(&app).await);
    }
    assert_eq!(active, 1);
    app.run_jobs().await;
    assert_eq!(app.homeserver.devices("alice").len(), 1);
}

#[both_databases]
async fn a_device_is_called_as_its_password_unless_its_app_says_more(app: TestApp) {
    let secret = made(&app, "alice").await;
    let mut browser = app.signed_in("alice").await;
    for (more, name) in [
        (json!({"device_id": "ONE"}), "<strong><bdi>Home Assistant</bdi>"),
        (
            json!({"device_id": "TWO", "initial_device_display_name": "matrix-nio"}),
            "<strong><bdi>matrix-nio</bdi>",
        ),
    ] {
        login(&app, &with(body("alice", &secret), more))
            .send()
            .await
            .assert_status(200);
        let list = browser.get("/account/sessions").await.assert_status(200).body;
        assert!(list.contains(name), "{name}: {list}");
    }
}

#[both_databases]
async fn where_app_passwords_are_required_that_of_the_account_does_nothing(app: TestApp) {
    let app = TestApp::on(app.database, |settings| {
        settings.compat.app_passwords = AppPasswords::Required;
    });
    let secret = made(&app, "alice").await;
    let mut told = Vec::new();
    for (user, secret) in [("alice", TestApp::PASSWORD), ("alice", "wrong"), ("nobody", "wrong")] {
        let refused = login(&app, &body(user, secret)).send().await;
        let refusal = assert_matrix_error(&refused, 403, "M_FORBIDDEN");
        assert!(
            refusal["error"].as_str().unwrap().contains("/account/app-passwords"),
            "{refusal}"
        );
        told.push(refused.body);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "nobody learns what was right: {told:?}");
    login(&app, &body("alice", &secret)).send().await.assert_status(200);
    // In a browser the password of the account is what it was.
    app.signed_in("alice").await;
}

#[both_databases]
async fn an_account_without_a_password_uses_older_apps(app: TestApp) {
    let app = TestApp::on(app.database, |settings| settings.passwords_enabled = false);
    let secret = made(&app, "alice").await;
    let alice = app.user("alice").await;
    let list = app
        .get("/_matrix/client/v3/login")
        .send()
        .await
        .assert_status(200)
        .json();
    assert_eq!(list["flows"][0]["type"], "m.login.password");
    // Passwords of accounts are off, whether or not there are any.
    for has_password in [true, false] {
        if !has_password {
            let removed = app.cx.db.write(async |tx| user_passwords::remove(tx, alice.id).await);
            removed.await.unwrap();
        }
        let refused = login(&app, &password("alice")).send().await;
        assert_matrix_error(&refused, 403, "M_FORBIDDEN");
        login(&app, &body("alice", &secret)).send().await.assert_status(200);
    }
}

#[both_databases]
async fn where_app_passwords_are_off_they_are_wrong_passwords(app: TestApp) {
    let secret = made(&app, "alice").await;
    let app = TestApp::on(app.database, |settings| {
        settings.compat.app_passwords = AppPasswords::Off;
    });
    let refused = login(&app, &body("alice", &secret)).send().await;
    assert_matrix_error(&refused, 403, "M_FORBIDDEN");
}

#[both_databases]
async fn guesses_of_both_kinds_are_counted_together(app: TestApp) {
    let app = TestApp::on(app.database, |settings| {
        settings.rates.login_per_account = Rate {
            burst: 2.try_into().unwrap(),
            per_second: 0.1,
        };
    });
    let secret = made(&app, "alice").await;
    for wrong in ["wrong", another_than(&secret).as_str()] {
        login(&app, &body("alice", wrong)).send().await.assert_status(403);
    }
    let refused = login(&app, &body("alice", &secret)).send().await;
    assert_matrix_error(&refused, 429, "M_LIMIT_EXCEEDED");
}

/// How many statements a refusal takes.
async fn statements(app: &TestApp, user: &str, secret: &str) -> u64 {
    let before = app.cx.db.statements();
    login(app, &body(user, secret)).send().await.assert_status(403);
    app.cx.db.statements() - before
}

#[tokio::test]
async fn only_what_looks_like_one_is_looked_up() {
    let app = TestApp::with(Engine::Sqlite, |_| ()).await;
    let secret = made(&app, "alice").await;
    let ordinary = statements(&app, "alice", "wrong").await;
    assert_eq!(statements(&app, "alice", &another_than(&secret)).await, ordinary + 1);
}
