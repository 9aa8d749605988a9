//! `/oauth2/token` for clients that act for themselves.

use gatehouse_auth::clients::{self, SyncMode};
use gatehouse_domain::{AuthMethod, ClientId, StaticClient};
use gatehouse_testkit::{TestApp, TestClient, TestRequest, both_databases};
use http::Method;
use serde_json::{Value, json};

async fn service(app: &TestApp) -> TestClient {
    app.client()
        .named("Service")
        .with("grant_types", json!(["client_credentials"]))
        .with("response_types", Value::Null)
        .with("redirect_uris", Value::Null)
        .with("token_endpoint_auth_method", json!("client_secret_basic"))
        .register()
        .await
}

fn ask(client: &TestClient) -> TestRequest {
    client.token_request(vec![("grant_type", "client_credentials")])
}

async fn introspected(app: &TestApp, client: &TestClient, token: &str) -> Value {
    let request = app.post("/oauth2/introspect").form([("token", token)]);
    let request = request.basic(&client.id, client.secret.as_deref().unwrap());
    request.send().await.assert_status(200).json()
}

// R6749-32
#[both_databases]
async fn a_client_gets_a_token_of_its_own(app: TestApp) {
    let client = service(&app).await;
    let body = ask(&client).send().await.assert_status(200).json();
    assert_eq!(
        (&body["token_type"], &body["expires_in"]),
        (&json!("Bearer"), &json!(300))
    );
    for absent in ["refresh_token", "id_token", "scope"] {
        assert!(body.get(absent).is_none(), "{body}");
    }
    let token = body["access_token"].as_str().unwrap();
    let known = introspected(&app, &client, token).await;
    assert!(TestApp::is_active(&known));
    assert_eq!(
        (&known["sub"], &known["client_id"]),
        (&json!(client.id), &json!(client.id))
    );
    for absent in ["username", "device_id"] {
        assert!(known.get(absent).is_none(), "{known}");
    }
    // It opens nothing that is a person's.
    app.get("/oauth2/userinfo")
        .bearer(token)
        .send()
        .await
        .assert_status(403);
    assert_eq!(app.introspect(token).await["scope"], "");
    assert_eq!(app.homeserver.calls(), []);
    app.advance(300);
    assert!(!TestApp::is_active(&introspected(&app, &client, token).await));
}

#[both_databases]
async fn its_tokens_live_and_end_apart(app: TestApp) {
    let client = service(&app).await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let body = ask(&client).send().await.assert_status(200).json();
        tokens.push(body["access_token"].as_str().unwrap().to_owned());
    }
    let form = [("token", tokens[0].as_str())];
    let request = app.post("/oauth2/revoke").form(form);
    let request = request.basic(&client.id, client.secret.as_deref().unwrap());
    request.send().await.assert_status(200);
    assert!(!TestApp::is_active(&introspected(&app, &client, &tokens[0]).await));
    assert!(TestApp::is_active(&introspected(&app, &client, &tokens[1]).await));
}

// R6749-28, R6749-32
#[both_databases]
async fn only_who_can_prove_who_they_are_act_for_themselves(app: TestApp) {
    let metadata = json!({
        "client_uri": "https://rp.test/",
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "none",
    });
    app.post("/oauth2/registration")
        .json(&metadata)
        .send()
        .await
        .assert_oauth_error(400, "invalid_client_metadata", "client_credentials needs");

    // The operator's clients have every grant.
    let id: ClientId = "01JAYS74TCG3BTWKADN5Q4518C".parse().unwrap();
    let described = StaticClient {
        id,
        auth_method: AuthMethod::None,
        name: None,
        uri: None,
        redirect_uris: Vec::new(),
        jwks: None,
        jwks_uri: None,
        encrypted_secret: None,
    };
    clients::sync_static(&app.cx, vec![(described, None)], SyncMode::default())
        .await
        .unwrap();
    let form = [("grant_type", "client_credentials"), ("client_id", &id.to_string())];
    app.post("/oauth2/token")
        .form(form)
        .send()
        .await
        .assert_oauth_error(400, "unauthorized_client", "public client");

    let not_registered = app
        .client()
        .with("token_endpoint_auth_method", json!("client_secret_basic"))
        .register()
        .await;
    let refused = ask(&not_registered).send().await;
    refused.assert_oauth_error(400, "unauthorized_client", "did not register");

    let client = service(&app).await;
    let form = [("grant_type", "client_credentials"), ("client_id", &client.id)];
    for request in [
        TestRequest::form(app.post("/oauth2/token"), form),
        app.request(Method::POST, "/oauth2/token")
            .basic(&client.id, "wrong")
            .form([("grant_type", "client_credentials")]),
    ] {
        request.send().await.assert_oauth_error(401, "invalid_client", "");
    }
}

// M2967-17
#[both_databases]
async fn nothing_of_a_person_is_granted_to_it(app: TestApp) {
    let client = service(&app).await;
    for scope in [
        "openid",
        "email",
        TestClient::MATRIX,
        "urn:matrix:client:api:*",
        "urn:matrix:org.matrix.msc2967.client:api:*",
        "urn:matrix:client:device:ABCDEFGHIJ",
        "urn:synapse:admin:*",
        "urn:mas:admin",
        "foo",
        "foo\"",
    ] {
        let fields = vec![("grant_type", "client_credentials"), ("scope", scope)];
        let refused = client.token_request(fields).send().await;
        refused.assert_oauth_error(400, "invalid_scope", "");
    }
}
