//! Requests that the app signed and keeps at an address that it registered (OpenID Connect Core §6.2, RFC 9101 §5.2).

mod pace;

use gatehouse_auth::{
    Settings,
    clients::{self, SyncMode},
    fetch::{Fetch, FetchSettings},
};
use gatehouse_domain::{AuthMethod, StaticClient};
use gatehouse_testkit::{ClientBuilder, Flow, TestApp, TestClient, TestDb, both_databases, parameter};
use gatehouse_tokens::{Algorithm, KeyKind, Keystore};
use http::Method;
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

use super::{
    answer,
    refusals::assert_page,
    request_objects::{TYPE, allowed, changed, claims, client, part, refused, signed},
};
use crate::oauth2::assertions::keystore;

/// Its apps may be on this machine.
fn app(database: TestDb) -> TestApp {
    TestApp::on(database, |settings: &mut Settings| {
        settings.registration.allow_insecure_uris = true;
    })
}

/// An app that has published its keys, and where its requests are.
fn keeping<'a>(app: &'a TestApp, keys: &Keystore, uris: &[&str]) -> ClientBuilder<'a> {
    client(app, keys).with("request_uris", json!(uris))
}

/// The same of the operator.
async fn configured(app: &TestApp, keys: &Keystore, uris: Vec<String>) -> TestClient {
    let id = "01JAYS74TCG3BTWKADN5Q4518C";
    let described = StaticClient {
        redirect_uris: vec!["https://rp.test/cb".to_owned()],
        jwks: Some(keys.jwks()),
        request_uris: uris,
        ..StaticClient::new(id.parse().unwrap(), AuthMethod::None)
    };
    let synced = clients::sync_static(&app.cx, vec![(described, None)], SyncMode::default());
    synced.await.unwrap();
    let registered = json!({"client_id": id, "redirect_uris": ["https://rp.test/cb"]});
    TestClient::from_registration(app, &registered)
}

fn text(object: impl Into<Vec<u8>>) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(object, "application/oauth-authz-req+jwt")
}

/// Serves this at a path, until it is replaced.
async fn serve(server: &MockServer, at: &str, answer: ResponseTemplate) {
    server.reset().await;
    Mock::given(path(at)).respond_with(answer).mount(server).await;
}

