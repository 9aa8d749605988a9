//! Sessions that nobody uses, with a clock that is moved by hand.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what a test can't set up ends it"
)]

use std::time::Duration;

use chrono::TimeDelta;
use gatehouse_auth::{
    clients::{self, SyncMode},
    inactivity::{self, Inactivity},
};
use gatehouse_domain::{AuthMethod, RequestedClaims, Scope, Session, SessionId, SessionKind, StaticClient};
use gatehouse_storage::{browser_sessions, sessions};
use gatehouse_testkit::{Call, TestApp, TestClient, both_databases};
use serde_json::{Value, json};

const TTL: i64 = 3600;
/// Later than anybody is given.
const LATE: i64 = TTL + 10 * 60;

const ALL: Inactivity = Inactivity {
    ttl: Duration::from_secs(TTL.unsigned_abs()),
    compat: true,
    oauth: true,
    browsers: true,
};

fn with(app: TestApp, inactivity: Inactivity) -> TestApp {
    TestApp::on(app.database, |settings| settings.inactivity = Some(inactivity))
}

async fn old_app(app: &TestApp) -> Value {
    app.user("alice").await;
    let body = json!({
        "type": "m.login.password", "user": "alice", "password": TestApp::PASSWORD, "refresh_token": true,
    });
    let login = app.post("/_matrix/client/v3/login").json(&body).send().await;
    login.assert_status(200).json()
}

async fn refresh(app: &TestApp, session: &Value) -> u16 {
    let body = json!({"refresh_token": session["refresh_token"]});
    let refreshed = app.post("/_matrix/client/v3/refresh").json(&body).send().await;
    refreshed.status.as_u16()
}

async fn expire(app: &TestApp) {
    inactivity::expire(&app.cx).await.unwrap();
}

// M2964-66, R9700-09
#[both_databases]
async fn what_nobody_uses_ends(app: TestApp) {
    let app = with(app, ALL);
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let new = client.tokens(&mut browser, TestClient::MATRIX).await;
    let old = old_app(&app).await;
    app.advance(TTL);
    expire(&app).await;
    assert_eq!(app.homeserver.devices("alice").len(), 2, "not to the second");
    app.advance(LATE - TTL);
    expire(&app).await;
    client
        .refresh(&new.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "session has ended");
    assert_eq!(refresh(&app, &old).await, 401);
    assert_eq!(browser.get("/account/").await.assert_status(303).location(), "/login");
    app.advance(10);
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
    // The person can look up what became of it.
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/activity").await.assert_status(200);
    assert!(browser.page.contains("was signed out"), "{}", browser.page);
}

#[both_databases]
async fn what_is_in_use_goes_on(app: TestApp) {
    let app = with(app, ALL);
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let new = client.tokens(&mut browser, TestClient::MATRIX).await;
    let body = json!({"type": "m.login.password", "user": "alice", "password": TestApp::PASSWORD});
    let permanent = app.post("/_matrix/client/v3/login").json(&body).send().await.json();
    let permanent = permanent["access_token"].as_str().unwrap().to_owned();
    let mut tokens = new.refresh;
    for _ in 0..10 {
        app.advance(TTL - 60);
        // Noted, and not yet written.
        assert!(TestApp::is_active(&app.introspect(&permanent).await));
        let refreshed = client.refresh(&tokens).send().await.assert_status(200).json();
        tokens = refreshed["refresh_token"].as_str().unwrap().to_owned();
        browser.get("/account/").await.assert_status(200);
        expire(&app).await;
    }
    app.run_jobs().await;
    assert_eq!(app.homeserver.devices("alice").len(), 2);
}

#[both_databases]
async fn each_kind_has_its_switch(app: TestApp) {
    let none = Inactivity {
        compat: false,
        oauth: false,
        browsers: false,
        ..ALL
    };
    let mut app = app;
    for (inactivity, [compat, oauth, browsers]) in [
        (none.clone(), [true; 3]),
        (
            Inactivity {
                compat: true,
                ..none.clone()
            },
            [false, true, true],
        ),
        (
            Inactivity {
                oauth: true,
                ..none.clone()
            },
            [true, false, true],
        ),
        (Inactivity { browsers: true, ..none }, [true, true, false]),
    ] {
        app = with(app, inactivity.clone());
        let client = app.client().register().await;
        let mut browser = app.signed_in("alice").await;
        let new = client.tokens(&mut browser, TestClient::MATRIX).await;
        let old = old_app(&app).await;
        app.advance(LATE);
        expire(&app).await;
        let refreshed = client.refresh(&new.refresh).send().await.status == 200;
        let stays = [
            refresh(&app, &old).await == 200,
            refreshed,
            browser.get("/account/").await.status == 200,
        ];
        assert_eq!(stays, [compat, oauth, browsers], "{inactivity:?}");
    }
}

