//! Requests that the app signed (RFC 9101, OpenID Connect Core §6).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_auth::Settings;
use gatehouse_testkit::{
    ClientBuilder, Flow, TestApp, TestBrowser, TestClient, TestDb, TestResponse, both_databases, parameter,
};
use gatehouse_tokens::{Algorithm, KeyKind, Keystore};
use hmac::{Hmac, KeyInit, Mac};
use http::Method;
use serde_json::{Map, Value, json};
use sha2::Sha256;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

use super::{answer, refusals::assert_page};
use crate::oauth2::{
    assertions::{assertion, keystore, serve},
    userinfo::jwt_part,
};

pub(super) const TYPE: Option<&str> = Some("oauth-authz-req+jwt");

/// An app that has published its keys.
pub(super) fn client<'a>(app: &'a TestApp, keys: &Keystore) -> ClientBuilder<'a> {
    app.client().with("jwks", keys.jwks())
}

/// What the app is answered when it posts a request, and the person allows it.
pub(super) async fn allowed(browser: &mut TestBrowser, flow: Flow) -> Vec<(String, String)> {
    let posted = browser.request(Method::POST, "/authorize").form(flow.parameters);
    let response = posted.send().await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    let response = browser.submit("consent", [("action", "allow")]).await;
    answer(&response, "query")
}

/// The claims of an object as libraries make it.
pub(super) fn claims(app: &TestApp, client: &TestClient, flow: &Flow) -> Value {
    let now = app.cx.now().timestamp();
    let mut claims = json!({
        "iss": client.id, "aud": TestApp::ISSUER, "iat": now, "nbf": now, "exp": now + 300, "jti": "one",
    });
    let parameters = flow.parameters.iter().cloned();
    let parameters: Map<_, _> = parameters.map(|(name, value)| (name, Value::from(value))).collect();
    claims.as_object_mut().unwrap().extend(parameters);
    claims
}

/// `claims` with others, or without those that are `null`.
pub(super) fn changed(claims: &Value, changes: &Value) -> Value {
    let mut claims = claims.as_object().unwrap().clone();
    claims.extend(changes.as_object().unwrap().clone());
    claims.retain(|_, value| !value.is_null());
    claims.into()
}

/// The flow by an object and nothing else.
fn by(flow: &Flow, client: &TestClient, object: &str) -> Flow {
    let parameters = [("client_id", client.id.as_str()), ("request", object)];
    Flow {
        parameters: parameters
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..flow.clone()
    }
}

pub(super) fn signed(keys: &Keystore, claims: &Value) -> String {
    keys.sign(Algorithm::ES256, TYPE, claims).unwrap()
}

pub(super) fn part(json: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
}

