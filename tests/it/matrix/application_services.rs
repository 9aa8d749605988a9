//! What is on the homeserver and not ours: users and devices of application services, and keys.

use gatehouse_auth::{purge, users};
use gatehouse_testkit::{Call, TestApp, TestDb, both_databases};
use serde_json::json;

use super::{OldApp, assert_matrix_error, login, password, with};
use crate::register::{email_of, fill_in, open};

// M4190-06
#[both_databases]
async fn users_of_application_services_keep_their_devices(app: TestApp) {
    app.homeserver.has_device("_irc_bob", "BRIDGE");
    let alice = app.user("alice").await;
    for _ in 0..2 {
        let old = OldApp::sign_in(&app, "alice").await;
        let all = app.post("/_matrix/client/v3/logout/all").bearer(&old.access);
        all.send().await.assert_status(200);
    }
    OldApp::sign_in(&app, "alice").await;
    users::end_sessions(&app.cx, &alice).await.unwrap();
    users::deactivate(&app.cx, &alice, false).await.unwrap();
    app.run_jobs().await;
    app.advance(3600 * 24 * 40);
    purge::purge(&app.cx).await.unwrap();
    app.run_jobs().await;
    assert_eq!(app.homeserver.devices("_irc_bob"), ["BRIDGE"]);
    let calls = app.homeserver.calls();
    let synced = calls
        .iter()
        .filter(|call| matches!(call, Call::SyncDevices(..)))
        .count();
    assert!(synced >= 3, "{calls:?}");
    assert!(!format!("{calls:?}").contains("_irc_bob"), "{calls:?}");
}

// M4190-07
#[both_databases]
async fn names_of_application_services_can_not_be_registered(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    browser.get("/register/password").await.assert_status(200);
    let page = fill_in(&mut browser, "reserved", &email_of("ana"))
        .await
        .assert_status(422);
    assert!(page.body.contains("keeps this username for itself"), "{}", page.body);
    assert!(!app.homeserver.knows("reserved"));
}

// M4326-05
#[both_databases]
async fn the_tokens_of_application_services_are_nothing_to_us(app: TestApp) {
    app.homeserver.has_device("_irc_bob", "BRIDGE");
    for token in [
        "30c05ae90a248a4188e620216fa72e349803310ec83e2a77b34fe90be6081f46",
        "as_token",
        "syt_aXJj_abcdefghijklmnopqrst_1a2b3c",
    ] {
        let introspected = app.introspect(token).await;
        assert_eq!(introspected, json!({"active": false}));
    }
}

// LG-25
#[both_databases]
async fn a_device_can_not_have_the_id_of_a_signing_key(app: TestApp) {
    app.user("alice").await;
    let key = "nqOvzeuGWT/sRx3h7+MHoInYj3Uk2LD/unI9kDYcHwk";
    app.homeserver.has_signing_key("alice", key);
    let body = with(password("alice"), json!({"device_id": key}));
    let refused = login(&app, &body).send().await;
    assert_matrix_error(&refused, 403, "M_FORBIDDEN");
    assert!(app.homeserver.devices("alice").is_empty());
    let alice = app.user("alice").await;
    assert_eq!(users::count_sessions(&app.cx, &alice).await.unwrap(), (0, 0));
    login(&app, &password("alice")).send().await.assert_status(200);
}
