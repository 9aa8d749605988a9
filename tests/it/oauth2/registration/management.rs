//! `/oauth2/registration/{client_id}` (RFC 7592).

use gatehouse_testkit::{TestApp, TestClient, TestResponse, both_databases};
use http::{Method, header};
use serde_json::{Value, json};

use super::{PATH, registered, web};

/// The registration of a client with a secret.
async fn managed(app: &TestApp) -> Value {
    registered(
        app,
        &web(json!({ "token_endpoint_auth_method": null, "client_name": "App" })),
    )
    .await
}

async fn ask(app: &TestApp, method: Method, registration: &Value, body: Option<&Value>) -> TestResponse {
    let uri = registration["registration_client_uri"].as_str().unwrap();
    let path = uri.strip_prefix(TestApp::ISSUER.trim_end_matches('/')).unwrap();
    let token = registration["registration_access_token"].as_str().unwrap();
    let request = app.request(method, path).bearer(token);
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    request.send().await
}

// R7592-01, R7592-02, OREG-09
#[both_databases]
async fn a_client_reads_its_registration(app: TestApp) {
    let registration = managed(&app).await;
    let uri = registration["registration_client_uri"].as_str().unwrap();
    let id = registration["client_id"].as_str().unwrap();
    assert_eq!(uri, format!("{}oauth2/registration/{id}", TestApp::ISSUER));
    let answer = ask(&app, Method::GET, &registration, None).await.assert_status(200);
    assert_eq!(answer.json(), registration);
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
    // A token at rest is of no use to whoever reads it.
    let token = registration["registration_access_token"].as_str().unwrap();
    assert!(token.len() >= 32);
}

// R7592-01, R7592-05
#[both_databases]
async fn a_registration_that_apps_share_has_no_master(app: TestApp) {
    let shared = registered(&app, &web(json!({}))).await;
    for member in ["registration_access_token", "registration_client_uri"] {
        assert!(shared.get(member).is_none(), "{shared}");
    }
    let id = shared["client_id"].as_str().unwrap();
    let own = managed(&app).await;
    let token = own["registration_access_token"].as_str().unwrap();
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request = app.request(method, &format!("{PATH}/{id}")).bearer(token);
        request
            .send()
            .await
            .assert_oauth_error(401, "invalid_token", "no client");
    }
}

