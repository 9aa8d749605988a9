//! `/oauth2/revoke`: how apps sign out.

use gatehouse_auth::users;
use gatehouse_testkit::{Mood, TestApp, TestClient, Tokens, both_databases};

async fn sign_in(app: &TestApp, client: &TestClient) -> Tokens {
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, TestClient::MATRIX).await
}

#[track_caller]
fn assert_gone(app: &TestApp) {
    assert!(
        app.homeserver.devices("alice").is_empty(),
        "the device is gone before the answer"
    );
}

// M4254-01, M4254-02, M4254-03, M4254-04, M4254-05, M4254-06, M4254-11, M4254-12, M4254-13, R7009-01, R7009-03, R7009-05, XC-21
#[both_databases]
async fn either_token_ends_the_session_with_any_hint_and_any_client_id(app: TestApp) {
    let client = app.client().register().await;
    let other = app.client().named("Another app").register().await;
    let ids = [
        Some(client.id.as_str()),
        None,
        Some(&other.id),
        Some("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        Some("nonsense"),
    ];
    for client_id in ids {
        for hint in [None, Some("access_token"), Some("refresh_token"), Some("foo")] {
            for pick in ["access", "refresh"] {
                let tokens = sign_in(&app, &client).await;
                let token = if pick == "access" {
                    &tokens.access
                } else {
                    &tokens.refresh
                };
                let form = [
                    ("token", Some(token.as_str())),
                    ("client_id", client_id),
                    ("token_type_hint", hint),
                ];
                let form = form.into_iter().filter_map(|(name, value)| Some((name, value?)));
                let response = app.post("/oauth2/revoke").form(form).send().await.assert_status(200);
                assert_eq!(response.body, "", "{client_id:?} {hint:?} {pick}");
                assert_gone(&app);
                assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
                client
                    .refresh(&tokens.refresh)
                    .send()
                    .await
                    .assert_oauth_error(400, "invalid_grant", "ended");
            }
        }
    }
}

// M4254-08, R7009-04, M4254-10, M4254-17
#[both_databases]
async fn a_token_that_is_none_needs_no_revoking(app: TestApp) {
    let client = app.client().register().await;
    let tokens = sign_in(&app, &client).await;
    client.revoke(&tokens.access).send().await.assert_status(200);
    client.revoke(&tokens.access).send().await.assert_status(200);
    for token in ["x", "mat_abcdefghijklmnopqrstuvwxyz0123_000000", "ü\0"] {
        assert_eq!(client.revoke(token).send().await.assert_status(200).body, "");
    }
    let missing = app
        .post("/oauth2/revoke")
        .form([("client_id", &client.id)])
        .send()
        .await;
    missing.assert_oauth_error(400, "invalid_request", "token is missing");
    let kept = sign_in(&app, &client).await;
    app.get(&format!("/oauth2/revoke?token={}", kept.access))
        .send()
        .await
        .assert_status(405);
    assert!(TestApp::is_active(&app.introspect(&kept.access).await));
}

// M4254-09, R7009-02
#[both_databases]
async fn who_claims_to_be_a_confidential_client_has_to_prove_it(app: TestApp) {
    let client = app
        .client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await;
    let tokens = sign_in(&app, &client).await;
    let bad = app
        .post("/oauth2/revoke")
        .basic(&client.id, "wrong")
        .form([("token", &tokens.access)])
        .send()
        .await;
    let bad = bad.assert_oauth_error(401, "invalid_client", "wrong client secret");
    assert!(bad.header(http::header::WWW_AUTHENTICATE).unwrap().starts_with("Basic"));
    let unproven = client.revoke(&tokens.access).send().await;
    unproven.assert_oauth_error(401, "invalid_client", "method");
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
    let good = app
        .post("/oauth2/revoke")
        .basic(&client.id, client.secret.as_ref().unwrap());
    good.form([("token", &tokens.access)]).send().await.assert_status(200);
    assert_gone(&app);
}

// XC-01, R7009-02
#[both_databases]
async fn a_confidential_client_ends_foreign_matrix_sessions_but_no_others(app: TestApp) {
    let client = app.client().register().await;
    let other = app
        .client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await;
    let revoke = async |token: &str| {
        let request = app
            .post("/oauth2/revoke")
            .basic(&other.id, other.secret.as_ref().unwrap());
        request.form([("token", token)]).send().await
    };
    let matrix = sign_in(&app, &client).await;
    revoke(&matrix.access).await.assert_status(200);
    assert_gone(&app);
    let mut browser = app.signed_in("alice").await;
    let openid = client.tokens(&mut browser, "openid").await;
    revoke(&openid.access)
        .await
        .assert_oauth_error(400, "invalid_grant", "another client");
    assert!(TestApp::is_active(&app.introspect(&openid.access).await));
}

// M4254-03, HS-13, HS-22, HS-28
#[both_databases]
async fn a_homeserver_that_is_away_delays_the_answer_but_not_the_end(app: TestApp) {
    let client = app.client().register().await;
    let tokens = sign_in(&app, &client).await;
    app.homeserver.be(Mood::Away);
    let response = client.revoke(&tokens.refresh).send().await;
    let response = response.assert_oauth_error(503, "temporarily_unavailable", "delete_device");
    assert!(response.header(http::header::RETRY_AFTER).is_some());
    assert!(
        !TestApp::is_active(&app.introspect(&tokens.access).await),
        "the session is over all the same"
    );
    client.revoke(&tokens.refresh).send().await.assert_status(503);
    app.homeserver.be(Mood::Well);
    client.revoke(&tokens.refresh).send().await.assert_status(200);
    assert_gone(&app);
}

// HS-28
#[both_databases]
async fn what_a_revocation_could_not_do_the_queue_does(app: TestApp) {
    let client = app.client().register().await;
    let tokens = sign_in(&app, &client).await;
    app.homeserver.be(Mood::Away);
    client.revoke(&tokens.refresh).send().await.assert_status(503);
    app.homeserver.be(Mood::Well);
    app.advance(3600);
    app.run_jobs().await;
    assert_gone(&app);
}

// M4254-14, R7009-07, XC-24
#[both_databases]
async fn browsers_may_revoke_from_any_origin(app: TestApp) {
    let preflight = app
        .request(http::Method::OPTIONS, "/oauth2/revoke")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "POST")
        .send()
        .await
        .assert_status(200);
    assert_eq!(preflight.header(http::header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    assert!(
        preflight
            .header(http::header::ACCESS_CONTROL_ALLOW_CREDENTIALS)
            .is_none()
    );
}

// M4254-07: nobody but the app should have the token
#[both_databases]
async fn whose_token_somebody_else_has_is_told(app: TestApp) {
    const ADDRESS: &str = "alice@example.com";
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, ADDRESS).await.unwrap();
    let client = app.client().named("Messenger").register().await;
    let other = app.client().named("Another app").register().await;
    // The app itself signs out.
    let tokens = sign_in(&app, &client).await;
    client.revoke(&tokens.access).send().await.assert_status(200);
    app.run_jobs().await;
    assert!(app.mail.to(ADDRESS).is_empty());
    for (count, client_id) in [None, Some(other.id.as_str()), Some("nonsense")]
        .into_iter()
        .enumerate()
    {
        let tokens = sign_in(&app, &client).await;
        // What is over is not reported anew.
        for _ in 0..2 {
            let form = [("token", Some(tokens.refresh.as_str())), ("client_id", client_id)];
            let form = form.into_iter().filter_map(|(name, value)| Some((name, value?)));
            app.post("/oauth2/revoke").form(form).send().await.assert_status(200);
        }
        assert_gone(&app);
        app.run_jobs().await;
        assert_eq!(app.mail.to(ADDRESS).len(), count + 1, "{client_id:?}");
    }
    let letter = app.mail.last_to(ADDRESS);
    assert_eq!(letter.subject, "A sign-in to @alice:example.org was ended");
    for said in ["Messenger", "ABCDEFGHIJ", "https://auth.example.org/account/sessions"] {
        assert!(letter.text.contains(said), "{said}: {}", letter.text);
    }
    // Without an address, the log of the account has to do.
    let mut bob = app.signed_in("bob").await;
    let tokens = client.tokens(&mut bob, TestClient::MATRIX).await;
    app.post("/oauth2/revoke")
        .form([("token", &tokens.access)])
        .send()
        .await
        .assert_status(200);
    bob.get("/account/activity").await;
    assert!(bob.page.contains("was signed out"), "{}", bob.page);
}
