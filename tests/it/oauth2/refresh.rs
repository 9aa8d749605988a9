//! `/oauth2/token` with refresh tokens: no session is ever lost.

use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, TestClient, Tokens, both_databases};

async fn signed_in(app: &TestApp) -> (TestClient, Tokens) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    (client, tokens)
}

async fn refresh(client: &TestClient, token: &str) -> Tokens {
    client.refresh(token).send().await.into()
}

async fn is_active(app: &TestApp, token: &str) -> bool {
    TestApp::is_active(&app.introspect(token).await)
}

// M2964-50, M2964-51, M2964-62, M2964-63, CS-09, CS-40, R6749-22
#[both_databases]
async fn a_refresh_replaces_both_tokens(app: TestApp) {
    let (client, first) = signed_in(&app).await;
    let calls = app.homeserver.calls().len();
    let second = refresh(&client, &first.refresh).await;
    assert_eq!(second.body["scope"], TestClient::MATRIX);
    assert_eq!(second.body["expires_in"], 300);
    assert_ne!(second.refresh, first.refresh);
    assert_ne!(second.access, first.access);
    assert!(
        !is_active(&app, &first.access).await,
        "the old access token ends with the refresh"
    );
    assert!(is_active(&app, &second.access).await);
    assert_eq!(
        app.homeserver.calls().len(),
        calls,
        "the homeserver has nothing to do with it"
    );
}

// M2964-52, M2964-55
#[both_databases]
async fn a_lost_answer_can_be_asked_for_again(app: TestApp) {
    let (client, first) = signed_in(&app).await;
    let lost = refresh(&client, &first.refresh).await;
    app.advance(3600 * 24 * 30);
    let second = refresh(&client, &first.refresh).await;
    assert!(!is_active(&app, &lost.access).await);
    client
        .refresh(&lost.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "a retry took");
    let third = refresh(&client, &first.refresh).await;
    assert!(!is_active(&app, &second.access).await);
    assert!(is_active(&app, &third.access).await);
    refresh(&client, &third.refresh).await;
}

// M2964-53, M2964-54, M2964-56, R9700-07
#[both_databases]
async fn after_the_new_access_token_was_used_the_old_token_ends_the_session(app: TestApp) {
    let (client, first) = signed_in(&app).await;
    let second = refresh(&client, &first.refresh).await;
    assert!(is_active(&app, &second.access).await, "this is the use");
    client
        .refresh(&first.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "replacement used");
    assert!(!is_active(&app, &second.access).await);
    client
        .refresh(&second.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "session has ended");
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
}

// M2964-53
#[both_databases]
async fn after_the_new_refresh_token_was_used_the_old_token_ends_the_session(app: TestApp) {
    let (client, first) = signed_in(&app).await;
    let second = refresh(&client, &first.refresh).await;
    let third = refresh(&client, &second.refresh).await;
    client
        .refresh(&first.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "replacement used");
    client
        .refresh(&third.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "session has ended");
}

// M2964-54: whoever writes down the use may be another process
#[both_databases]
async fn a_use_seen_by_another_process_counts(app: TestApp) {
    let (client, first) = signed_in(&app).await;
    let second = refresh(&client, &first.refresh).await;
    let (other, _) = app.another_process();
    let token = gatehouse_auth::introspection::introspect(
        &other,
        &gatehouse_auth::introspection::Inspector::Homeserver,
        &second.access,
    );
    assert!(token.await.unwrap().is_some());
    other.activity.flush(&other.db).await.unwrap();
    client
        .refresh(&first.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "replacement used");
}

// M2964-55, R9700-07
#[both_databases]
async fn a_branch_that_lost_a_race_is_harmless_for_a_minute_and_a_theft_afterwards(app: TestApp) {
    let (client, first) = signed_in(&app).await;
    let lost = refresh(&client, &first.refresh).await;
    let second = refresh(&client, &first.refresh).await;
    let third = refresh(&client, &second.refresh).await;
    client
        .refresh(&lost.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "a retry took");
    assert!(is_active(&app, &third.access).await);
    app.advance(61);
    client
        .refresh(&lost.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "replacement used");
    assert!(!is_active(&app, &third.access).await);
}

