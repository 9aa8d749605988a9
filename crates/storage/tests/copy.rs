//! Everything can move from one engine to the other and back.
#![expect(clippy::unwrap_used, reason = "what a test can't set up ends it")]

use gatehouse_storage::{
    Db,
    copy::{CopyError, TABLES, copy},
};
use gatehouse_testkit::{Engine, Fixture, TestApp, TestClient, TestDb};

/// Some of everything.
async fn furnish(app: &TestApp) -> TestClient {
    let client = app.client().register().await;
    let confidential = app
        .client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    client.refresh(&tokens.refresh).send().await.assert_status(200);
    confidential.tokens(&mut browser, "openid email").await;
    let alice = app.user("alice").await;
    gatehouse_auth::users::add_email(&app.cx, &alice, "alice@example.org")
        .await
        .unwrap();
    for number in 0..1200 {
        app.client().named(&format!("App {number}")).register().await;
    }
    client
}

async fn counts(db: &Db) -> Vec<i64> {
    let mut db = db.read().await.unwrap();
    let mut counts = Vec::new();
    for sql in [
        "SELECT COUNT(*) FROM users",
        "SELECT COUNT(*) FROM clients",
        "SELECT COUNT(*) FROM sessions",
        "SELECT COUNT(*) FROM access_tokens",
        "SELECT COUNT(*) FROM refresh_tokens",
        "SELECT COUNT(*) FROM jobs",
    ] {
        counts.push(db.scalar::<i64>(sql, &[]).await.unwrap());
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_holds_all_and_goes_on_where_the_original_stopped() {
    let original = TestApp::start(Engine::Sqlite).await;
    let client = furnish(&original).await;
    let mut browser = original.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    original.cx.activity.flush(&original.cx.db).await.unwrap();

    let there = TestDb::start(Engine::Postgres).await;
    let copied = copy(&original.cx.db, &there.db).await.unwrap();
    assert_eq!(copied.iter().map(|(table, _)| *table).collect::<Vec<_>>(), TABLES);
    assert_eq!(counts(&there.db).await, counts(&original.cx.db).await);

    let back = TestDb::start(Engine::Sqlite).await;
    copy(&there.db, &back.db).await.unwrap();
    assert_eq!(counts(&back.db).await, counts(&original.cx.db).await);

    let moved = TestApp::on(back, |_| ());
    assert!(TestApp::is_active(&moved.introspect(&tokens.access).await));
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh.as_str()),
        ("client_id", client.id.as_str()),
    ];
    moved.post("/oauth2/token").form(form).send().await.assert_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_use_is_not_overwritten() {
    let original = TestApp::start(Engine::Sqlite).await;
    original.user("alice").await;
    let other = TestApp::start(Engine::Sqlite).await;
    other.user("bob").await;
    let error = copy(&original.cx.db, &other.cx.db).await.unwrap_err();
    assert!(matches!(error, CopyError::TargetNotEmpty("users")), "{error}");
}