// R7592-02
#[both_databases]
async fn who_has_no_right_is_not_told_whether_the_client_exists(app: TestApp) {
    let one = managed(&app).await;
    let other = managed(&app).await;
    let id = one["client_id"].as_str().unwrap();
    let foreign = other["registration_access_token"].as_str().unwrap();
    let mut answers = Vec::new();
    for (id, token) in [
        (id, Some(foreign)),
        (id, Some("wrong")),
        (id, None),
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", Some(foreign)),
        ("nonsense", Some(foreign)),
    ] {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let request = app
                .request(method, &format!("{PATH}/{id}"))
                .json(&web(json!({ "client_id": id })));
            let request = match token {
                Some(token) => request.bearer(token),
                None => request,
            };
            let refused = request.send().await.assert_oauth_error(401, "invalid_token", "");
            let challenge = refused.header(header::WWW_AUTHENTICATE).unwrap();
            assert!(challenge.starts_with("Bearer "), "{challenge}");
            answers.push(refused.json());
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    ask(&app, Method::GET, &one, None).await.assert_status(200);
}

// R7592-03
#[both_databases]
async fn an_update_replaces_everything(app: TestApp) {
    let before = managed(&app).await;
    let body = web(json!({
        "client_id": before["client_id"],
        "client_secret": before["client_secret"],
        "token_endpoint_auth_method": "client_secret_post",
        "redirect_uris": ["https://example.com/new"],
        "tos_uri": "https://example.com/tos",
        "request_uris": ["https://example.com/request"],
    }));
    let after = ask(&app, Method::PUT, &before, Some(&body))
        .await
        .assert_status(200)
        .json();
    for (member, expected) in [
        ("client_id", &before["client_id"]),
        ("client_secret", &before["client_secret"]),
        ("registration_access_token", &before["registration_access_token"]),
        ("client_id_issued_at", &before["client_id_issued_at"]),
        ("token_endpoint_auth_method", &json!("client_secret_post")),
        ("redirect_uris", &json!(["https://example.com/new"])),
        ("tos_uri", &json!("https://example.com/tos")),
        ("request_uris", &json!(["https://example.com/request"])),
    ] {
        assert_eq!(&after[member], expected, "{member}");
    }
    assert!(after.get("client_name").is_none(), "left out, and so gone: {after}");
    assert_eq!(ask(&app, Method::GET, &before, None).await.json(), after);

    // Without a use for a secret there is none, and later there is a new one.
    let public = web(json!({ "client_id": before["client_id"] }));
    let without = ask(&app, Method::PUT, &before, Some(&public))
        .await
        .assert_status(200)
        .json();
    assert!(without.get("client_secret").is_none(), "{without}");
    assert_eq!(
        without["registration_access_token"],
        before["registration_access_token"]
    );
    let again = web(json!({ "client_id": before["client_id"], "token_endpoint_auth_method": null }));
    let again = ask(&app, Method::PUT, &before, Some(&again))
        .await
        .assert_status(200)
        .json();
    assert!(again["client_secret"].is_string() && again["client_secret"] != before["client_secret"]);
}

// R7592-03, R7591-08
#[both_databases]
async fn an_update_has_the_rules_of_a_registration(app: TestApp) {
    let before = managed(&app).await;
    let id = &before["client_id"];
    for (changes, error, rule) in [
        (json!({}), "invalid_client_metadata", "client_id: "),
        (
            json!({ "client_id": "other" }),
            "invalid_client_metadata",
            "client_id: ",
        ),
        (
            json!({ "client_id": id, "client_secret": "mine" }),
            "invalid_client_metadata",
            "client_secret: ",
        ),
        (
            json!({ "client_id": id, "registration_access_token": before["registration_access_token"] }),
            "invalid_client_metadata",
            "registration_access_token: ",
        ),
        (
            json!({ "client_id": id, "client_uri": null }),
            "invalid_client_metadata",
            "client_uri: is required",
        ),
        (
            json!({ "client_id": id, "redirect_uris": ["https://evil.org/"] }),
            "invalid_redirect_uri",
            "redirect_uris: the host",
        ),
    ] {
        let refused = ask(&app, Method::PUT, &before, Some(&web(changes))).await;
        refused.assert_oauth_error(400, error, rule);
    }
    assert_eq!(ask(&app, Method::GET, &before, None).await.json(), before);
}

// R7592-04, OREG-09
#[both_databases]
async fn a_client_that_withdraws_is_gone_with_all_it_held(app: TestApp) {
    let registration = managed(&app).await;
    let client = TestClient::from_registration(&app, &registration);
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    let flow = client.flow("openid");
    let code = client.code(&mut browser, &flow).await;
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);

    let gone = ask(&app, Method::DELETE, &registration, None).await.assert_status(204);
    assert!(gone.body.is_empty());
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
    for request in [client.refresh(&tokens.refresh), client.exchange(&flow, &code)] {
        request
            .send()
            .await
            .assert_oauth_error(401, "invalid_client", "unknown client");
    }
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let body = web(json!({ "client_id": registration["client_id"] }));
        let again = ask(&app, method, &registration, Some(&body)).await;
        again.assert_oauth_error(401, "invalid_token", "no client");
    }
}

#[both_databases]
async fn a_client_withdraws_once(app: TestApp) {
    let registration = managed(&app).await;
    let path = format!("{PATH}/{}", registration["client_id"].as_str().unwrap());
    let token = registration["registration_access_token"].as_str().unwrap();
    let racers: Vec<_> = (0..16)
        .map(|_| tokio::spawn(app.request(Method::DELETE, &path).bearer(token).send()))
        .collect();
    let mut won = 0;
    for racer in racers {
        won += usize::from(racer.await.unwrap().status == 204);
    }
    assert_eq!(won, 1);
}