// M2964-60, R6749-30
#[both_databases]
async fn a_refresh_token_of_another_client_is_refused_and_stays_good(app: TestApp) {
    let (client, tokens) = signed_in(&app).await;
    let other = app.client().named("Another app").register().await;
    other
        .refresh(&tokens.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "another client");
    refresh(&client, &tokens.refresh).await;
}

// M2964-67, R6749-31, R9700-08
#[both_databases]
async fn a_refresh_never_widens_the_scope(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let mut tokens = client.tokens(&mut browser, "openid email").await;
    let ask = async |token: &str, scope: &str| {
        let fields = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("scope", scope),
        ];
        client.token_request(fields).send().await
    };
    ask(&tokens.refresh, "openid urn:matrix:client:api:*")
        .await
        .assert_oauth_error(400, "invalid_scope", "exceeds");
    ask(&tokens.refresh, "open\"id")
        .await
        .assert_oauth_error(400, "invalid_scope", "character");
    // Who asks for less is told what it is: as before.
    for scope in ["openid", "email openid"] {
        tokens = ask(&tokens.refresh, scope).await.into();
        assert_eq!(tokens.body["scope"], "email openid");
    }
}

// M2964-58
#[both_databases]
async fn nonsense_is_no_refresh_token(app: TestApp) {
    let (client, tokens) = signed_in(&app).await;
    for text in [
        "x",
        &tokens.access,
        &tokens.refresh[..20],
        &format!("{}x", tokens.refresh),
        "mcr_x",
        "ü\0",
    ] {
        client
            .refresh(text)
            .send()
            .await
            .assert_oauth_error(400, "invalid_grant", "");
    }
    refresh(&client, &tokens.refresh).await;
}

// M2964-61, M2964-64
#[both_databases]
async fn a_session_outlives_restarts_the_access_token_and_the_browser(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    browser.get("/account/").await;
    browser.submit("sign-out", []).await.assert_status(303);
    app.advance(3600 * 24 * 29);
    gatehouse_auth::purge::purge(&app.cx).await.unwrap();
    let second = refresh(&client, &tokens.refresh).await;
    assert!(is_active(&app, &second.access).await);
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
}

// M2964-65, CS-08, CS-23, CS-24, XC-10
#[both_databases]
async fn a_locked_account_sleeps_and_loses_nothing(app: TestApp) {
    let (client, tokens) = signed_in(&app).await;
    let alice = app.user("alice").await;
    users::lock(&app.cx, &alice).await.unwrap();
    assert!(app.homeserver.is_locked("alice"));
    assert!(!is_active(&app, &tokens.access).await);
    let asleep = refresh(&client, &tokens.refresh).await;
    assert!(!is_active(&app, &asleep.access).await);
    users::unlock(&app.cx, &alice).await.unwrap();
    assert!(is_active(&app, &asleep.access).await);
    let awake = refresh(&client, &asleep.refresh).await;
    users::lock(&app.cx, &alice).await.unwrap();
    client.revoke(&awake.access).send().await.assert_status(200);
    assert!(app.homeserver.devices("alice").is_empty());
}

// M2964-65, CS-33
#[both_databases]
async fn a_deactivated_account_is_signed_out_for_good(app: TestApp) {
    let (client, tokens) = signed_in(&app).await;
    let alice = app.user("alice").await;
    users::deactivate(&app.cx, &alice, false).await.unwrap();
    assert!(!is_active(&app, &tokens.access).await);
    client
        .refresh(&tokens.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "");
    users::reactivate(&app.cx, &alice).await.unwrap();
    assert!(!is_active(&app, &tokens.access).await, "nothing comes back");
}

// M2964-58, M2964-59, R6749-13
#[both_databases]
async fn a_database_that_is_away_is_never_told_as_signed_out(app: TestApp) {
    let (client, tokens) = signed_in(&app).await;
    app.cx.db.close().await;
    let response = client.refresh(&tokens.refresh).send().await;
    response.assert_oauth_error(503, "temporarily_unavailable", "database");
    let introspection = app
        .post("/oauth2/introspect")
        .bearer(TestApp::SECRET)
        .form([("token", tokens.access.as_str())])
        .send()
        .await;
    introspection.assert_oauth_error(503, "temporarily_unavailable", "database");
    let revocation = client.revoke(&tokens.access).send().await;
    revocation.assert_oauth_error(503, "temporarily_unavailable", "database");
    app.get("/health").send().await.assert_status(503);
}