/// How often something was fetched since something else is served.
async fn fetched(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// The flow by an address and nothing else.
fn by(flow: &Flow, client: &TestClient, uri: &str) -> Flow {
    let parameters = [("client_id", client.id.as_str()), ("request_uri", uri)];
    Flow {
        parameters: parameters
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..flow.clone()
    }
}

// R9101-02, R9101-05
// oidcc-request-uri-signed-rs256
#[both_databases]
async fn a_request_is_fetched_from_where_the_app_keeps_it(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let mut browser = app.signed_in("alice").await;
    for (index, (kind, algorithm, method, content_type)) in [
        (
            KeyKind::Rsa2048,
            Algorithm::RS256,
            "client_secret_basic",
            "application/jwt",
        ),
        (
            KeyKind::P256,
            Algorithm::ES256,
            "none",
            "application/oauth-authz-req+jwt",
        ),
        (KeyKind::Ed25519, Algorithm::EdDSA, "none", "text/plain"),
    ]
    .into_iter()
    .enumerate()
    {
        let keys = keystore(kind);
        // As `CreateRandomRequestUriWithFragment` of the suite: the hash is not that of the object, which is not made yet.
        let uri = format!("{}/{index}#GkurKxf5T0Y-mnPFCHqWOMiZi4VS138cQO_V7PZHAdM", server.uri());
        let client = keeping(&app, &keys, &[&uri]).with("token_endpoint_auth_method", method.into());
        let client = client
            .with("require_signed_request_object", true.into())
            .register()
            .await;
        let flow = client.flow(TestClient::MATRIX);
        let object = keys.sign(algorithm, TYPE, &claims(&app, &client, &flow)).unwrap();
        let answer = ResponseTemplate::new(200).set_body_raw(format!("{object}\n"), content_type);
        serve(&server, &format!("/{index}"), answer).await;
        let by_reference = by(&flow, &client, &uri);
        let code = client.code(&mut browser, &by_reference).await;
        client.exchange(&flow, &code).send().await.assert_status(200);

        // What is outside does not count.
        let doubled = by_reference.with("response_type", "code").with("scope", "email");
        let parameters = allowed(&mut browser, doubled).await;
        assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
        let code = parameter(&parameters, "code").unwrap();
        let tokens = client.exchange(&flow, code).send().await.assert_status(200).json();
        assert_eq!(tokens["scope"], TestClient::MATRIX);
    }
}

// R9101-05
#[both_databases]
async fn only_what_was_registered_is_asked(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let keys = keystore(KeyKind::P256);
    let base = server.uri();
    let [versioned, plain, foreign] = ["a#1", "b?x=1", "c"].map(|at| format!("{base}/{at}"));
    let client = keeping(&app, &keys, &[&versioned, &plain]).register().await;
    keeping(&app, &keys, &[&foreign]).named("Other").register().await;
    let flow = client.flow("openid");
    for uri in [
        foreign,
        format!("{base}/a"),
        format!("{base}/a#2"),
        format!("{base}/a#"),
        format!("{base}/b?x=1#1"),
        format!("{base}/b?x=2"),
        format!("{base}/b?x=1&y"),
        format!("{plain} "),
        base.replace("http", "HTTP") + "/b?x=1",
        format!("{plain}{}", "1".repeat(512)),
        "urn:ietf:params:oauth:request_uri:x".to_owned(),
        "file:///etc/passwd".to_owned(),
        "x".to_owned(),
    ] {
        for mode in ["query", "fragment", "form_post"] {
            let flow = flow.clone().with("request_uri", &uri).with("response_mode", mode);
            let response = app.get(&flow.uri()).send().await;
            let description = refused(&response, mode, "invalid_request_uri");
            assert!(description.contains("registered"), "{uri}: {description}");
            let parameters = answer(&response, mode);
            assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()), "{uri}");
        }
    }
    // R9101-03, R6749-05
    let whole = claims(&app, &client, &flow);
    for (name, value) in [("request", signed(&keys, &whole).as_str()), ("request_uri", &plain)] {
        let mut flow = flow.clone().with("request_uri", &plain);
        flow.parameters.push((name.to_owned(), value.to_owned()));
        let response = app.get(&flow.uri()).send().await;
        refused(&response, "query", "invalid_request");
    }
    assert_eq!(fetched(&server).await, 0);
}

/// What may be found where a request should be, and what that is called.
fn bad_answers(
    app: &TestApp,
    client: &TestClient,
    keys: &Keystore,
    flow: &Flow,
) -> Vec<(ResponseTemplate, &'static str)> {
    let whole = claims(app, client, flow);
    let [missing, bad] = ["invalid_request_uri", "invalid_request_object"];
    let inside = |changes| text(signed(keys, &changed(&whole, &changes)));
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none"})), part(&whole));
    let led_to = |place| ResponseTemplate::new(302).insert_header("location", place);
    vec![
        (ResponseTemplate::new(500).set_body_string("x.y.z"), missing),
        (ResponseTemplate::new(404), missing),
        (ResponseTemplate::new(204), missing),
        (led_to("ftp://127.0.0.1/"), missing),
        (led_to("/0"), missing),
        (text(format!("<!doctype html>{}", signed(keys, &whole))), missing),
        (text(whole.to_string()), missing),
        (inside(json!({"nonce": "x".repeat(17_000)})), missing),
        (text("x.y.z"), bad),
        // oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported
        (text(unsigned), bad),
        (text(signed(&keystore(KeyKind::P256), &whole)), bad),
        (inside(json!({"client_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"})), bad),
        (inside(json!({"aud": "https://elsewhere.test/"})), bad),
        (inside(json!({"exp": app.cx.now().timestamp() - 60})), bad),
        (inside(json!({"request": "x.y.z"})), bad),
        (inside(json!({"request_uri": "https://rp.test/r"})), bad),
        (inside(json!({"scope": "foo"})), "invalid_scope"),
    ]
}