fn by_secret(secret: &str, claims: &Value) -> String {
    let input = format!("{}.{}", part(&json!({"alg": "HS256"})), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(input.as_bytes());
    format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// The error that the app is told, and what it is told about it.
#[track_caller]
pub(super) fn refused(response: &TestResponse, mode: &str, error: &str) -> String {
    let parameters = answer(response, mode);
    let description = parameter(&parameters, "error_description").unwrap_or_default();
    assert_eq!(parameter(&parameters, "error"), Some(error), "{description}");
    assert_eq!(parameter(&parameters, "iss"), Some(TestApp::ISSUER));
    assert_eq!(parameter(&parameters, "code"), None);
    description.to_owned()
}

// R9101-02, R9101-04
#[both_databases]
async fn a_signed_request_is_as_good_as_any(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for (kind, algorithm, typ) in [
        (KeyKind::Rsa2048, Algorithm::RS256, TYPE),
        (KeyKind::P256, Algorithm::ES256, None),
        (
            KeyKind::Ed25519,
            Algorithm::EdDSA,
            Some("application/OAuth-Authz-Req+JWT"),
        ),
        (KeyKind::P384, Algorithm::ES384, Some("JWT")),
    ] {
        let keys = keystore(kind);
        for method in ["none", "client_secret_basic"] {
            let client = client(&app, &keys).with("token_endpoint_auth_method", method.into());
            let client = client.register().await;
            let flow = client.flow(TestClient::MATRIX);
            let object = keys.sign(algorithm, typ, &claims(&app, &client, &flow)).unwrap();
            let by_object = by(&flow, &client, &object);
            let code = client.code(&mut browser, &by_object).await;
            client.exchange(&flow, &code).send().await.assert_status(200);

            // OpenID Connect Core §6.1 wants some of it outside as well, and a request may be posted.
            let doubled = by_object.with("response_type", "code").with("scope", "openid");
            let parameters = allowed(&mut browser, doubled).await;
            assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
        }
    }
}

// R9101-04: neither has to be there, nor a time
#[both_databases]
async fn few_claims_are_enough(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    let client = client(&app, &keys).register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow("openid");
    let whole = claims(&app, &client, &flow);
    let none = json!({"iss": null, "aud": null, "iat": null, "nbf": null, "exp": null, "jti": null});
    let now = app.cx.now().timestamp();
    for changes in [
        none,
        json!({"aud": ["https://elsewhere.test/", TestApp::ISSUER]}),
        json!({"sub": "someone"}),
        json!({"exp": now - 59, "nbf": now + 59}),
        json!({"unknown": {"a": [1, null]}, "login_hint": null}),
    ] {
        let object = signed(&keys, &changed(&whole, &changes));
        client.code(&mut browser, &by(&flow, &client, &object)).await;
    }
}

// R9101-02: nobody signed what is outside
// oidcc-ensure-request-object-with-redirect-uri
#[both_databases]
async fn what_is_outside_does_not_count(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    let both = json!(["https://rp.test/cb", "https://rp.test/other"]);
    let client = client(&app, &keys).with("redirect_uris", both).register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow("openid");
    let whole = claims(&app, &client, &flow);
    let by_object = by(&flow, &client, &signed(&keys, &whole));
    for (name, value) in [
        ("redirect_uri", "https://rp.test/other"),
        ("redirect_uri", "https://evil.test/"),
        ("state", "another"),
        ("scope", "openid urn:matrix:client:api:*"),
        ("response_mode", "fragment"),
        ("response_mode", "unknown"),
        ("prompt", "none"),
        ("code_challenge_method", "plain"),
        ("registration", "{}"),
        ("foo", "bar"),
    ] {
        let response = browser.follow(&by_object.clone().with(name, value).uri()).await;
        response.assert_status(200);
        let response = browser.submit("consent", [("action", "allow")]).await;
        assert!(response.location().starts_with("https://rp.test/cb?"), "{name}={value}");
        let parameters = answer(&response, "query");
        assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()), "{name}");
        let code = parameter(&parameters, "code").unwrap();
        let tokens = client.exchange(&flow, code).send().await.assert_status(200).json();
        assert_eq!(tokens["scope"], "openid", "{name}={value}");
    }
    // Nor is it a help where something is missing inside.
    for (name, error) in [
        ("response_type", "invalid_request"),
        ("scope", "invalid_scope"),
        ("code_challenge", "invalid_request"),
        ("client_id", "invalid_request_object"),
    ] {
        let object = signed(&keys, &changed(&whole, &json!({ name: null })));
        let response = browser.get(&flow.clone().with("request", &object).uri()).await;
        refused(&response, "query", error);
    }
    let object = signed(&keys, &changed(&whole, &json!({"redirect_uri": null})));
    assert_page(&browser.get(&flow.with("request", &object).uri()).await);
}

