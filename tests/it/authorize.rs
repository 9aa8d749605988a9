//! `/authorize`: the way through, in every response mode. Refusals, redirect URIs, prompts and scopes are beside it.

use gatehouse_testkit::{
    Flow, TestApp, TestBrowser, TestClient, TestResponse, Tokens, answer_parameters, both_databases, parameter,
};
use http::{Method, header};
use serde_json::json;

mod claims;
mod consents;
mod hints;
mod prompts;
mod redirect_uris;
mod refusals;
mod request_objects;
mod request_uris;
mod scopes;

/// What the values of a page's attributes stand for.
pub(crate) fn unescaped(html: &str) -> String {
    let escapes = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    escapes
        .into_iter()
        .fold(html.to_owned(), |text, (escape, letter)| text.replace(escape, letter))
}

/// The parameters of an answer to an app, in the place that `mode` names and in no other.
#[track_caller]
pub(crate) fn answer(response: &TestResponse, mode: &str) -> Vec<(String, String)> {
    if mode == "form_post" {
        assert_eq!(response.status, 200, "{}", response.body);
        assert!(response.header(header::LOCATION).is_none());
        let form = response
            .body
            .split("<form id=\"form-post\" ")
            .nth(1)
            .unwrap_or_else(|| panic!("{}", response.body));
        let form = form.split("</form>").next().unwrap();
        assert!(form.starts_with("method=\"post\""), "{form}");
        let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
        return inputs
            .map(|input| {
                let (name, rest) = input.split_once("\" value=\"").unwrap();
                (unescaped(name), unescaped(rest.split('"').next().unwrap()))
            })
            .collect();
    }
    assert_eq!(response.status, 303, "{}", response.body);
    let location = response.location();
    let in_fragment = location.contains('#');
    assert_eq!(in_fragment, mode == "fragment", "{location}");
    assert!(!in_fragment || !location.contains('?'), "{location}");
    answer_parameters(location)
}

/// The address that the page with the way back to a native app opens by itself, and again by its button.
#[track_caller]
pub(crate) fn opened(response: &TestResponse) -> String {
    assert_eq!(response.status, 200, "{}", response.body);
    assert!(response.header(header::LOCATION).is_none());
    let link = response
        .body
        .split("id=\"open-app\" class=\"button primary\" href=\"")
        .nth(1);
    let link = link.unwrap_or_else(|| panic!("{}", response.body)).split('"').next();
    let link = unescaped(link.unwrap());
    assert_eq!(
        response.header(header::REFRESH),
        Some(format!("0; url={link}").as_str())
    );
    link
}

/// Follows a request to the consent page and decides.
pub(crate) async fn decide(browser: &mut TestBrowser, flow: &Flow, action: &str) -> TestResponse {
    browser.follow(&flow.uri()).await.assert_status(200);
    browser.submit("consent", [("action", action)]).await
}

/// 128 characters, as hard to carry as VSCHAR allows.
fn hard_state() -> String {
    let state = "+/%20&\"<'>=;#?\\".repeat(9);
    state[..128].to_owned()
}

// M2964-01, M2964-02, M2964-05, M2964-06, M2964-07, M2964-08, M2964-09, M2964-11, M2964-13, R6749-02, R9207-01,
// R9207-02, R9207-03, R7636-08, OFORM-01, OMRT-01
#[both_databases]
async fn a_code_comes_in_the_mode_that_was_asked_for(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for mode in [None, Some("query"), Some("fragment"), Some("form_post")] {
        let mut flow = client.flow(TestClient::MATRIX);
        if let Some(mode) = mode {
            flow = flow.with("response_mode", mode);
        }
        let response = decide(&mut browser, &flow, "allow").await;
        let parameters = answer(&response, mode.unwrap_or("query"));
        let names: Vec<_> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["code", "state", "iss"], "{mode:?}");
        assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
        assert_eq!(parameter(&parameters, "iss"), Some(TestApp::ISSUER));
        let code = parameter(&parameters, "code").unwrap();
        let challenge = flow.parameters.iter().find(|(name, _)| name == "code_challenge");
        assert!(!code.contains(&challenge.unwrap().1), "{code}");
        client.exchange(&flow, code).send().await.assert_status(200);
    }
}

// M2964-10, M2964-12, M2964-13, R6749-14, OFORM-02, OFORM-04, OMRT-02, R9207-01
#[both_databases]
async fn state_comes_back_to_the_byte(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let state = hard_state();
    for mode in ["query", "fragment", "form_post"] {
        let flow = client.flow("openid").with("response_mode", mode).with("state", &state);
        let refused = flow.clone().with("scope", "urn:matrix:client:api:*");
        let responses = [
            (decide(&mut browser, &flow, "allow").await, None),
            (decide(&mut browser, &flow, "deny").await, Some("access_denied")),
            (browser.get(&refused.uri()).await, Some("invalid_scope")),
            (
                browser.get(&flow.with("prompt", "none").uri()).await,
                Some("consent_required"),
            ),
        ];
        for (response, error) in responses {
            let parameters = answer(&response, mode);
            assert_eq!(
                parameter(&parameters, "state"),
                Some(state.as_str()),
                "{mode} {error:?}"
            );
            assert_eq!(parameter(&parameters, "iss"), Some(TestApp::ISSUER), "{mode} {error:?}");
            assert_eq!(parameter(&parameters, "error"), error, "{mode}");
            assert_eq!(
                parameter(&parameters, "code").is_some(),
                error.is_none(),
                "{mode} {error:?}"
            );
            // R6749-27
            let description = parameter(&parameters, "error_description").unwrap_or_default();
            assert!(
                description
                    .bytes()
                    .all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E)),
                "{description}"
            );
        }
    }
}

