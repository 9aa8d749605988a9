//! Clients that prove who they are by a signature (RFC 7523).

use gatehouse_auth::Settings;
use gatehouse_testkit::{TestApp, TestClient, TestDb, TestRequest, both_databases};
use gatehouse_tokens::{Algorithm, KeyKind, KeySource, Keystore, keys, random};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub(crate) fn keystore(kind: KeyKind) -> Keystore {
    let pem = keys::generate(kind).unwrap();
    let source = KeySource {
        kid: None,
        material: pem.expose_secret().as_bytes().to_vec().into(),
        password: None,
        origin: "the client".to_owned(),
    };
    Keystore::load(vec![source]).unwrap()
}

pub(crate) fn assertion(app: &TestApp, client: &TestClient, keys: &Keystore) -> String {
    let now = app.cx.now().timestamp();
    let claims = json!({
        "iss": client.id,
        "sub": client.id,
        "aud": format!("{}oauth2/token", TestApp::ISSUER),
        "iat": now,
        "exp": now + 60,
        "jti": random::alphanumeric(16),
    });
    keys.sign(Algorithm::ES256, None, &claims).unwrap()
}

fn refresh(app: &TestApp, refresh_token: &str, assertion: &str) -> TestRequest {
    app.post("/oauth2/token").form([
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion),
    ])
}

/// Serves the keys, until they are replaced.
pub(crate) async fn serve(server: &MockServer, jwks: Value) {
    server.reset().await;
    let answer = ResponseTemplate::new(200).set_body_json(jwks);
    Mock::given(path("/keys")).respond_with(answer).mount(server).await;
}

// R7523-01, R7523-05, R7523-06, R7523-07, R7523-08, OREG-05
// oidcc-registration-jwks-uri, oidcc-refresh-token-rp-key-rotation
#[both_databases]
async fn the_keys_of_a_client_are_looked_up_and_may_change(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.registration.allow_insecure_uris = true;
    });
    let server = MockServer::start().await;
    let [before, after, foreign] = [(); 3].map(|()| keystore(KeyKind::P256));
    serve(&server, before.jwks()).await;
    let client = app
        .client()
        .with("token_endpoint_auth_method", json!("private_key_jwt"));
    let client = client.with("jwks_uri", json!(format!("{}/keys", server.uri())));
    let client = client.register().await;
    let flow = client.flow(TestClient::MATRIX);
    let code = client.code(&mut app.signed_in("alice").await, &flow).await;
    let first = assertion(&app, &client, &before);
    let exchange = app.post("/oauth2/token").form([
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &flow.redirect_uri),
        ("code_verifier", &flow.verifier),
        ("client_id", &client.id),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", &first),
    ]);
    let tokens = exchange.send().await.assert_status(200).json();
    let token = tokens["refresh_token"].as_str().unwrap();

    let again = refresh(&app, token, &first).send().await;
    again.assert_oauth_error(401, "invalid_client", "used before");
    let strange = refresh(&app, token, &assertion(&app, &client, &foreign)).send().await;
    strange.assert_oauth_error(401, "invalid_client", "client assertion");
    let other = app.post("/oauth2/token").form([
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", &assertion(&app, &client, &before)),
    ]);
    other.send().await.assert_oauth_error(401, "invalid_client", "differs");

    // The client rotates its keys; for the foreign one they were looked up anew just now, so another process does.
    serve(&server, after.jwks()).await;
    let rotated = app.with_fresh_memory();
    let new = refresh(&rotated, token, &assertion(&rotated, &client, &after))
        .send()
        .await;
    new.assert_status(200);
}