/// What is wrong, with the object that has it.
fn bad_objects(app: &TestApp, client: &TestClient, keys: &Keystore, flow: &Flow) -> Vec<(&'static str, String)> {
    let whole = claims(app, client, flow);
    let now = app.cx.now().timestamp();
    let honest = signed(keys, &whole);
    let parts: Vec<_> = honest.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        panic!("not a JWS")
    };
    let public = &keys.jwks()["keys"][0];
    let evil = changed(&whole, &json!({"scope": "openid email"}));
    let mut bad = vec![
        ("no JWT", "x.y.z".to_owned()),
        ("tampered", format!("{header}.{}.{signature}", part(&evil))),
        ("unsigned", format!("{}.{payload}.", part(&json!({"alg": "none"})))),
        ("cut off", format!("{header}.{payload}.")),
        ("encrypted", format!("{header}.{payload}.{signature}.x.y")),
        ("public key as secret", by_secret(&public.to_string(), &whole)),
        ("coordinate as secret", by_secret(public["x"].as_str().unwrap(), &whole)),
        ("another's key", signed(&keystore(KeyKind::P256), &whole)),
        ("a client assertion", assertion(app, client, keys)),
        (
            "a logout token",
            keys.sign(Algorithm::ES256, Some("logout+jwt"), &whole).unwrap(),
        ),
    ];
    bad.extend(
        [
            ("another's iss", json!({"iss": "someone"})),
            ("another's aud", json!({"aud": "https://elsewhere.test/"})),
            ("no aud", json!({"aud": []})),
            (
                "another's client_id",
                json!({"client_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}),
            ),
            ("sub of an assertion", json!({"sub": client.id})),
            ("expired", json!({"exp": now - 60})),
            ("nbf ahead", json!({"nbf": now + 61})),
            ("iat ahead", json!({"iat": now + 61})),
            ("exp is no time", json!({"exp": "soon"})),
            ("request inside", json!({"request": honest})),
            ("request_uri inside", json!({"request_uri": "https://rp.test/request"})),
            ("another response_type", json!({"response_type": "token"})),
            ("scope is a list", json!({"scope": ["openid"]})),
            ("max_age is a text of none", json!({"max_age": {"a": 1}})),
            ("state is a number", json!({"state": 1})),
            ("prompt is true", json!({"prompt": true})),
            ("claims is a list", json!({"claims": []})),
            ("huge", json!({"nonce": "x".repeat(17_000)})),
        ]
        .map(|(what, changes)| (what, signed(keys, &changed(&whole, &changes)))),
    );
    bad
}

// R9101-02, R9101-03, R9101-04, RJOSE-07
// oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported
#[both_databases]
async fn the_app_is_told_that_its_object_is_bad(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    let client = client(&app, &keys).register().await;
    let flow = client.flow("openid");
    for (what, object) in bad_objects(&app, &client, &keys, &flow) {
        for mode in ["query", "fragment", "form_post"] {
            let flow = flow.clone().with("request", &object).with("response_mode", mode);
            let response = app.post("/authorize").form(flow.parameters.clone()).send().await;
            let description = refused(&response, mode, "invalid_request_object");
            assert!(description.contains("request object"), "{what}: {description}");
            let parameters = answer(&response, mode);
            assert_eq!(
                parameter(&parameters, "state"),
                Some(flow.state.as_str()),
                "{what} {mode}"
            );
        }
    }
}

// R9101-02: what the object asks for is judged as if it had been asked for by parameters
#[both_databases]
async fn what_is_inside_keeps_the_rules(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    let client = client(&app, &keys).register().await;
    let flow = client.flow("openid");
    let whole = claims(&app, &client, &flow.clone().with("response_mode", "form_post"));
    for (changes, error) in [
        (json!({"response_type": "token"}), "unsupported_response_type"),
        (json!({"scope": "foo"}), "invalid_scope"),
        (json!({"scope": ""}), "invalid_scope"),
        (json!({"code_challenge": null}), "invalid_request"),
        (json!({"prompt": "none login"}), "invalid_request"),
        (json!({"max_age": -1}), "invalid_request"),
        (json!({"max_age": 1.5}), "invalid_request"),
        (json!({"nonce": "x".repeat(5000)}), "invalid_request"),
        (json!({"state": "a\u{0}b"}), "invalid_request"),
        (json!({"claims": {"id_token": 1}}), "invalid_request"),
        (json!({"registration": {}}), "registration_not_supported"),
        (json!({"prompt": "none"}), "login_required"),
    ] {
        let object = signed(&keys, &changed(&whole, &changes));
        let response = app.get(&by(&flow, &client, &object).uri()).send().await;
        refused(&response, "form_post", error);
    }
    let elsewhere = signed(&keys, &changed(&whole, &json!({"redirect_uri": "https://evil.test/"})));
    let page = app.get(&flow.with("request", &elsewhere).uri()).send().await;
    assert_page(&page);
    assert!(!page.body.contains("evil.test"));
}

// R9101-03, R6749-05
#[both_databases]
async fn an_object_comes_once_and_alone(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    let client = client(&app, &keys).register().await;
    let flow = client.flow("openid");
    let object = signed(&keys, &claims(&app, &client, &flow));
    for (name, value) in [
        ("request_uri", "https://rp.test/request"),
        ("request", object.as_str()),
        ("scope", "email"),
    ] {
        let mut flow = flow.clone().with("request", &object);
        flow.parameters.push((name.to_owned(), value.to_owned()));
        let response = app.get(&flow.uri()).send().await;
        let description = refused(&response, "query", "invalid_request");
        assert!(description.contains(name), "{description}");
    }
}

// R9101-02, OFORM-02: nobody vouches for where the answer goes, so it goes only where it may go anyway
#[both_databases]
async fn a_bad_object_says_where_its_refusal_goes(app: TestApp) {
    let [keys, foreign] = [(); 2].map(|()| keystore(KeyKind::P256));
    let both = json!(["https://rp.test/cb", "https://rp.test/other"]);
    let client = client(&app, &keys).with("redirect_uris", both).register().await;
    let flow = client.flow("openid").with("redirect_uri", "https://rp.test/other");
    let whole = claims(&app, &client, &flow.clone().with("response_mode", "fragment"));
    let by_object = by(&flow, &client, &signed(&foreign, &whole));
    let response = app.get(&by_object.uri()).send().await;
    refused(&response, "fragment", "invalid_request_object");
    assert!(response.location().starts_with("https://rp.test/other#"));
    let parameters = answer(&response, "fragment");
    assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));

    // What is said outside comes first.
    let outside = by_object
        .with("redirect_uri", "https://rp.test/cb")
        .with("state", "outer")
        .with("response_mode", "query");
    let response = app.get(&outside.uri()).send().await;
    assert!(response.location().starts_with("https://rp.test/cb?"));
    assert_eq!(parameter(&answer(&response, "query"), "state"), Some("outer"));

    for redirect_uri in [json!("https://evil.test/"), json!(null), json!(1)] {
        let object = signed(&foreign, &changed(&whole, &json!({ "redirect_uri": redirect_uri })));
        let page = app.get(&by(&flow, &client, &object).uri()).send().await;
        assert_page(&page);
        assert!(page.body.contains("request object: "), "{}", page.body);
        assert!(!page.body.contains("evil.test"));
    }
}

