//! What the certification of the OpenID Foundation does: the modules of the plans Basic OP and Form Post OP, by their names.
//!
//! The modules of Config OP are at `well_known.rs` and `oauth2/keys.rs`, those of the logout plans at
//! `oauth2/end_session.rs`, those about registration at `oauth2/registration/`, those about request objects that are fetched
//! at `authorize/request_uris.rs`; comments there name them.

use gatehouse_auth::users;
use gatehouse_testkit::{Flow, TestApp, TestBrowser, TestClient, TestResponse, Tokens, both_databases, parameter};
use http::header;
use serde_json::{Value, json};

use crate::{authorize::answer, oauth2::userinfo::jwt_part};

/// The same plan twice: Basic OP, Form Post OP.
const MODES: [&str; 2] = ["query", "form_post"];

/// As the suite registers.
async fn client(app: &TestApp, method: &str) -> TestClient {
    let client = app.client().named(method);
    client
        .with("token_endpoint_auth_method", method.into())
        .register()
        .await
}

/// What comes back to the app when the person agrees to whatever is asked.
async fn respond(browser: &mut TestBrowser, flow: &Flow, mode: &str) -> Vec<(String, String)> {
    let mut response = browser.follow(&flow.uri()).await;
    if response.body.contains("id=\"sign-in\"") {
        let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
        let to = browser.submit("sign-in", typed).await.assert_status(303);
        response = browser.follow(to.location()).await;
    }
    if response.body.contains("id=\"consent\"") {
        response = browser.submit("consent", [("action", "allow")]).await;
    }
    answer(&response, mode)
}

async fn tokens(client: &TestClient, browser: &mut TestBrowser, flow: &Flow, mode: &str) -> Tokens {
    let parameters = respond(browser, flow, mode).await;
    let code = parameter(&parameters, "code").unwrap_or_else(|| panic!("{parameters:?}"));
    client.exchange(flow, code).send().await.into()
}

fn claims(tokens: &Tokens) -> Value {
    jwt_part(tokens.body["id_token"].as_str().unwrap(), 1)
}

async fn userinfo(app: &TestApp, tokens: &Tokens) -> TestResponse {
    app.get("/oauth2/userinfo").bearer(&tokens.access).send().await
}

/// A request as the suite makes it: without PKCE, which is a module of its own.
fn plain(client: &TestClient, scope: &str, mode: &str) -> Flow {
    let flow = client.flow(scope).with("response_mode", mode);
    let without = flow.without("code_challenge").without("code_challenge_method");
    Flow {
        verifier: String::new(),
        ..without
    }
}

// oidcc-server, oidcc-server-client-secret-post, oidcc-idtoken-signature, oidcc-userinfo-get,
// oidcc-userinfo-post-header, oidcc-userinfo-post-body
// OCORE-03, OCORE-19, OCORE-20, OCORE-28, R6749-24
#[both_databases]
async fn a_person_signs_in(app: TestApp) {
    for (mode, method) in MODES.into_iter().zip(["client_secret_basic", "client_secret_post"]) {
        let client = client(&app, method).await;
        let mut browser = app.browser();
        app.user("alice").await;
        let flow = plain(&client, "openid", mode).with("nonce", "n-1");
        let parameters = respond(&mut browser, &flow, mode).await;
        assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", parameter(&parameters, "code").unwrap()),
            ("redirect_uri", &flow.redirect_uri),
        ];
        let request = app.post("/oauth2/token");
        let secret = client.secret.as_deref().unwrap();
        let request = if method == "client_secret_basic" {
            request.basic(&client.id, secret).form(fields)
        } else {
            let shown = [("client_id", client.id.as_str()), ("client_secret", secret)];
            request.form(fields.into_iter().chain(shown))
        };
        let response = request.send().await;
        assert_eq!(response.header(header::CACHE_CONTROL), Some("no-store"));
        assert_eq!(response.header(header::PRAGMA), Some("no-cache"));
        let tokens = Tokens::from(response);
        assert_eq!(tokens.body["token_type"], "Bearer");
        let told = claims(&tokens);
        assert!(
            app.cx
                .keys
                .verify::<Value>(None, tokens.body["id_token"].as_str().unwrap())
                .is_ok(),
            "{told}"
        );
        assert_eq!((&told["iss"], &told["nonce"]), (&json!(TestApp::ISSUER), &json!("n-1")));
        let at = "/oauth2/userinfo";
        for request in [
            app.get(at).bearer(&tokens.access),
            app.post(at).bearer(&tokens.access),
            app.post(at).form([("access_token", &tokens.access)]),
        ] {
            assert_eq!(request.send().await.assert_status(200).json()["sub"], told["sub"]);
        }
    }
}