// R9101-02, R9101-03, R9101-04, R9101-05
#[both_databases]
async fn the_app_is_told_what_is_wrong_with_what_it_keeps(database: TestDb) {
    let mut app = app(database);
    let server = MockServer::start().await;
    let keys = keystore(KeyKind::P256);
    // More than may be registered.
    let uris: Vec<_> = (0..17).map(|index| format!("{}/{index}", server.uri())).collect();
    let client = configured(&app, &keys, uris.clone()).await;
    for mode in ["query", "fragment", "form_post"] {
        let flow = client.flow("openid").with("response_mode", mode);
        server.reset().await;
        let answers = bad_answers(&app, &client, &keys, &flow);
        assert_eq!(answers.len(), uris.len());
        app = app.with_fresh_memory();
        for (index, (answer, error)) in answers.into_iter().enumerate() {
            Mock::given(path(format!("/{index}")))
                .respond_with(answer)
                .mount(&server)
                .await;
            let flow = flow.clone().with("request_uri", &uris[index]);
            let response = app.get(&flow.uri()).send().await;
            let description = refused(&response, mode, error);
            // What the network said is for the log.
            assert!(!description.contains("127.0.0.1"), "{index}: {description}");
            let parameters = super::answer(&response, mode);
            assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()), "{index}");
        }
    }
}

// R9101-05: nobody vouches for where the answer goes, so it goes only where it may go anyway
#[both_databases]
async fn a_bad_object_says_where_its_refusal_goes(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let [keys, another] = [(); 2].map(|()| keystore(KeyKind::P256));
    let uris = ["/a", "/b", "/c"].map(|at| format!("{}{at}", server.uri()));
    let both = json!(["https://rp.test/cb", "https://rp.test/other"]);
    let client = keeping(&app, &keys, &[&uris[0], &uris[1], &uris[2]]).with("redirect_uris", both);
    let client = client.register().await;
    let flow = client.flow("openid").with("redirect_uri", "https://rp.test/other");
    let whole = claims(&app, &client, &flow.clone().with("response_mode", "fragment"));
    serve(&server, "/a", text(signed(&another, &whole))).await;
    let response = app.get(&by(&flow, &client, &uris[0]).uri()).send().await;
    refused(&response, "fragment", "invalid_request_object");
    assert!(response.location().starts_with("https://rp.test/other#"));

    let evil = changed(&whole, &json!({"redirect_uri": "https://evil.test/"}));
    serve(&server, "/b", text(signed(&another, &evil))).await;
    for (uri, reason) in [
        (&uris[1], "request object: "),
        (&uris[2], "There is no request object to be had at the request_uri."),
    ] {
        let page = app.get(&by(&flow, &client, uri).uri()).send().await;
        assert_page(&page);
        assert!(page.body.contains(reason), "{uri}: {}", page.body);
        assert!(!page.body.contains("evil.test") && !page.body.contains("127.0.0.1"));
    }
}

// R9101-05: what was checked is what the person is asked, whatever is there a moment later
#[both_databases]
async fn what_lies_there_later_is_another_request(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let keys = keystore(KeyKind::P256);
    let uri = format!("{}/r", server.uri());
    let client = keeping(&app, &keys, &[&uri]).register().await;
    let flow = client.flow("openid");
    let whole = claims(&app, &client, &flow);
    serve(&server, "/r", text(signed(&keys, &whole))).await;
    let to_login = app.get(&by(&flow, &client, &uri).uri()).send().await;
    let to_login = to_login.location().to_owned();
    assert!(to_login.starts_with("/login?"), "{to_login}");

    let other = changed(
        &whole,
        &json!({"scope": "openid email", "state": "another", "prompt": "none"}),
    );
    serve(&server, "/r", text(signed(&keys, &other))).await;
    let app = app.with_fresh_memory();
    app.user("alice").await;
    let mut browser = app.browser();
    browser.follow(&to_login).await.assert_status(200);
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let to_consent = browser.submit("sign-in", typed).await.assert_status(303);
    browser.follow(to_consent.location()).await.assert_status(200);
    let response = browser.submit("consent", [("action", "allow")]).await;
    let parameters = answer(&response, "query");
    assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
    let code = parameter(&parameters, "code").unwrap();
    let tokens = client.exchange(&flow, code).send().await.assert_status(200).json();
    assert_eq!(tokens["scope"], "openid");
    assert_eq!(fetched(&server).await, 0);

    let anew = browser.get(&by(&flow, &client, &uri).uri()).await;
    refused(&anew, "query", "consent_required");
    assert_eq!(parameter(&answer(&anew, "query"), "state"), Some("another"));
}