#[both_databases]
async fn without_the_switch_everything_goes_on(app: TestApp) {
    let old = old_app(&app).await;
    app.advance(400 * 24 * 3600);
    let before = app.cx.db.statements();
    expire(&app).await;
    assert_eq!(app.cx.db.statements(), before, "it costs nothing");
    assert_eq!(refresh(&app, &old).await, 200);
}

/// Sessions as they are inserted, so many and that old.
async fn insert(app: &TestApp, count: u16, change: impl Fn(&mut Session)) -> Vec<SessionId> {
    let user = app.user("alice").await;
    let began = app.cx.now();
    let all: Vec<Session> = (0..count)
        .map(|number| {
            let mut entropy = [0; 10];
            entropy[..2].copy_from_slice(&number.to_be_bytes());
            let mut session = Session {
                id: SessionId::new(began, entropy),
                kind: SessionKind::Compat,
                user_id: Some(user.id),
                client_id: None,
                browser_session_id: None,
                scope: Scope::of_older_client(false),
                device_id: Some(format!("DEVICE{number}").parse().unwrap()),
                name: None,
                user_agent: None,
                claims: RequestedClaims::default(),
                authenticated_at: None,
                created_at: began,
                last_active_at: None,
                ended_at: None,
            };
            change(&mut session);
            session
        })
        .collect();
    let inserted = app.cx.db.write(async |tx| -> gatehouse_storage::Result<()> {
        for session in &all {
            sessions::insert(tx, session, None).await?;
        }
        Ok(())
    });
    inserted.await.unwrap();
    all.into_iter().map(|session| session.id).collect()
}

async fn running(app: &TestApp) -> i64 {
    let alice = app.user("alice").await;
    sessions::count(&mut app.cx.db.read().await.unwrap(), alice.id)
        .await
        .unwrap()
}

#[both_databases]
async fn many_end_in_batches_and_their_devices_apart(app: TestApp) {
    let app = with(app, ALL);
    insert(&app, 2_500, |_| ()).await;
    app.advance(LATE);
    insert(&app, 3, |session| session.device_id = None).await;
    expire(&app).await;
    assert_eq!(running(&app).await, 3, "what was never used counts from its beginning");
    let deleted = || {
        let calls = app.homeserver.calls();
        calls
            .iter()
            .filter(|call| matches!(call, Call::DeleteDevice(..)))
            .count()
    };
    app.run_jobs().await;
    assert_eq!(deleted(), 1);
    app.advance(10);
    app.run_jobs().await;
    assert_eq!(deleted(), 11);
}

#[both_databases]
async fn what_was_brought_along_counts_from_the_day_on_which_it_was(app: TestApp) {
    let app = with(app, ALL);
    let long_ago = app.cx.now() - TimeDelta::days(900);
    insert(&app, 5, |session| session.created_at = long_ago).await;
    expire(&app).await;
    assert_eq!(running(&app).await, 5);
    app.advance(LATE);
    expire(&app).await;
    assert_eq!(running(&app).await, 0);
}

#[both_databases]
async fn apps_of_the_configuration_may_sleep(app: TestApp) {
    let app = with(app, ALL);
    let id = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
    let described = StaticClient::new(id, AuthMethod::None);
    clients::sync_static(&app.cx, vec![(described, None)], SyncMode::default())
        .await
        .unwrap();
    insert(&app, 1, |session| {
        session.kind = SessionKind::OAuth;
        session.client_id = Some(id);
    })
    .await;
    app.advance(LATE);
    expire(&app).await;
    assert_eq!(running(&app).await, 1);
}

#[both_databases]
async fn a_use_at_the_last_moment_counts(app: TestApp) {
    let id = insert(&app, 1, |_| ()).await[0];
    let (now, limit) = (app.cx.now(), app.cx.now() - TimeDelta::seconds(1));
    let write = app.cx.db.write(async |tx| -> gatehouse_storage::Result<[bool; 2]> {
        sessions::touch(tx, id, now).await?;
        let in_use = sessions::end_unused(tx, id, limit, now).await?;
        Ok([
            in_use,
            sessions::end_unused(tx, id, now + TimeDelta::seconds(1), now).await?,
        ])
    });
    assert_eq!(write.await.unwrap(), [false, true]);
    app.signed_in("alice").await;
    let browsers = app
        .cx
        .db
        .write(async |tx| browser_sessions::end_unused(tx, limit, now, 10).await);
    assert_eq!(browsers.await.unwrap(), []);
}
