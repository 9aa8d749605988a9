//! Requests that are refused: to the app where it can be trusted, else with a page.

use gatehouse_testkit::{Flow, TestApp, TestClient, TestResponse, both_databases, parameter};
use http::header;
use serde_json::json;

use super::answer;

const UNKNOWN: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A page that leads nowhere.
#[track_caller]
pub(super) fn assert_page(response: &TestResponse) {
    assert_eq!(response.status, 400, "{}", response.body);
    assert!(response.header(header::LOCATION).is_none());
    assert!(response.header(header::CONTENT_TYPE).unwrap().starts_with("text/html"));
    assert!(
        response.body.contains("This request can’t be used"),
        "{}",
        response.body
    );
}

/// A request with a parameter twice.
fn twice(mut flow: Flow, name: &str, value: &str) -> Flow {
    flow.parameters.push((name.to_owned(), value.to_owned()));
    flow
}

// M2964-03, M2964-12, M2964-30, R6749-05, R6749-06, R6749-12, R7636-03, R7636-04, R7636-05, R8252-05, R9700-04,
// R9700-06, R9101-01, OCORE-12, OCORE-25, OMRT-01, OMRT-02, OFORM-02, OPC-03, R9207-01, CS-14
#[both_databases]
async fn the_app_is_told_what_is_wrong(app: TestApp) {
    let client = app.client().register().await;
    let flow = || client.flow("openid");
    let long = "x".repeat(5000);
    for (what, flow, error) in [
        ("no response_type", flow().without("response_type"), "invalid_request"),
        (
            "empty response_type",
            flow().with("response_type", ""),
            "invalid_request",
        ),
        (
            "token",
            flow().with("response_type", "token"),
            "unsupported_response_type",
        ),
        (
            "id_token",
            flow().with("response_type", "id_token"),
            "unsupported_response_type",
        ),
        (
            "hybrid",
            flow().with("response_type", "code id_token"),
            "unsupported_response_type",
        ),
        (
            "Code",
            flow().with("response_type", "Code"),
            "unsupported_response_type",
        ),
        (
            "no challenge",
            flow().without("code_challenge").without("code_challenge_method"),
            "invalid_request",
        ),
        ("method alone", flow().without("code_challenge"), "invalid_request"),
        ("no method", flow().without("code_challenge_method"), "invalid_request"),
        (
            "plain",
            flow().with("code_challenge_method", "plain"),
            "invalid_request",
        ),
        ("S512", flow().with("code_challenge_method", "S512"), "invalid_request"),
        (
            "short challenge",
            flow().with("code_challenge", &CHALLENGE[1..]),
            "invalid_request",
        ),
        (
            "long challenge",
            flow().with("code_challenge", &format!("{CHALLENGE}A")),
            "invalid_request",
        ),
        (
            "padded challenge",
            flow().with("code_challenge", &format!("{}=", &CHALLENGE[1..])),
            "invalid_request",
        ),
        ("no scope", flow().without("scope"), "invalid_scope"),
        ("empty scope", flow().with("scope", ""), "invalid_scope"),
        ("unknown scope", flow().with("scope", "foo"), "invalid_scope"),
        ("prompt=create", flow().with("prompt", "create"), "invalid_request"),
        ("unknown prompt", flow().with("prompt", "foo"), "invalid_request"),
        ("none and more", flow().with("prompt", "none login"), "invalid_request"),
        (
            "create and none",
            flow().with("prompt", "create none"),
            "invalid_request",
        ),
        ("max_age", flow().with("max_age", "soon"), "invalid_request"),
        ("negative max_age", flow().with("max_age", "-1"), "invalid_request"),
        (
            "request_uri",
            flow().with("request_uri", "https://rp.test/request"),
            "invalid_request_uri",
        ),
        (
            "registration",
            flow().with("registration", "{}"),
            "registration_not_supported",
        ),
        ("long nonce", flow().with("nonce", &long), "invalid_request"),
        ("scope twice", twice(flow(), "scope", "email"), "invalid_request"),
        (
            "nonce twice",
            twice(flow().with("nonce", "a"), "nonce", "a"),
            "invalid_request",
        ),
        (
            "nonce twice, once empty",
            twice(flow().with("nonce", ""), "nonce", "a"),
            "invalid_request",
        ),
        (
            "unknown twice",
            twice(flow().with("foo", "a"), "foo", "b"),
            "invalid_request",
        ),
        ("not signed in", flow().with("prompt", "none"), "login_required"),
    ] {
        for mode in ["query", "fragment", "form_post"] {
            let flow = flow.clone().with("response_mode", mode);
            let parameters = answer(&app.get(&flow.uri()).send().await, mode);
            assert_eq!(parameter(&parameters, "error"), Some(error), "{what} {mode}");
            assert_eq!(
                parameter(&parameters, "state"),
                Some(flow.state.as_str()),
                "{what} {mode}"
            );
            assert_eq!(parameter(&parameters, "iss"), Some(TestApp::ISSUER), "{what} {mode}");
            assert_eq!(parameter(&parameters, "code"), None);
            assert!(parameter(&parameters, "error_description").is_some());
        }
    }
}

// OPC-02
#[both_databases]
async fn an_unknown_prompt_is_told_by_name(app: TestApp) {
    let client = app.client().register().await;
    let flow = client.flow("openid").with("prompt", "login foo");
    let parameters = answer(&app.get(&flow.uri()).send().await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("invalid_request"));
    assert_eq!(
        parameter(&parameters, "error_description"),
        Some("prompt foo is not supported")
    );
}

