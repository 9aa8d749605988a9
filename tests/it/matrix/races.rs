//! Sixteen at once.

use gatehouse_auth::users;
use gatehouse_domain::{LoginToken, TokenHash, User};
use gatehouse_storage::login_tokens;
use gatehouse_testkit::{TestApp, both_databases, race};
use serde_json::json;

use super::{OldApp, login, password, refresh, with};

#[both_databases]
async fn of_sixteen_refreshes_one_branch_lives(app: TestApp) {
    let first = OldApp::sign_in_to_refresh(&app, "alice").await;
    let token = first.refresh.unwrap();
    let branches: Vec<OldApp> = race(|| refresh(&app, &token))
        .await
        .into_iter()
        .map(Into::into)
        .collect();
    let mut active = 0;
    for branch in &branches {
        active += u8::from(branch.is_active(&app).await);
    }
    assert_eq!(active, 1);
}

#[both_databases]
async fn of_sixteen_logins_on_one_device_one_session_lives(app: TestApp) {
    let user = app.user("alice").await;
    let body = with(password("alice"), json!({"device_id": "SAME"}));
    let apps: Vec<OldApp> = race(|| login(&app, &body)).await.into_iter().map(Into::into).collect();
    let mut active = 0;
    for old in &apps {
        active += u8::from(old.is_active(&app).await);
    }
    assert_eq!(active, 1);
    assert_eq!(users::count_sessions(&app.cx, &user).await.unwrap(), (1, 0));
    assert_eq!(app.homeserver.devices("alice"), ["SAME"]);
}

async fn insert_login_token(app: &TestApp, user: &User, text: &str) {
    let now = app.cx.now();
    let token = LoginToken {
        user_id: user.id,
        browser_session_id: None,
        created_at: now,
        expires_at: now + LoginToken::LIFETIME,
        spent_at: None,
    };
    let written = app
        .cx
        .db
        .write(async |tx| login_tokens::insert(tx, TokenHash::of(text), &token).await);
    written.await.unwrap();
}

// LG-32
#[both_databases]
async fn of_sixteen_uses_of_a_login_token_one_wins(app: TestApp) {
    let user = app.user("alice").await;
    insert_login_token(&app, &user, "token").await;
    let body = json!({"type": "m.login.token", "token": "token"});
    let responses = race(|| login(&app, &body)).await;
    let (won, lost): (Vec<_>, Vec<_>) = responses.into_iter().partition(|response| response.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 15));
    assert!(lost.iter().all(|response| response.status == 403));
    assert_eq!(app.homeserver.devices("alice").len(), 1, "the others made no devices");
}

// LG-32
#[both_databases]
async fn a_login_token_is_short_lived(app: TestApp) {
    let user = app.user("alice").await;
    insert_login_token(&app, &user, "token").await;
    app.advance(30);
    let body = json!({"type": "m.login.token", "token": "token"});
    login(&app, &body).send().await.assert_status(403);
}
