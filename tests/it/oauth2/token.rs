//! `/oauth2/token` with authorization codes.

use gatehouse_testkit::{TestApp, TestClient, Tokens, both_databases};

// M2964-01, M2964-14, M2964-16, M2964-17, M2964-19, M2964-20, HS-11, HS-12
#[both_databases]
async fn a_code_is_exchanged_for_tokens(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(TestClient::MATRIX);
    let code = client.code(&mut browser, &flow).await;

    let tokens = Tokens::from(client.exchange(&flow, &code).send().await);
    assert_eq!(tokens.body["token_type"], "Bearer");
    assert_eq!(tokens.body["expires_in"], 300);
    assert_eq!(tokens.body["scope"], TestClient::MATRIX);
    assert!(tokens.body.get("id_token").is_none());
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);

    let introspection = app.introspect(&tokens.access).await;
    assert_eq!(introspection["username"], "alice");
    assert_eq!(introspection["expires_in"], 300);
}

// M2964-23, M2964-24, R6749-16, OCORE-37
#[both_databases]
async fn a_replayed_code_ends_its_session(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(TestClient::MATRIX);
    let code = client.code(&mut browser, &flow).await;

    let tokens = Tokens::from(client.exchange(&flow, &code).send().await);
    client
        .exchange(&flow, &code)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "code used twice");
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
    client
        .refresh(&tokens.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "session has ended");
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
}

// M2964-15, M2964-22, M2964-25, M2964-26, R6749-15, R6749-17, R7636-06
#[both_databases]
async fn a_code_is_bound_to_its_request(app: TestApp) {
    let client = app.client().register().await;
    let other = app.client().named("Another app").register().await;
    let mut browser = app.signed_in("alice").await;
    for (what, reason) in [
        ("client", "another client"),
        ("verifier", "does not match"),
        ("no verifier", "code_verifier is missing"),
        ("short verifier", "does not match"),
        ("redirect_uri", "redirect_uri differs"),
        ("no redirect_uri", "redirect_uri is missing"),
        ("time", "code expired"),
        ("code", "unknown code"),
    ] {
        let flow = client.flow("openid");
        let code = client.code(&mut browser, &flow).await;
        let fields = |changed: &str, value: Option<&'static str>| {
            let mut fields = vec![
                ("grant_type", "authorization_code".to_owned()),
                ("code", code.clone()),
                ("redirect_uri", flow.redirect_uri.clone()),
                ("code_verifier", flow.verifier.clone()),
            ];
            fields.retain(|(name, _)| *name != changed);
            fields.extend(value.map(|value| (changed_name(changed), value.to_owned())));
            fields
        };
        let form = match what {
            "verifier" => fields("code_verifier", Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
            "no verifier" => fields("code_verifier", None),
            "short verifier" => fields("code_verifier", Some("ogie4iVaeteeKeeLaid0aizuimairaCh")),
            "redirect_uri" => fields("redirect_uri", Some("https://rp.test/other")),
            "no redirect_uri" => fields("redirect_uri", None),
            "code" => fields("code", Some("abcdefghijklmnopqrstuvwxyz012345")),
            _ => fields("", None),
        };
        if what == "time" {
            app.advance(301);
        }
        let by = if what == "client" { &other } else { &client };
        let form = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        by.token_request(form)
            .send()
            .await
            .assert_oauth_error(400, "invalid_grant", reason);
        // Nothing is lost by a wrong try within the time.
        if what != "time" {
            client.exchange(&flow, &code).send().await.assert_status(200);
        }
    }
}

fn changed_name(name: &str) -> &'static str {
    match name {
        "code" => "code",
        "code_verifier" => "code_verifier",
        _ => "redirect_uri",
    }
}