// R9101-02
#[both_databases]
async fn a_client_without_keys_can_not_sign(app: TestApp) {
    let client = app.client().register().await;
    let flow = client.flow("openid");
    let object = signed(&keystore(KeyKind::P256), &claims(&app, &client, &flow));
    let response = app.get(&flow.with("request", &object).uri()).send().await;
    let description = refused(&response, "query", "invalid_request_object");
    assert!(description.contains("the client has no keys"), "{description}");
}

// R9101-02, R7591-02
#[both_databases]
async fn only_the_registered_algorithm_is_taken(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    for (registered, is_taken) in [("ES256", true), ("RS256", false)] {
        let client = client(&app, &keys).with("request_object_signing_alg", registered.into());
        let client = client.register().await;
        let flow = client.flow("openid");
        let object = signed(&keys, &claims(&app, &client, &flow));
        let response = app.get(&by(&flow, &client, &object).uri()).send().await;
        if is_taken {
            assert!(response.location().starts_with("/login?"), "{}", response.location());
        } else {
            let description = refused(&response, "query", "invalid_request_object");
            assert!(description.contains("registered RS256"), "{description}");
        }
    }
}

// R9101-02: RFC 9101 §10.5
#[both_databases]
async fn a_client_may_bind_itself_to_sign(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    let client = client(&app, &keys).with("require_signed_request_object", true.into());
    let client = client.register().await;
    let flow = client.flow("openid");
    let response = app.get(&flow.uri()).send().await;
    refused(&response, "query", "invalid_request");
    let object = signed(&keys, &claims(&app, &client, &flow));
    let mut browser = app.signed_in("alice").await;
    client.code(&mut browser, &by(&flow, &client, &object)).await;
}

