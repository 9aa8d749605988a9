//! Tokens that an operator makes.

use gatehouse_auth::compat::issue::{self, NewToken};
use gatehouse_testkit::{Mood, TestApp, both_databases};

use super::{OldApp, login, password, with};

async fn issued(app: &TestApp, new: NewToken) -> String {
    let user = app.user("bot").await;
    let session = issue::issue(&app.cx, user, new).await.unwrap().unwrap();
    assert!(session.refresh_token.is_none() && session.expires_in.is_none());
    session.access_token.expose().to_owned()
}

#[both_databases]
async fn a_bot_gets_a_token_for_good(app: TestApp) {
    let app = TestApp::on(app.database, |settings| {
        // Limits are for whoever signs in.
        settings.compat.networks = vec!["192.0.2.0/24".parse().unwrap()];
        settings.compat.users = Some([].into());
        settings.compat.password_login_enabled = false;
    });
    let new = NewToken {
        device_id: Some("BOT".parse().unwrap()),
        synapse_admin: false,
    };
    let token = issued(&app, new).await;
    assert_eq!(app.homeserver.devices("bot"), ["BOT"]);
    app.advance(10 * 365 * 24 * 3600);
    let introspected = app.introspect(&token).await;
    assert_eq!(introspected["active"], true);
    assert_eq!(introspected["device_id"], "BOT");
    assert!(introspected.get("expires_in").is_none());
    assert!(!introspected["scope"].as_str().unwrap().contains("synapse:admin"));
}

// HS-09: what the operator granted holds, whether or not the person may ask for it.
#[both_databases]
async fn administration_is_granted_by_name(app: TestApp) {
    let new = NewToken {
        synapse_admin: true,
        ..NewToken::default()
    };
    let token = issued(&app, new).await;
    let scope = app.introspect(&token).await["scope"].as_str().unwrap().to_owned();
    assert!(scope.split(' ').any(|token| token == "urn:synapse:admin:*"), "{scope}");
}

#[both_databases]
async fn a_token_takes_the_place_of_who_held_its_device(app: TestApp) {
    app.user("bot").await;
    let body = with(password("bot"), serde_json::json!({"device_id": "BOT"}));
    let earlier = OldApp::from(login(&app, &body).send().await);
    let new = || NewToken {
        device_id: Some("BOT".parse().unwrap()),
        synapse_admin: false,
    };
    app.homeserver.be(Mood::Away);
    let user = app.user("bot").await;
    issue::issue(&app.cx, user, new()).await.map(|_| ()).unwrap_err();
    app.homeserver.be(Mood::Well);
    assert!(earlier.is_active(&app).await, "nothing happened");
    let token = issued(&app, new()).await;
    assert!(!earlier.is_active(&app).await);
    assert!(TestApp::is_active(&app.introspect(&token).await));
    app.run_jobs().await;
    assert_eq!(app.homeserver.devices("bot"), ["BOT"]);
}
