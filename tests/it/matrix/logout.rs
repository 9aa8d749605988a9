use gatehouse_auth::users;
use gatehouse_testkit::{Mood, TestApp, TestClient, TestRequest, both_databases};

use super::{OldApp, assert_matrix_error, refresh};

fn logout(app: &TestApp, token: &str) -> TestRequest {
    app.post("/_matrix/client/r0/logout").bearer(token)
}

fn logout_all(app: &TestApp, token: &str) -> TestRequest {
    app.post("/_matrix/client/v3/logout/all").bearer(token)
}

// LG-36, LG-38
#[both_databases]
async fn an_app_signs_out_and_its_device_is_gone(app: TestApp) {
    let [one, other] = [
        OldApp::sign_in(&app, "alice").await,
        OldApp::sign_in_to_refresh(&app, "alice").await,
    ];
    let answer = logout(&app, &one.access).send().await.assert_status(200);
    assert_eq!(answer.body, "{}");
    assert!(!one.is_active(&app).await);
    assert_eq!(app.homeserver.devices("alice"), [other.device.as_str()]);
    // The oldest apps send it this way.
    let uri = format!("/_matrix/client/r0/logout?access_token={}", other.access);
    app.post(&uri).send().await.assert_status(200);
    assert!(app.homeserver.devices("alice").is_empty());
    let over = refresh(&app, &other.refresh.unwrap()).send().await;
    assert_matrix_error(&over, 401, "M_UNKNOWN_TOKEN");
}

// LG-37, CS-03
#[both_databases]
async fn other_tokens_are_refused(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let oauth = client.tokens(&mut browser, TestClient::MATRIX).await;
    let old = OldApp::sign_in_to_refresh(&app, "alice").await;
    for path in ["logout", "logout/all"] {
        let post = || app.post(&format!("/_matrix/client/v3/{path}"));
        assert_matrix_error(&post().send().await, 401, "M_MISSING_TOKEN");
        for token in [
            "mct_wrong",
            &oauth.access,
            &oauth.refresh,
            old.refresh.as_ref().unwrap(),
        ] {
            let body = assert_matrix_error(&post().bearer(token).send().await, 401, "M_UNKNOWN_TOKEN");
            assert!(body.get("soft_logout").is_none());
        }
    }
    assert!(old.is_active(&app).await);
    assert!(TestApp::is_active(&app.introspect(&oauth.access).await));
    client
        .refresh(old.refresh.as_ref().unwrap())
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "not a refresh token");
    assert_matrix_error(&refresh(&app, &oauth.refresh).send().await, 401, "M_UNKNOWN_TOKEN");
}

// LG-35
#[both_databases]
async fn everything_is_signed_out_at_once(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let oauth = client.tokens(&mut browser, TestClient::MATRIX).await;
    let [one, other] = [
        OldApp::sign_in(&app, "alice").await,
        OldApp::sign_in_to_refresh(&app, "alice").await,
    ];
    let bob = OldApp::sign_in(&app, "bob").await;
    logout_all(&app, &one.access).send().await.assert_status(200);
    assert!(!one.is_active(&app).await && !other.is_active(&app).await);
    assert!(!TestApp::is_active(&app.introspect(&oauth.access).await));
    assert!(app.homeserver.devices("alice").is_empty());
    assert_eq!(browser.get("/account/").await.assert_status(303).location(), "/login");
    assert!(bob.is_active(&app).await);
}

// CS-24
#[both_databases]
async fn a_locked_account_can_sign_out(app: TestApp) {
    let session = OldApp::sign_in(&app, "alice").await;
    let user = app.user("alice").await;
    users::lock(&app.cx, &user).await.unwrap();
    assert!(!session.is_active(&app).await);
    logout(&app, &session.access).send().await.assert_status(200);
    assert!(app.homeserver.devices("alice").is_empty());
}

// M2964-58: as revocation does it
#[both_databases]
async fn a_homeserver_that_is_away_is_told_when_the_app_asks_again(app: TestApp) {
    for all in [false, true] {
        let session = OldApp::sign_in(&app, "alice").await;
        let ask = || {
            if all {
                logout_all(&app, &session.access)
            } else {
                logout(&app, &session.access)
            }
        };
        app.homeserver.be(Mood::Away);
        assert_matrix_error(&ask().send().await, 503, "M_UNKNOWN");
        assert!(!session.is_active(&app).await, "it is over in any case");
        app.homeserver.be(Mood::Well);
        ask().send().await.assert_status(200);
        assert!(app.homeserver.devices("alice").is_empty());
        assert_matrix_error(&ask().send().await, 401, "M_UNKNOWN_TOKEN");
    }
}

// M4254-15
#[both_databases]
async fn a_token_of_an_older_app_can_be_revoked(app: TestApp) {
    for refreshable in [false, true] {
        let session = OldApp::sign_in_to_refresh(&app, "alice").await;
        let token = if refreshable {
            session.refresh.as_ref().unwrap()
        } else {
            &session.access
        };
        let revoke = app.post("/oauth2/revoke").form([("token", token.as_str())]);
        revoke.send().await.assert_status(200);
        assert!(!session.is_active(&app).await);
        assert!(app.homeserver.devices("alice").is_empty());
    }
}