// R9101-02, R7523-08, OREG-05
#[both_databases]
async fn the_keys_of_a_signer_are_looked_up_and_may_change(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.registration.allow_insecure_uris = true;
    });
    let server = MockServer::start().await;
    let [before, after, foreign] = [(); 3].map(|()| keystore(KeyKind::P256));
    serve(&server, before.jwks()).await;
    let client = app.client().with("jwks_uri", json!(format!("{}/keys", server.uri())));
    let client = client.register().await;
    let flow = client.flow("openid");
    let whole = claims(&app, &client, &flow);
    let request = |keys: &Keystore| by(&flow, &client, &signed(keys, &whole)).uri();
    let mut browser = app.signed_in("alice").await;
    browser.follow(&request(&before)).await.assert_status(200);

    serve(&server, after.jwks()).await;
    browser.follow(&request(&after)).await.assert_status(200);
    let response = app.get(&request(&before)).send().await;
    refused(&response, "query", "invalid_request_object");

    // Whoever likes may send objects, but not make us ask for keys at that pace.
    server.reset().await;
    for _ in 0..20 {
        let response = app.get(&request(&foreign)).send().await;
        refused(&response, "query", "invalid_request_object");
    }
    assert!(server.received_requests().await.unwrap().is_empty());

    // They can't be had: that is no fault of the object, and what the network said is for the log.
    let busy = Mock::given(path("/keys")).respond_with(ResponseTemplate::new(503));
    busy.mount(&server).await;
    let elsewhere = app.with_fresh_memory();
    let response = elsewhere.get(&request(&after)).send().await;
    let description = refused(&response, "query", "temporarily_unavailable");
    assert!(!description.contains("127.0.0.1"), "{description}");
}

// OCORE-02, OCORE-10: a posted object, too, may ask that no page be shown
#[both_databases]
async fn a_silent_object_finds_the_session(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    let client = client(&app, &keys).with("token_endpoint_auth_method", "client_secret_basic".into());
    let client = client.register().await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    let flow = client.flow("openid");
    let silent = claims(&app, &client, &flow.clone().with("prompt", "none"));
    let silent = by(&flow, &client, &signed(&keys, &silent));
    let posted = app.post("/authorize").form(silent.parameters.clone()).send().await;
    let location = posted.assert_status(303).location().to_owned();
    assert!(location.starts_with("/authorize?"), "{location}");
    let parameters = answer(&browser.get(&location).await, "query");
    assert!(parameter(&parameters, "code").is_some(), "{parameters:?}");
    refused(&app.get(&location).send().await, "query", "login_required");

    // Whom it expects is inside as well.
    let hinted = flow.clone().with("prompt", "none").with("id_token_hint", "x.y.z");
    let hinted = signed(&keys, &claims(&app, &client, &hinted));
    let response = browser.get(&by(&flow, &client, &hinted).uri()).await;
    let description = refused(&response, "query", "login_required");
    assert!(description.contains("id_token_hint"), "{description}");
}

// OCORE-24: `claims` is an object inside, and `max_age` a number
#[both_databases]
async fn json_inside_is_json(app: TestApp) {
    let keys = keystore(KeyKind::P256);
    let client = client(&app, &keys).register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow("openid");
    let asked = json!({"claims": {"id_token": {"preferred_username": null}}, "max_age": 3600, "nonce": "n"});
    let object = signed(&keys, &changed(&claims(&app, &client, &flow), &asked));
    let code = client.code(&mut browser, &by(&flow, &client, &object)).await;
    let tokens = client.exchange(&flow, &code).send().await.assert_status(200).json();
    let told = jwt_part(tokens["id_token"].as_str().unwrap(), 1);
    assert_eq!(
        (&told["preferred_username"], &told["nonce"]),
        (&json!("alice"), &json!("n"))
    );
    assert!(told["auth_time"].is_i64(), "max_age: {told}");
}
