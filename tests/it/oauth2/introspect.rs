//! `/oauth2/introspect`, as the homeserver and confidential clients ask.

use gatehouse_testkit::{TestApp, TestClient, TestResponse, both_databases};
use serde_json::json;

async fn ask(app: &TestApp, token: &str, hint: Option<&str>) -> TestResponse {
    let form = [("token", Some(token)), ("token_type_hint", hint)];
    let form = form.into_iter().filter_map(|(name, value)| Some((name, value?)));
    app.post("/oauth2/introspect")
        .bearer(TestApp::SECRET)
        .form(form)
        .send()
        .await
}

// HS-04, HS-05, HS-06, HS-09, HS-10, M2967-07, R7662-04, R7662-08
#[both_databases]
async fn the_homeserver_learns_what_it_needs(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let scope = "urn:matrix:org.matrix.msc2967.client:api:* urn:matrix:org.matrix.msc2967.client:device:ABCDEFGHIJ";
    let tokens = client.tokens(&mut browser, scope).await;
    assert_eq!(tokens.body["scope"], scope, "the app gets the spelling it asked for");
    app.advance(10);
    let response = ask(&app, &tokens.access, Some("access_token")).await.assert_status(200);
    assert_eq!(response.header(http::header::CACHE_CONTROL), Some("no-store"));
    assert!(response.header(http::header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
    let body = response.json();
    let alice = app.user("alice").await;
    for (member, expected) in [
        ("active", json!(true)),
        (
            "scope",
            json!(
                "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:matrix:org.matrix.msc2967.client:api:* urn:matrix:org.matrix.msc2967.client:device:ABCDEFGHIJ"
            ),
        ),
        ("username", json!("alice")),
        ("sub", json!(alice.id.to_string())),
        ("client_id", json!(client.id)),
        ("token_type", json!("access_token")),
        ("expires_in", json!(290)),
        ("iss", json!(TestApp::ISSUER)),
    ] {
        assert_eq!(body[member], expected, "{member}");
    }
    assert!(body["expires_in"].is_i64() && body["exp"].is_i64() && body["iat"].is_i64());
    assert!(body.get("device_id").is_none());
}

// R7662-01, R7662-03
#[both_databases]
async fn hints_do_not_matter_and_what_is_not_active_is_just_that(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    for hint in [None, Some("access_token"), Some("refresh_token"), Some("foo")] {
        let body = ask(&app, &tokens.access, hint).await.assert_status(200).json();
        assert_eq!(
            (&body["active"], &body["token_type"]),
            (&json!(true), &json!("access_token")),
            "{hint:?}"
        );
        // The homeserver would take it for an access token that never expires.
        assert_eq!(
            ask(&app, &tokens.refresh, hint).await.assert_status(200).body,
            "{\"active\":false}",
            "{hint:?}"
        );
    }
    for token in [
        "x",
        "mat_abcdefghijklmnopqrstuvwxyz0123_000000",
        "syt_YWxpY2U_abc_123",
        "ü\0",
    ] {
        assert_eq!(
            ask(&app, token, None).await.assert_status(200).body,
            "{\"active\":false}"
        );
    }
    app.advance(300);
    assert_eq!(
        ask(&app, &tokens.access, None).await.assert_status(200).body,
        "{\"active\":false}"
    );
}

// HS-05, R7662-02, R7662-05
#[both_databases]
async fn nobody_else_may_ask(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let token = client.tokens(&mut browser, TestClient::MATRIX).await.access;
    let form = [("token", token.as_str())];
    let endpoint = "/oauth2/introspect";
    for (request, challenge) in [
        (app.post(endpoint).form(form), "Basic"),
        (app.post(endpoint).bearer("wrong").form(form), "Bearer"),
        (app.post(endpoint).bearer(&token).form(form), "Bearer"),
        (
            app.post(endpoint).header("authorization", "Bearer a b").form(form),
            "Bearer",
        ),
        (
            app.post(endpoint)
                .form([("token", token.as_str()), ("client_id", client.id.as_str())]),
            "Basic",
        ),
        (app.post(endpoint).basic(&client.id, "x").form(form), "Basic"),
    ] {
        let response = request.send().await.assert_oauth_error(401, "invalid_client", "");
        let header = response.header(http::header::WWW_AUTHENTICATE).unwrap();
        assert!(header.starts_with(challenge), "{header}");
    }
    let cookies = browser.request(http::Method::POST, endpoint).form(form).send().await;
    cookies.assert_oauth_error(401, "invalid_client", "");
    app.get(endpoint).send().await.assert_status(405);
    let missing = app
        .post(endpoint)
        .bearer(TestApp::SECRET)
        .form([("x", "y")])
        .send()
        .await;
    missing.assert_oauth_error(400, "invalid_request", "token is missing");
}

// R7662-06
#[both_databases]
async fn a_registered_client_sees_its_own_tokens_only(app: TestApp) {
    let matrix = app.client().register().await;
    let own = app
        .client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    let foreign = matrix.tokens(&mut browser, TestClient::MATRIX).await;
    let mine = own.tokens(&mut browser, "openid").await;
    let ask = async |token: &str| {
        let request = app
            .post("/oauth2/introspect")
            .basic(&own.id, own.secret.as_ref().unwrap());
        request.form([("token", token)]).send().await.assert_status(200).json()
    };
    assert_eq!(ask(&foreign.access).await, json!({"active": false}));
    assert_eq!(ask(&mine.access).await["username"], "alice");
    assert_eq!(ask(&mine.refresh).await["token_type"], "refresh_token");
}

// M2967-19, HS-14: who is no administrator any more loses the right at once
#[both_databases]
async fn a_demoted_administrator_keeps_the_session_without_the_right(app: TestApp) {
    use gatehouse_auth::users;
    let alice = app.user("alice").await;
    users::change_admin(&app.cx, &alice, true).await.unwrap();
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let scope = format!("{} urn:synapse:admin:*", TestClient::MATRIX);
    let tokens = client.tokens(&mut browser, &scope).await;
    let scope_of = async || {
        app.introspect(&tokens.access).await["scope"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(scope_of().await.contains("urn:synapse:admin:*"));
    users::change_admin(&app.cx, &alice, false).await.unwrap();
    let scope = scope_of().await;
    assert!(
        !scope.contains("urn:synapse:admin:*") && scope.contains("urn:matrix:client:api:*"),
        "{scope}"
    );
}