// M2964-21, R6749-20, R6749-24, R6749-25, R6749-26, R6749-28, R6749-29, R6749-36, R6749-37, R9700-10
#[both_databases]
async fn malformed_token_requests_get_the_errors_of_the_rfc(app: TestApp) {
    let client = app.client().register().await;
    let id = client.id.as_str();
    let unknown = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    for (form, status, error) in [
        (vec![("client_id", id)], 400, "invalid_request"),
        (
            vec![("grant_type", "authorization_code"), ("client_id", id)],
            400,
            "invalid_request",
        ),
        (
            vec![("grant_type", "refresh_token"), ("client_id", id)],
            400,
            "invalid_request",
        ),
        (
            vec![
                ("grant_type", "refresh_token"),
                ("client_id", id),
                ("refresh_token", ""),
            ],
            400,
            "invalid_request",
        ),
        (
            vec![("grant_type", "foo"), ("client_id", id)],
            400,
            "unsupported_grant_type",
        ),
        (
            vec![("grant_type", "password"), ("client_id", id)],
            400,
            "unsupported_grant_type",
        ),
        (
            vec![("grant_type", "client_credentials"), ("client_id", id)],
            400,
            "unauthorized_client",
        ),
        (
            vec![
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("device_code", "x"),
                ("client_id", id),
            ],
            400,
            "unauthorized_client",
        ),
        (
            vec![("grant_type", "refresh_token"), ("refresh_token", "x")],
            401,
            "invalid_client",
        ),
        (
            vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", "x"),
                ("client_id", unknown),
            ],
            401,
            "invalid_client",
        ),
        (
            vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", "x"),
                ("client_id", "ü"),
            ],
            401,
            "invalid_client",
        ),
        (
            vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", "x"),
                ("client_id", id),
            ],
            400,
            "invalid_grant",
        ),
        (
            vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", "x"),
                ("client_id", id),
                ("client_secret", "x"),
            ],
            401,
            "invalid_client",
        ),
        (
            vec![
                ("grant_type", "refresh_token"),
                ("grant_type", "refresh_token"),
                ("client_id", id),
            ],
            400,
            "invalid_request",
        ),
    ] {
        let response = app
            .post("/oauth2/token")
            .form(form)
            .send()
            .await
            .assert_oauth_error(status, error, "");
        // R6749-22
        assert_eq!(response.header(http::header::CACHE_CONTROL), Some("no-store"));
        assert_eq!(response.header(http::header::WWW_AUTHENTICATE).is_some(), status == 401);
    }
    let json = app
        .post("/oauth2/token")
        .json(&serde_json::json!({"grant_type": "refresh_token"}))
        .send()
        .await;
    json.assert_oauth_error(400, "invalid_request", "urlencoded");
    app.get("/oauth2/token?grant_type=refresh_token")
        .send()
        .await
        .assert_status(405);
    let huge = app
        .post("/oauth2/token")
        .form([("grant_type", "x".repeat(1 << 20))])
        .send()
        .await;
    huge.assert_oauth_error(400, "invalid_request", "too large");
}

// R6749-18, R6749-19, R6749-20, R6749-25, OCORE-28, OCORE-29
#[both_databases]
async fn confidential_clients_use_their_own_way_only(app: TestApp) {
    let register = async |method: &str| {
        app.client()
            .named(method)
            .with("token_endpoint_auth_method", method.into())
            .register()
            .await
    };
    let [basic, post] = [
        register("client_secret_basic").await,
        register("client_secret_post").await,
    ];
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let secret = |client: &TestClient| client.secret.clone().unwrap();
    let send = async |request: gatehouse_testkit::TestRequest| request.send().await;

    let right = send(
        app.post("/oauth2/token")
            .basic(&basic.id, &secret(&basic))
            .form(refresh),
    )
    .await;
    right.assert_oauth_error(400, "invalid_grant", "");
    let mut form = refresh.map(|(name, value)| (name, value.to_owned())).to_vec();
    form.extend([("client_id", post.id.clone()), ("client_secret", secret(&post))]);
    let right = send(app.post("/oauth2/token").form(form.clone())).await;
    right.assert_oauth_error(400, "invalid_grant", "");

    let in_the_address = format!("/oauth2/token?client_id={}&client_secret={}", post.id, secret(&post));
    for (request, status, code, reason) in [
        (
            app.post(&in_the_address).form(refresh),
            401,
            "invalid_client",
            "no client authentication",
        ),
        (
            app.post("/oauth2/token").basic(&basic.id, "wrong").form(refresh),
            401,
            "invalid_client",
            "wrong client secret",
        ),
        (
            app.post("/oauth2/token").basic(&post.id, &secret(&post)).form(refresh),
            401,
            "invalid_client",
            "method",
        ),
        (
            app.post("/oauth2/token").basic(&post.id, &secret(&post)).form(form),
            400,
            "invalid_request",
            "more than one",
        ),
        (
            app.post("/oauth2/token")
                .header("authorization", "Basic !")
                .form(refresh),
            401,
            "invalid_client",
            "readable",
        ),
        (
            app.post("/oauth2/token")
                .form(refresh.into_iter().chain([("client_id", basic.id.as_str())])),
            401,
            "invalid_client",
            "method",
        ),
    ] {
        let response = send(request).await.assert_oauth_error(status, code, reason);
        if status == 401 {
            let challenge = response.header(http::header::WWW_AUTHENTICATE).unwrap();
            assert!(challenge.starts_with("Basic realm="), "{challenge}");
        }
    }
}