// oidcc-ensure-request-without-nonce-succeeds-for-code-flow, oidcc-ensure-other-scope-order-succeeds,
// oidcc-display-page, oidcc-display-popup, oidcc-login-hint, oidcc-ui-locales, oidcc-claims-locales, oidcc-acr-values,
// oidcc-ensure-request-with-acr-values-succeeds, oidcc-ensure-request-with-unknown-parameter-succeeds,
// oidcc-ensure-request-with-valid-pkce-succeeds, oidcc-ensure-post-request-succeeds
// OCORE-02, OCORE-17, OCORE-18, OCORE-35
#[both_databases]
async fn what_a_request_may_carry(app: TestApp) {
    let client = client(&app, "client_secret_basic").await;
    let mut browser = app.signed_in("alice").await;
    for mode in MODES {
        for (name, value) in [
            ("scope", "email openid"),
            ("display", "page"),
            ("display", "popup"),
            ("login_hint", "buffy@auth.example.org"),
            ("ui_locales", "se"),
            ("claims_locales", "se"),
            ("acr_values", "1 2"),
            ("extra", "foobar"),
        ] {
            let flow = plain(&client, "openid", mode).with(name, value);
            let told = claims(&tokens(&client, &mut browser, &flow, mode).await);
            assert!(told.get("nonce").is_none(), "{told}");
            assert_eq!(told.get("acr").is_some(), name == "acr_values", "{told}");
        }
        let pkce = client.flow("openid").with("response_mode", mode);
        tokens(&client, &mut browser, &pkce, mode).await;
        let posted = plain(&client, "openid", mode);
        let to = app.post("/authorize").form(posted.parameters.clone()).send().await;
        let response = browser.follow(to.assert_status(303).location()).await;
        let parameters = answer(&response, mode);
        assert!(parameter(&parameters, "code").is_some(), "{parameters:?}");
    }
}

// oidcc-scope-profile, oidcc-scope-email, oidcc-scope-address, oidcc-scope-phone, oidcc-scope-all,
// oidcc-claims-essential
// OCORE-22, OCORE-23, OCORE-24
#[both_databases]
async fn what_scopes_and_claims_bring(app: TestApp) {
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "alice@example.org").await.unwrap();
    let client = client(&app, "client_secret_basic").await;
    let mut browser = app.signed_in("alice").await;
    let profile = ["name", "preferred_username"];
    let email = ["email", "email_verified"];
    let all = [profile, email].concat();
    for mode in MODES {
        for (scope, expected) in [
            ("openid profile", &profile[..]),
            ("openid email", &email),
            ("openid address", &[]),
            ("openid phone", &[]),
            ("openid profile email address phone", &all),
        ] {
            let flow = plain(&client, scope, mode);
            let tokens = tokens(&client, &mut browser, &flow, mode).await;
            let told = userinfo(&app, &tokens).await.assert_status(200).json();
            let found: Vec<&str> = all.iter().copied().filter(|claim| told.get(claim).is_some()).collect();
            assert_eq!(found, expected, "{scope}: {told}");
            let id_token = claims(&tokens);
            assert!(all.iter().all(|claim| id_token.get(claim).is_none()), "{id_token}");
        }
        let asked = json!({"userinfo": {"name": {"essential": true}}}).to_string();
        let flow = plain(&client, "openid", mode).with("claims", &asked);
        let tokens = tokens(&client, &mut browser, &flow, mode).await;
        assert!(userinfo(&app, &tokens).await.json()["name"].is_string());
    }
}

