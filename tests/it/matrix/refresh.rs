use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, both_databases};
use serde_json::json;

use super::{OldApp, assert_matrix_error, refresh};

// LG-39, LG-43, LG-42
#[both_databases]
async fn a_refresh_token_is_exchanged_for_a_new_pair(app: TestApp) {
    let first = OldApp::sign_in_to_refresh(&app, "alice").await;
    let body = app
        .post("/_matrix/client/v1/refresh?user_id=@bob:example.org")
        .json(&json!({"refresh_token": first.refresh.as_ref().unwrap()}))
        .send()
        .await
        .assert_status(200)
        .json();
    assert_eq!(body["expires_in_ms"], 300_000);
    assert!(body["refresh_token"].as_str().unwrap().starts_with("mcr_"));
    let introspected = app.introspect(body["access_token"].as_str().unwrap()).await;
    assert_eq!(introspected["device_id"], first.device.as_str());
    assert_eq!(introspected["username"], "alice");
    assert!(!first.is_active(&app).await);
}

// LG-41
#[both_databases]
async fn what_is_no_refresh_token_ends_nothing(app: TestApp) {
    let session = OldApp::sign_in_to_refresh(&app, "alice").await;
    for token in ["", "mcr_x", session.access.as_str()] {
        let body = assert_matrix_error(&refresh(&app, token).send().await, 401, "M_UNKNOWN_TOKEN");
        assert!(body.get("soft_logout").is_none());
    }
    let post = || app.post("/_matrix/client/v3/refresh");
    assert_matrix_error(&post().json(&json!({})).send().await, 400, "M_BAD_JSON");
    assert_matrix_error(&post().raw("x").send().await, 400, "M_NOT_JSON");
    assert!(session.is_active(&app).await);
}

// CS-23, XC-10
#[both_databases]
async fn a_locked_account_keeps_its_tokens(app: TestApp) {
    let session = OldApp::sign_in_to_refresh(&app, "alice").await;
    let user = app.user("alice").await;
    users::lock(&app.cx, &user).await.unwrap();
    let next = OldApp::from(refresh(&app, &session.refresh.unwrap()).send().await);
    assert!(!next.is_active(&app).await);
    users::unlock(&app.cx, &user).await.unwrap();
    assert!(next.is_active(&app).await);
}

// CS-33
#[both_databases]
async fn a_deactivated_account_is_signed_out_for_good(app: TestApp) {
    let session = OldApp::sign_in_to_refresh(&app, "alice").await;
    let user = app.user("alice").await;
    users::deactivate(&app.cx, &user, false).await.unwrap();
    assert!(!session.is_active(&app).await);
    let refused = refresh(&app, &session.refresh.unwrap()).send().await;
    assert_matrix_error(&refused, 401, "M_UNKNOWN_TOKEN");
}