// R7636-07, OCORE-36: PKCE is up to confidential clients
#[both_databases]
async fn a_verifier_without_a_challenge_is_refused(app: TestApp) {
    let client = app
        .client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    let flow = client
        .flow("openid")
        .without("code_challenge")
        .without("code_challenge_method");
    let code = client.code(&mut browser, &flow).await;
    client
        .exchange(&flow, &code)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "without a challenge");
    let fields = vec![
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &flow.redirect_uri),
    ];
    client.token_request(fields).send().await.assert_status(200);
}

// M2964-35, M2967-21, M2967-22, CS-11, CS-12
#[both_databases]
async fn a_new_sign_in_takes_the_device_over(app: TestApp) {
    let client = app.client().register().await;
    let mut alice = app.signed_in("alice").await;
    let mut bob = app.signed_in("bob").await;
    let first = client.tokens(&mut alice, TestClient::MATRIX).await;
    let of_bob = client.tokens(&mut bob, TestClient::MATRIX).await;
    let second = client.tokens(&mut alice, TestClient::MATRIX).await;

    assert!(!TestApp::is_active(&app.introspect(&first.access).await));
    client
        .refresh(&first.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "session has ended");
    assert!(TestApp::is_active(&app.introspect(&second.access).await));
    assert!(TestApp::is_active(&app.introspect(&of_bob.access).await));
    app.run_jobs().await;
    assert_eq!(
        app.homeserver.devices("alice"),
        ["ABCDEFGHIJ"],
        "the device and its keys stay"
    );
}

// OCORE-01, OCORE-03, OCORE-04, OCORE-05, OCORE-07, OCORE-09, RJOSE-06
#[both_databases]
async fn an_id_token_comes_with_openid(app: TestApp) {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow("openid").with("nonce", "n-0S6_WzA2Mj");
    let code = client.code(&mut browser, &flow).await;
    let tokens = Tokens::from(client.exchange(&flow, &code).send().await);
    let jwt = tokens.body["id_token"].as_str().unwrap();
    let part = |index: usize| -> serde_json::Value {
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(jwt.split('.').nth(index).unwrap())
            .unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let (header, claims) = (part(0), part(1));
    assert_eq!(header["alg"], "RS256");
    assert!(header["kid"].is_string());
    let alice = app.user("alice").await;
    for (claim, expected) in [
        ("iss", serde_json::json!(TestApp::ISSUER)),
        ("sub", serde_json::json!(alice.id.to_string())),
        ("nonce", "n-0S6_WzA2Mj".into()),
    ] {
        assert_eq!(claims[claim], expected, "{claims}");
    }
    assert!(
        claims["aud"] == client.id.as_str() || claims["aud"] == serde_json::json!([client.id]),
        "{claims}"
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
    assert!(claims["auth_time"].is_i64());
    assert!(claims["at_hash"].is_string());
}

// M2964-58, M2964-59, HS-12
#[both_databases]
async fn a_homeserver_that_is_away_costs_a_try_but_no_code(app: TestApp) {
    use gatehouse_testkit::Mood;
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(TestClient::MATRIX);
    let code = client.code(&mut browser, &flow).await;
    for mood in [Mood::Away, Mood::WrongSecret] {
        app.homeserver.be(mood);
        let response = client.exchange(&flow, &code).send().await;
        response.assert_oauth_error(503, "temporarily_unavailable", "upsert_device");
    }
    app.homeserver.be(Mood::Slow(std::time::Duration::from_millis(300)));
    client.exchange(&flow, &code).send().await.assert_status(200);
}

// HS-11: a homeserver restored from an old backup has forgotten the account
#[both_databases]
async fn a_forgotten_account_is_provisioned_again(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    app.homeserver.forget("alice");
    client.tokens(&mut browser, TestClient::MATRIX).await;
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
}

// M2964-24: only the code together with what belongs to it can end the session
#[both_databases]
async fn a_code_alone_ends_nothing(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow("openid");
    let code = client.code(&mut browser, &flow).await;
    let tokens = Tokens::from(client.exchange(&flow, &code).send().await);
    let thief = client.flow("openid");
    client
        .exchange(&thief, &code)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "does not match");
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
    app.advance(600);
    client
        .exchange(&flow, &code)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "code used twice");
    client
        .refresh(&tokens.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "session has ended");
}
