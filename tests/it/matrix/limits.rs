//! From where, who, and for how long older apps are signed in.

use std::time::Duration;

use gatehouse_auth::users;
use gatehouse_domain::{LoginToken, TokenHash};
use gatehouse_storage::login_tokens;
use gatehouse_testkit::{Engine, TestApp, TestRequest, both_databases};
use serde_json::{Value, json};

use super::{OldApp, assert_matrix_error, login, password, refresh, with};

fn only(app: TestApp, users: &[&str]) -> TestApp {
    let users = users.iter().map(ToString::to_string).collect();
    TestApp::on(app.database, |settings| settings.compat.users = Some(users))
}

fn from_the_office(app: TestApp) -> TestApp {
    TestApp::on(app.database, |settings| {
        settings.compat.networks = vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
    })
}

/// As a proxy hands it on.
fn sent_from(request: TestRequest, address: &str) -> TestRequest {
    request.header("x-forwarded-for", address)
}

/// What a browser would have handed to the app.
async fn login_token(app: &TestApp, username: &str) -> Value {
    let secret = format!("token of {username}");
    let now = app.cx.now();
    let token = LoginToken {
        user_id: app.user(username).await.id,
        browser_session_id: None,
        created_at: now,
        expires_at: now + chrono::TimeDelta::minutes(2),
        spent_at: None,
    };
    let hash = TokenHash::of(&secret);
    app.cx
        .db
        .write(async |tx| login_tokens::insert(tx, hash, &token).await)
        .await
        .unwrap();
    json!({"type": "m.login.token", "token": secret})
}

#[both_databases]
async fn other_networks_are_told_that_there_is_nothing(app: TestApp) {
    let app = from_the_office(app);
    app.user("alice").await;
    let by_token = login_token(&app, "alice").await;
    for (address, is_open) in [
        ("192.0.2.7", true),
        ("2001:db8:1::7", true),
        ("198.51.100.7", false),
        ("2001:db9::7", false),
    ] {
        let from = |request| sent_from(request, address);
        let list = from(app.get("/_matrix/client/v3/login")).send().await;
        let right = from(login(&app, &password("alice"))).send().await;
        if is_open {
            list.assert_status(200);
            right.assert_status(200);
            continue;
        }
        assert_matrix_error(&list, 404, "M_UNRECOGNIZED");
        let wrong = with(password("alice"), json!({"password": "wrong"}));
        let answers = [
            right,
            from(login(&app, &wrong)).send().await,
            from(login(&app, &password("nobody"))).send().await,
            from(login(&app, &by_token)).send().await,
        ];
        for answer in &answers {
            let body = assert_matrix_error(answer, 403, "M_FORBIDDEN");
            assert!(body["error"].as_str().unwrap().contains("network"), "{body}");
            assert_eq!(answer.body, answers[0].body, "nobody learns what was right");
        }
    }
    sent_from(login(&app, &by_token), "192.0.2.8")
        .send()
        .await
        .assert_status(200);
}

#[both_databases]
async fn who_may_not_use_older_apps_is_told_so_once_they_have_shown_who_they_are(app: TestApp) {
    let app = only(app, &["alice"]);
    app.user("bob").await;
    OldApp::sign_in(&app, "alice").await;
    for body in [password("bob"), login_token(&app, "bob").await] {
        let refused = assert_matrix_error(&login(&app, &body).send().await, 403, "M_FORBIDDEN");
        assert!(refused["error"].as_str().unwrap().contains("This account"), "{refused}");
    }
    let mut told = Vec::new();
    for user in ["bob", "alice", "nobody"] {
        let wrong = with(password(user), json!({"password": "wrong"}));
        let refused = login(&app, &wrong).send().await;
        assert_matrix_error(&refused, 403, "M_FORBIDDEN");
        told.push(refused.body);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(app.homeserver.devices("bob").is_empty());
    // With an empty list it is nobody.
    let app = only(app, &[]);
    let refused = login(&app, &password("alice")).send().await;
    assert_matrix_error(&refused, 403, "M_FORBIDDEN");
}

#[tokio::test]
async fn who_is_signed_in_stays_so() {
    let app = TestApp::with(Engine::Sqlite, |_| ()).await;
    let session = OldApp::sign_in_to_refresh(&app, "alice").await;
    let app = from_the_office(only(app, &[]));
    let from_afar = sent_from(refresh(&app, session.refresh.as_ref().unwrap()), "198.51.100.7");
    let refreshed = OldApp::from(from_afar.send().await);
    assert!(refreshed.is_active(&app).await);
}

// LG-15
#[both_databases]
async fn tokens_last_as_long_as_the_operator_says(app: TestApp) {
    let app = TestApp::on(app.database, |settings| {
        settings.compat.access_token_lifetime = Duration::from_mins(1);
    });
    app.user("alice").await;
    let body = with(password("alice"), json!({"refresh_token": true}));
    let body = login(&app, &body).send().await.assert_status(200).json();
    assert_eq!(body["expires_in_ms"], 60_000);
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(app.introspect(token).await["expires_in"], 60);
    app.advance(61);
    assert!(!TestApp::is_active(&app.introspect(token).await));
}

// LG-18, CS-34: whoever holds a login token has shown who they are, and may know.
#[both_databases]
async fn a_deactivated_account_is_told_so_to_whom_it_belonged(app: TestApp) {
    let alice = app.user("alice").await;
    let before = login_token(&app, "alice").await;
    users::deactivate(&app.cx, &alice, false).await.unwrap();
    // The account takes its tokens along; the other one was made at the same moment.
    let refused = login(&app, &before).send().await;
    assert_matrix_error(&refused, 403, "M_FORBIDDEN");
    let meanwhile = login_token(&app, "alice").await;
    let refused = login(&app, &meanwhile).send().await;
    assert_matrix_error(&refused, 403, "M_USER_DEACTIVATED");
}