// oidcc-prompt-login, oidcc-prompt-none-not-logged-in, oidcc-prompt-none-logged-in, oidcc-max-age-1,
// oidcc-max-age-10000, oidcc-id-token-hint
// OCORE-10, OCORE-13, OCORE-15, OCORE-16
#[both_databases]
async fn who_has_to_sign_in_again(app: TestApp) {
    let client = client(&app, "client_secret_basic").await;
    app.user("alice").await;
    for mode in MODES {
        let mut browser = app.browser();
        let flow = || plain(&client, "openid", mode);
        let stranger = answer(&browser.get(&flow().with("prompt", "none").uri()).await, mode);
        assert_eq!(parameter(&stranger, "error"), Some("login_required"));
        let first = tokens(&client, &mut browser, &flow(), mode).await;
        let hint = first.body["id_token"].as_str().unwrap().to_owned();
        for (name, value, is_again) in [
            ("prompt", "none", false),
            ("max_age", "10000", false),
            ("id_token_hint", hint.as_str(), false),
            ("max_age", "1", true),
            ("prompt", "login", true),
        ] {
            app.advance(2);
            let before = claims(&first)["auth_time"].as_i64().unwrap();
            let flow = flow().with(name, value);
            let flow = if name == "id_token_hint" {
                flow.with("prompt", "none")
            } else {
                flow
            };
            let told = claims(&tokens(&client, &mut browser, &flow, mode).await);
            let after = told["auth_time"].as_i64().unwrap();
            assert_eq!(after > before, is_again, "{name}={value}");
            assert_eq!(told["sub"], claims(&first)["sub"]);
        }
    }
}

// oidcc-response-type-missing, oidcc-ensure-registered-redirect-uri, oidcc-ensure-request-object-with-redirect-uri,
// oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported
// OCORE-25, R6749-10, R6749-12
#[both_databases]
async fn what_is_refused(app: TestApp) {
    let client = client(&app, "client_secret_basic").await;
    let mut browser = app.signed_in("alice").await;
    // `{"alg":"none"}`, and a request that names another address.
    let object = "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwudGVzdC8ifQ.";
    // `{"alg":"none"}`, and the mode of the answer.
    let inside = "eyJhbGciOiJub25lIn0.eyJyZXNwb25zZV9tb2RlIjoiZm9ybV9wb3N0In0.";
    let flow_by_object = client.flow("openid").with("request", inside);
    let parameters = answer(&browser.get(&flow_by_object.uri()).await, "form_post");
    assert_eq!(parameter(&parameters, "error"), Some("invalid_request_object"));
    for mode in MODES {
        let flow = || plain(&client, "openid", mode);
        for (flow, error) in [
            (flow().without("response_type"), "invalid_request"),
            (flow().with("request", object), "invalid_request_object"),
        ] {
            let parameters = answer(&browser.get(&flow.uri()).await, mode);
            assert_eq!(parameter(&parameters, "error"), Some(error));
            assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
        }
        let elsewhere = flow().with("redirect_uri", "https://rp.test/cb/elsewhere");
        let page = browser.get(&elsewhere.uri()).await.assert_status(400);
        assert!(page.body.starts_with("<!doctype html>") && page.header(header::LOCATION).is_none());
    }
}

// oidcc-codereuse, oidcc-codereuse-30seconds
// R6749-16
#[both_databases]
async fn a_code_that_comes_twice_ends_what_it_began(app: TestApp) {
    let client = client(&app, "client_secret_basic").await;
    let mut browser = app.signed_in("alice").await;
    for (mode, seconds) in [("query", 0), ("query", 30), ("form_post", 0), ("form_post", 30)] {
        let flow = plain(&client, "openid", mode);
        let parameters = respond(&mut browser, &flow, mode).await;
        let code = parameter(&parameters, "code").unwrap();
        let tokens = Tokens::from(client.exchange(&flow, code).send().await);
        userinfo(&app, &tokens).await.assert_status(200);
        app.advance(seconds);
        let again = client.exchange(&flow, code).send().await;
        again.assert_oauth_error(400, "invalid_grant", "");
        userinfo(&app, &tokens).await.assert_status(401);
    }
}

// oidcc-refresh-token
// OCORE-26, OCORE-27, R6749-30
#[both_databases]
async fn a_refresh_token_is_of_one_client(app: TestApp) {
    let client = client(&app, "client_secret_basic").await;
    let other = self::client(&app, "client_secret_post").await;
    let mut browser = app.signed_in("alice").await;
    for mode in MODES {
        let flow = plain(&client, "openid offline_access", mode).with("prompt", "consent");
        let first = tokens(&client, &mut browser, &flow, mode).await;
        let next = Tokens::from(client.refresh(&first.refresh).send().await);
        for same in ["iss", "sub", "aud", "auth_time"] {
            assert_eq!(claims(&next)[same], claims(&first)[same], "{same}");
        }
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &next.refresh),
            ("client_id", &other.id),
            ("client_secret", other.secret.as_deref().unwrap()),
        ];
        let foreign = app.post("/oauth2/token").form(fields).send().await;
        foreign.assert_oauth_error(400, "invalid_grant", "");
    }
}