// R9101-05, R7592-03: OpenID Connect Registration §2
#[both_databases]
async fn another_fragment_is_another_version(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let keys = keystore(KeyKind::P256);
    let [old, new] = ["1", "2"].map(|version| format!("{}/r#{version}", server.uri()));
    let mut metadata = json!({
        "client_uri": "https://rp.test/",
        "redirect_uris": ["https://rp.test/cb"],
        "jwks": keys.jwks(),
        "request_uris": [old],
    });
    let registration = app.post("/oauth2/registration").json(&metadata).send().await;
    let registration = registration.assert_status(201).json();
    assert_eq!(registration["request_uris"], json!([old]));
    let client = TestClient::from_registration(&app, &registration);
    let flow = client.flow("openid");
    let whole = claims(&app, &client, &flow.clone().with("prompt", "none"));
    serve(&server, "/r", text(signed(&keys, &whole))).await;
    let response = app.get(&by(&flow, &client, &old).uri()).send().await;
    refused(&response, "query", "login_required");

    metadata["request_uris"] = json!([new]);
    metadata["client_id"] = registration["client_id"].clone();
    let management = registration["registration_client_uri"].as_str().unwrap();
    let management = management.replace(TestApp::ISSUER, "/");
    let token = registration["registration_access_token"].as_str().unwrap();
    let update = app.request(Method::PUT, &management).bearer(token).json(&metadata);
    let updated = update.send().await.assert_status(200).json();
    assert_eq!(updated["request_uris"], json!([new]));
    serve(
        &server,
        "/r",
        text(signed(&keys, &changed(&whole, &json!({"prompt": null})))),
    )
    .await;
    let response = app.get(&by(&flow, &client, &new).uri()).send().await;
    assert!(response.location().starts_with("/login?"), "{}", response.location());
    let response = app.get(&by(&flow, &client, &old).uri()).send().await;
    refused(&response, "query", "invalid_request_uri");
    assert_eq!(fetched(&server).await, 1);
}

// R9101-05: also for a client that the operator named
#[both_databases]
async fn a_private_address_is_asked_where_the_operator_allows_it(app: TestApp) {
    let server = MockServer::start().await;
    let keys = keystore(KeyKind::P256);
    let uri = format!("{}/r", server.uri());
    let client = configured(&app, &keys, vec![uri.clone()]).await;
    let flow = client.flow("openid");
    serve(&server, "/r", text(signed(&keys, &claims(&app, &client, &flow)))).await;
    let loopback = vec!["127.0.0.0/8".parse().unwrap()];
    let rules = |allow_http, allowed_networks: &[_]| FetchSettings {
        allow_http,
        allowed_networks: allowed_networks.to_vec(),
        ca: None,
    };
    let mut app = app;
    for rules in [FetchSettings::default(), rules(true, &[]), rules(false, &loopback)] {
        app = app.with_fetch(Fetch::with(rules).unwrap());
        let response = app.get(&by(&flow, &client, &uri).uri()).send().await;
        let description = refused(&response, "query", "invalid_request_uri");
        assert!(!description.contains("127.0.0.1"), "{description}");
    }
    assert_eq!(fetched(&server).await, 0);
    let app = app.with_fetch(Fetch::with(rules(true, &loopback)).unwrap());
    let mut browser = app.signed_in("alice").await;
    client.code(&mut browser, &by(&flow, &client, &uri)).await;
}

// OCORE-02, OCORE-10: whether no page may be shown is seen only when the object is there
#[both_databases]
async fn a_silent_object_finds_the_session(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let keys = keystore(KeyKind::P256);
    let uri = format!("{}/r", server.uri());
    let client = keeping(&app, &keys, &[&uri]).with("token_endpoint_auth_method", "client_secret_basic".into());
    let client = client.register().await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, "openid").await;
    let flow = client.flow("openid");
    let silent = claims(&app, &client, &flow.clone().with("prompt", "none"));
    serve(&server, "/r", text(signed(&keys, &silent))).await;
    let silent = by(&flow, &client, &uri);
    let posted = app.post("/authorize").form(silent.parameters.clone()).send().await;
    let location = posted.assert_status(303).location().to_owned();
    assert!(location.starts_with("/authorize?"), "{location}");
    let parameters = answer(&browser.get(&location).await, "query");
    assert!(parameter(&parameters, "code").is_some(), "{parameters:?}");
    refused(&app.get(&location).send().await, "query", "login_required");
}