// RFC 6749 §4.1.1: state is recommended, no more
#[both_databases]
async fn without_state_there_is_none_in_the_answer(app: TestApp) {
    let client = app.client().register().await;
    let flow = client.flow("openid").without("state");
    let response = decide(&mut app.signed_in("alice").await, &flow, "allow").await;
    assert_eq!(parameter(&answer(&response, "query"), "state"), None);
}

// OFORM-01, OFORM-03, R9700-14
#[both_databases]
async fn the_posting_page_works_with_and_without_scripts(app: TestApp) {
    let client = app.client().register().await;
    let flow = client.flow("openid").with("response_mode", "form_post");
    let response = decide(&mut app.signed_in("alice").await, &flow, "allow")
        .await
        .assert_status(200);
    assert!(
        response.body.contains("action=\"https://rp.test/cb\"")
            || unescaped(&response.body).contains("action=\"https://rp.test/cb\"")
    );
    assert!(response.body.contains("type=\"submit\""), "for whoever has no scripts");
    assert!(response.header(header::CACHE_CONTROL).unwrap().contains("no-store"));
    let policy = response.header(header::CONTENT_SECURITY_POLICY).unwrap();
    assert!(policy.contains("form-action 'self' https://rp.test"), "{policy}");
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let script = response
        .body
        .split("<script type=\"module\" src=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let script = app.get(&unescaped(script)).send().await.assert_status(200);
    assert!(script.body.contains("submit()"));
}

// OCORE-02
#[both_databases]
async fn a_request_may_be_posted(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(TestClient::MATRIX);
    let response = browser
        .request(Method::POST, "/authorize")
        .form(flow.parameters.clone())
        .send()
        .await
        .assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    let response = browser.submit("consent", [("action", "allow")]).await;
    let parameters = answer(&response, "query");
    client
        .exchange(&flow, parameter(&parameters, "code").unwrap())
        .send()
        .await
        .assert_status(200);

    // A posted form carries no cookie of ours from another site; nothing is lost by that.
    let response = app
        .post("/authorize")
        .form(flow.parameters.clone())
        .send()
        .await
        .assert_status(303);
    assert!(response.location().starts_with("/login?"), "{}", response.location());

    for request in [
        app.post("/authorize").json(&json!({})),
        app.post("/authorize"),
        app.post("/authorize").form([("client_id", "x".repeat(1 << 17))]),
    ] {
        let response = request.send().await;
        assert!(
            response.status.is_client_error() && response.header(header::LOCATION).is_none(),
            "{response:?}"
        );
    }
}

// OCORE-02, OCORE-10: a SameSite=Lax cookie comes with a redirect, though not with a post from another site
#[both_databases]
async fn a_posted_silent_request_finds_the_session(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let state = hard_state();
    let flow = client.flow("openid").with("prompt", "none").with("state", &state);
    let response = app
        .post("/authorize")
        .form(flow.parameters.clone())
        .send()
        .await
        .assert_status(303);
    let location = response.location().to_owned();
    assert!(location.starts_with("/authorize?"), "{location}");
    let parameters = answer(&browser.get(&location).await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("consent_required"));
    assert_eq!(parameter(&parameters, "state"), Some(state.as_str()));
    // And ends where there is none.
    let parameters = answer(&app.get(&location).send().await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("login_required"));
}

// R6749-03, R6749-04, OCORE-17, OCORE-35
#[both_databases]
async fn what_is_unknown_or_empty_does_no_harm(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for (name, value) in [
        ("extra", "foobar"),
        ("login_hint", ""),
        ("login_hint", "someone else"),
        ("max_age", ""),
        ("prompt", ""),
        ("nonce", ""),
        ("response_mode", ""),
        ("display", "popup"),
        ("display", "page"),
        ("ui_locales", "de en"),
        ("claims_locales", "de"),
        ("acr_values", "urn:mace:incommon:iap:silver"),
        ("claims", "{\"userinfo\":{\"name\":{\"essential\":true}}}"),
        ("id_token_hint", "x.y.z"),
        ("request", ""),
    ] {
        let mut flow = client.flow("email openid").with(name, value);
        flow.parameters.reverse();
        let code = client.code(&mut browser, &flow).await;
        let tokens = Tokens::from(client.exchange(&flow, &code).send().await);
        assert_eq!(tokens.body["scope"], "email openid", "{name}={value}");
    }
}

// M2964-33, R9700-12
#[both_databases]
async fn scripts_of_other_origins_have_no_business_here(app: TestApp) {
    let client = app.client().register().await;
    let flow = client.flow("openid");
    for uri in [flow.uri(), flow.with("prompt", "none").uri(), "/authorize".to_owned()] {
        let response = app.get(&uri).header("origin", "https://rp.test").send().await;
        assert!(response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none(), "{uri}");
    }
    let preflight = app
        .request(Method::OPTIONS, "/authorize")
        .header("origin", "https://rp.test");
    let preflight = preflight.header("access-control-request-method", "GET").send().await;
    assert!(preflight.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
}
