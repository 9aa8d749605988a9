//! Background work with a clock that is moved by hand.
#![expect(clippy::unwrap_used, reason = "what a test can't set up ends it")]

use gatehouse_auth::{jobs, purge, users};
use gatehouse_storage::jobs as queue;
use gatehouse_testkit::{Call, Engine, Fixture, Mood, TestApp, TestClient};

async fn app() -> TestApp {
    TestApp::start(Engine::Sqlite).await
}

async fn troubled(app: &TestApp) -> (i64, i64) {
    queue::count_troubled(&mut app.cx.db.read().await.unwrap(), app.cx.now())
        .await
        .unwrap()
}

// HS-28
#[tokio::test]
async fn what_the_homeserver_missed_it_is_told_later_and_for_as_long_as_it_takes() {
    let app = app().await;
    let alice = app.user("alice").await;
    app.homeserver.be(Mood::Away);
    users::lock(&app.cx, &alice).await.unwrap();
    assert!(!app.homeserver.is_locked("alice"));
    // Longer than refusals are put up with.
    for _ in 0..40 {
        app.advance(601);
        app.run_jobs().await;
    }
    assert_eq!(troubled(&app).await.1, 0, "an outage is no reason to give up");
    app.homeserver.be(Mood::Well);
    app.advance(601);
    app.run_jobs().await;
    assert!(app.homeserver.is_locked("alice"));
    assert_eq!(troubled(&app).await, (0, 0));
}

#[tokio::test]
async fn a_retry_waits_longer_each_time() {
    let app = app().await;
    let alice = app.user("alice").await;
    app.homeserver.be(Mood::Away);
    users::lock(&app.cx, &alice).await.unwrap();
    assert!(!jobs::run_next(&app.cx).await.unwrap(), "two seconds are not over");
    for pause in [2, 4, 8, 16] {
        app.advance(pause - 1);
        assert!(!jobs::run_next(&app.cx).await.unwrap(), "{pause}");
        app.advance(1);
        assert!(jobs::run_next(&app.cx).await.unwrap(), "{pause}");
    }
}

// HS-22, HS-28
#[tokio::test]
async fn a_job_that_runs_twice_does_no_harm() {
    let app = app().await;
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let old = client.tokens(&mut browser, TestClient::MATRIX).await;
    app.homeserver.be(Mood::Away);
    client.revoke(&old.access).send().await.assert_status(503);
    app.homeserver.be(Mood::Well);
    // The device is taken over before the job gets its turn.
    client.tokens(&mut browser, TestClient::MATRIX).await;
    app.advance(3600);
    app.run_jobs().await;
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
    assert!(
        !app.homeserver
            .calls()
            .contains(&Call::DeleteDevice("alice".to_owned(), "ABCDEFGHIJ".to_owned()))
    );
}

// M2966-35, M2966-36
#[tokio::test]
async fn registrations_go_when_nobody_uses_them_and_never_before() {
    let app = app().await;
    let used = app.client().register().await;
    let idle = app.client().named("Never used").register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = used.tokens(&mut browser, TestClient::MATRIX).await;
    app.advance(3600 * 24 * 61);
    purge::purge(&app.cx).await.unwrap();
    assert!(
        gatehouse_auth::clients::find(&app.cx, &idle.id)
            .await
            .unwrap()
            .is_none()
    );
    idle.refresh("x")
        .send()
        .await
        .assert_oauth_error(401, "invalid_client", "unknown client");
    used.refresh(&tokens.refresh).send().await.assert_status(200);
}

#[tokio::test]
async fn nothing_grows_without_bound() {
    let app = app().await;
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let mut tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    for _ in 0..20 {
        app.advance(300);
        tokens = client.refresh(&tokens.refresh).send().await.into();
    }
    app.advance(3600 * 24 * 8);
    app.run_jobs().await;
    purge::purge(&app.cx).await.unwrap();
    let mut db = app.cx.db.read().await.unwrap();
    let mut count = async |sql: &'static str| db.scalar::<i64>(sql, &[]).await.unwrap();
    assert_eq!(count("SELECT COUNT(*) FROM access_tokens").await, 1);
    assert!(count("SELECT COUNT(*) FROM refresh_tokens").await <= 2);
    assert_eq!(count("SELECT COUNT(*) FROM authorization_grants").await, 0);
    assert_eq!(count("SELECT COUNT(*) FROM jobs").await, 0);
    drop(db);
    client.refresh(&tokens.refresh).send().await.assert_status(200);
    client.revoke(&tokens.access).send().await.assert_status(200);
    app.advance(3600 * 24 * 31);
    purge::purge(&app.cx).await.unwrap();
    let sessions: i64 = app
        .cx
        .db
        .read()
        .await
        .unwrap()
        .scalar("SELECT COUNT(*) FROM sessions", &[])
        .await
        .unwrap();
    assert_eq!(sessions, 0);
}

// R6749-32: nobody signs out of what a client does for itself
#[tokio::test]
async fn what_clients_do_for_themselves_leaves_nothing_behind() {
    let app = app().await;
    let client = app
        .client()
        .with("grant_types", serde_json::json!(["client_credentials"]))
        .with("response_types", serde_json::Value::Null)
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await;
    for _ in 0..5 {
        let request = client.token_request(vec![("grant_type", "client_credentials")]);
        request.send().await.assert_status(200);
    }
    let count = async || {
        let mut db = app.cx.db.read().await.unwrap();
        db.scalar::<i64>("SELECT COUNT(*) FROM sessions", &[]).await.unwrap()
    };
    purge::purge(&app.cx).await.unwrap();
    assert_eq!(count().await, 5);
    app.advance(3600 * 24 * 3);
    purge::purge(&app.cx).await.unwrap();
    assert_eq!(count().await, 0);
}

#[tokio::test]
async fn devices_that_nobody_let_in_are_forgotten() {
    let app = app().await;
    let client = app
        .client()
        .with(
            "grant_types",
            serde_json::json!(["urn:ietf:params:oauth:grant-type:device_code"]),
        )
        .with("response_types", serde_json::Value::Null)
        .register()
        .await;
    client
        .device_request(vec![("scope", "openid")])
        .send()
        .await
        .assert_status(200);
    let count = async || {
        let mut db = app.cx.db.read().await.unwrap();
        db.scalar::<i64>("SELECT COUNT(*) FROM device_grants", &[])
            .await
            .unwrap()
    };
    app.advance(3600 * 23);
    purge::purge(&app.cx).await.unwrap();
    assert_eq!(count().await, 1);
    app.advance(3600 * 2);
    purge::purge(&app.cx).await.unwrap();
    assert_eq!(count().await, 0);
}

// M2964-56: what is purged must not make an old token good again
#[tokio::test]
async fn an_old_refresh_token_stays_bad_after_the_purge() {
    let app = app().await;
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let first = client.tokens(&mut browser, TestClient::MATRIX).await;
    let second: gatehouse_testkit::Tokens = client.refresh(&first.refresh).send().await.into();
    assert!(TestApp::is_active(&app.introspect(&second.access).await));
    app.cx.activity.flush(&app.cx.db).await.unwrap();
    app.advance(3600 * 24 * 40);
    purge::purge(&app.cx).await.unwrap();
    client
        .refresh(&first.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "replacement used");
}