// OMRT-01, R9700-21: an unknown mode is an error, told in the default mode
#[both_databases]
async fn an_unknown_response_mode_is_refused(app: TestApp) {
    let client = app.client().register().await;
    for mode in ["foo", "query.jwt", "Fragment", "web_message"] {
        let flow = client.flow("openid").with("response_mode", mode);
        let parameters = answer(&app.get(&flow.uri()).send().await, "query");
        assert_eq!(parameter(&parameters, "error"), Some("invalid_request"), "{mode}");
        assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
    }
}

// R6749-05: of two states neither is the one
#[both_databases]
async fn a_repeated_state_is_not_sent_back(app: TestApp) {
    let client = app.client().register().await;
    let flow = twice(client.flow("openid"), "state", "another");
    let parameters = answer(&app.get(&flow.uri()).send().await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("invalid_request"));
    assert_eq!(parameter(&parameters, "state"), None);
}

// R6749-14: what RFC 6749 appendix A.5 does not allow is refused rather than changed on the way
#[both_databases]
async fn a_state_that_can_not_be_kept_is_refused(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for (name, encoded) in [
        ("state", "a%00b"),
        ("nonce", "a%00b"),
        ("state", "%FF%FE"),
        ("login_hint", "%00"),
        // {"id_token": {"sub": {"value": "\u0000"}}}
        (
            "claims",
            "%7B%22id_token%22:%7B%22sub%22:%7B%22value%22:%22%5Cu0000%22%7D%7D%7D",
        ),
    ] {
        let uri = format!("{}&{name}={encoded}", client.flow("openid").without(name).uri());
        let response = browser.get(&uri).await;
        assert!(!response.status.is_server_error(), "{name}={encoded} {}", response.body);
        if name != "login_hint" {
            let parameters = answer(&response, "query");
            assert_eq!(
                parameter(&parameters, "error"),
                Some("invalid_request"),
                "{name}={encoded}"
            );
        }
    }
}

// R6749-12: registered for other grants only
#[both_databases]
async fn a_client_without_the_grant_is_unauthorized(app: TestApp) {
    let client = app
        .client()
        .with("grant_types", json!(["refresh_token"]))
        .with("response_types", json!([]));
    let client = client.register().await;
    let parameters = answer(&app.get(&client.flow("openid").uri()).send().await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("unauthorized_client"));
}

// M2964-31, R6749-10, R6749-11, R9700-02, R9700-03
#[both_databases]
async fn an_untrustworthy_request_gets_a_page(app: TestApp) {
    let client = app.client().register().await;
    let both = json!(["https://rp.test/cb", "https://rp.test/other"]);
    let several = app.client().with("redirect_uris", both).register().await;
    let flow = || client.flow("openid");
    for (what, flow) in [
        ("no client", flow().without("client_id")),
        ("empty client", flow().with("client_id", "")),
        ("unknown client", flow().with("client_id", UNKNOWN)),
        ("no id", flow().with("client_id", "https://evil.test/\0")),
        ("client twice", twice(flow(), "client_id", &client.id)),
        ("redirect twice", twice(flow(), "redirect_uri", "https://evil.test/")),
        (
            "same redirect twice",
            twice(flow(), "redirect_uri", "https://rp.test/cb"),
        ),
        ("foreign redirect", flow().with("redirect_uri", "https://evil.test/")),
        ("script", flow().with("redirect_uri", "javascript:alert(1)")),
        ("relative", flow().with("redirect_uri", "/cb")),
        ("no redirect of two", several.flow("openid").without("redirect_uri")),
        (
            "nothing",
            Flow {
                parameters: Vec::new(),
                ..flow()
            },
        ),
        // Whatever else is wrong.
        (
            "more wrong",
            flow()
                .with("redirect_uri", "https://evil.test/")
                .without("response_type")
                .with("prompt", "foo"),
        ),
    ] {
        let response = app.get(&flow.uri()).send().await;
        assert_page(&response);
        assert!(!response.body.contains("evil.test"), "{what}");
        assert_page(&app.post("/authorize").form(flow.parameters.clone()).send().await);
        // With and without a person.
        assert_page(&app.signed_in("alice").await.get(&flow.uri()).await);
    }
}

// OCORE-36, XC-04: PKCE is up to clients that prove who they are
#[both_databases]
async fn confidential_clients_may_do_without_pkce(app: TestApp) {
    for method in ["client_secret_basic", "client_secret_post", "client_secret_jwt"] {
        let client = app
            .client()
            .named(method)
            .with("token_endpoint_auth_method", method.into())
            .register()
            .await;
        let flow = client
            .flow(TestClient::MATRIX)
            .without("code_challenge")
            .without("code_challenge_method");
        let mut browser = app.signed_in("alice").await;
        client.code(&mut browser, &flow).await;
        // A wrong challenge stays wrong.
        let parameters = answer(&browser.get(&flow.with("code_challenge", "x").uri()).await, "query");
        assert_eq!(parameter(&parameters, "error"), Some("invalid_request"), "{method}");
    }
}

// R9700-04: they may say that they always use it
#[both_databases]
async fn a_client_may_bind_itself_to_pkce(app: TestApp) {
    let client = app
        .client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .with("require_pkce", true.into())
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow("openid");
    client.code(&mut browser, &flow).await;
    let bare = flow.without("code_challenge").without("code_challenge_method");
    let parameters = answer(&browser.get(&bare.uri()).await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("invalid_request"));
}
