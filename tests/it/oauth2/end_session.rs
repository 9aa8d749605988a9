//! `/oauth2/end_session`: an app signs a person out of the browser.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_testkit::{
    TestApp, TestBrowser, TestClient, TestResponse, Tokens, answer_parameters, both_databases, parameter,
};
use http::{Method, header};
use serde_json::{Value, json};
use url::form_urlencoded;

mod backchannel;

const BYE: &str = "https://rp.test/bye?tenant=1";
const PATH: &str = "/oauth2/end_session";

async fn client(app: &TestApp, name: &str) -> TestClient {
    app.client()
        .named(name)
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .with("post_logout_redirect_uris", json!([BYE]))
        .register()
        .await
}

fn id_token(tokens: &Tokens) -> &str {
    tokens.body["id_token"].as_str().unwrap()
}

fn uri(parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{PATH}?{query}")
}

async fn is_signed_in(browser: &mut TestBrowser) -> bool {
    browser.get("/account/").await.status == 200
}

/// The question is asked, and nothing has happened yet.
#[track_caller]
fn assert_asked(response: &TestResponse) {
    assert_eq!(response.status, 200, "{}", response.body);
    assert!(response.body.contains("Sign out of this browser?"), "{}", response.body);
    assert!(response.header(header::LOCATION).is_none());
}

/// Answers the question of the last page. Where it leads, signed out.
async fn confirm(browser: &mut TestBrowser) -> String {
    let hidden = hidden(&browser.form("end-session"));
    let fields = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let response = browser.submit("end-session", fields).await.assert_status(303);
    let location = response.location().to_owned();
    assert!(!is_signed_in(browser).await);
    location
}

/// The fields that the form carries, beside the token of the browser.
fn hidden(form: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for input in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = input.split_once('"').unwrap();
        let value = rest.split('"').nth(1).unwrap();
        if name != "csrf" {
            fields.push((name.to_owned(), crate::authorize::unescaped(value)));
        }
    }
    fields
}

// ORPL-01, ORPL-02, ORPL-12, XC-22
// oidcc-rp-initiated-logout
#[both_databases]
async fn the_app_shows_its_id_token_and_the_person_is_back_signed_out(app: TestApp) {
    let wiki = client(&app, "Wiki").await;
    let messenger = app.client().named("Messenger").register().await;
    let state = "aB3-._~/+ &=?%#".repeat(9)[..128].to_owned();
    for method in [Method::GET, Method::POST] {
        let mut browser = app.signed_in("alice").await;
        let matrix = messenger.tokens(&mut browser, TestClient::MATRIX).await;
        let tokens = wiki.tokens(&mut browser, "openid").await;
        let silent = wiki.flow("openid").with("prompt", "none").uri();
        let parameters = answer_parameters(browser.get(&silent).await.location());
        assert!(parameter(&parameters, "code").is_some());
        let asked = [
            ("id_token_hint", id_token(&tokens)),
            ("post_logout_redirect_uri", BYE),
            ("state", &state),
        ];
        let request = match method {
            Method::GET => browser.request(Method::GET, &uri(&asked)),
            _ => browser.request(Method::POST, PATH).form(asked),
        };
        let response = request.send().await.assert_status(303);
        let line = response.set_cookie("__Host-session").unwrap();
        assert!(line.contains("Max-Age=0"), "{line}");
        assert!(response.location().starts_with(BYE), "{}", response.location());
        let parameters = answer_parameters(response.location());
        assert_eq!(parameter(&parameters, "state"), Some(state.as_str()));
        assert_eq!(parameter(&parameters, "tenant"), Some("1"));

        // Gone on the server, too; devices are not.
        let parameters = answer_parameters(browser.get(&silent).await.location());
        assert_eq!(parameter(&parameters, "error"), Some("login_required"));
        assert!(TestApp::is_active(&app.introspect(&matrix.access).await));
        messenger.refresh(&matrix.refresh).send().await.assert_status(200);
        assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
        // Once more does no harm.
        let again = browser.get(&uri(&asked)).await.assert_status(303);
        assert!(again.location().starts_with(BYE));
    }
}

// ORPL-01: a form on the app's site carries no cookie of ours
// oidcc-rp-initiated-logout-no-state
#[both_databases]
async fn a_form_on_another_site_comes_back_as_a_link(app: TestApp) {
    let wiki = client(&app, "Wiki").await;
    let mut browser = app.signed_in("alice").await;
    let tokens = wiki.tokens(&mut browser, "openid").await;
    let asked = [("id_token_hint", id_token(&tokens)), ("post_logout_redirect_uri", BYE)];
    let response = app.post(PATH).form(asked).send().await.assert_status(303);
    assert_eq!(response.location(), uri(&asked));
    assert!(is_signed_in(&mut browser).await);
    let response = browser.get(response.location()).await.assert_status(303);
    // ORPL-09
    assert_eq!(response.location(), BYE);
    assert!(!is_signed_in(&mut browser).await);
    app.post(PATH).json(&json!({})).send().await.assert_status(400);
}

// ORPL-03
// oidcc-rp-initiated-logout-bad-post-logout-redirect-uri,
// oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri
#[both_databases]
async fn nobody_is_led_to_an_address_that_was_not_registered(app: TestApp) {
    let wiki = client(&app, "Wiki").await;
    for address in [
        "https://evil.test/",
        "https://rp.test/bye",
        "https://rp.test/bye?tenant=1&more=2",
        "https://rp.test/cb",
        "javascript:alert(1)",
    ] {
        let mut browser = app.signed_in("alice").await;
        let tokens = wiki.tokens(&mut browser, "openid").await;
        let asked = [
            ("id_token_hint", id_token(&tokens)),
            ("post_logout_redirect_uri", address),
            ("state", "x"),
        ];
        assert_asked(&browser.get(&uri(&asked)).await);
        assert!(is_signed_in(&mut browser).await, "{address}");
        let page = browser.get(&uri(&asked)).await;
        assert!(page.body.contains("that it has not registered"), "{address}");
        assert_eq!(confirm(&mut browser).await, "/logout", "{address}");
        // Nor with the person's consent.
        let mut browser = app.signed_in("alice").await;
        let asked = [("client_id", wiki.id.as_str()), ("post_logout_redirect_uri", address)];
        assert_asked(&browser.get(&uri(&asked)).await);
        assert_eq!(confirm(&mut browser).await, "/logout", "{address}");
    }
}

// ORPL-04, ORPL-08, ORPL-10
// oidcc-rp-initiated-logout-no-id-token-hint, oidcc-rp-initiated-logout-no-params,
// oidcc-rp-initiated-logout-only-state
#[both_databases]
async fn without_an_id_token_the_person_is_asked(app: TestApp) {
    let wiki = client(&app, "Wiki").await;
    let to_bye = format!("{BYE}&state=x");
    for (asked, leads_to) in [
        (vec![], "/logout"),
        (vec![("state", "x")], "/logout"),
        (vec![("post_logout_redirect_uri", BYE), ("state", "x")], "/logout"),
        (vec![("client_id", wiki.id.as_str())], "/logout"),
        (
            vec![
                ("client_id", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
                ("post_logout_redirect_uri", BYE),
            ],
            "/logout",
        ),
        (vec![("logout_hint", "alice")], "/logout"),
        (
            vec![
                ("client_id", wiki.id.as_str()),
                ("post_logout_redirect_uri", BYE),
                ("state", "x"),
            ],
            to_bye.as_str(),
        ),
    ] {
        let mut browser = app.signed_in("alice").await;
        // As an `<img>` would, or a form without a token of ours.
        assert_asked(&browser.get(&uri(&asked)).await);
        let posted = browser.request(Method::POST, PATH).form(asked.clone()).send().await;
        assert_asked(&posted);
        assert!(posted.body.contains("@alice:example.org") && posted.body.contains("/account/sessions"));
        assert!(is_signed_in(&mut browser).await);
        browser.get(&uri(&asked)).await;
        assert_eq!(confirm(&mut browser).await, leads_to, "{asked:?}");
    }
}

// ORPL-10
#[both_databases]
async fn only_our_own_page_can_confirm(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let mut other = app.signed_in("bob").await;
    other.get(PATH).await;
    let foreign = other.csrf("end-session");
    for csrf in ["", "x", foreign.as_str()] {
        let response = browser
            .request(Method::POST, PATH)
            .form([("csrf", csrf)])
            .send()
            .await
            .assert_status(403);
        assert!(
            response.body.contains("This form was open too long"),
            "{}",
            response.body
        );
    }
    assert!(is_signed_in(&mut browser).await);
    let repeated = format!("{PATH}?state=1&state=2");
    let response = browser.get(&repeated).await.assert_status(400);
    assert!(response.body.starts_with("<!doctype html>"), "{}", response.body);
}

/// The same claims, signed by nobody.
fn unsigned(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    format!("{header}.{claims}.")
}

/// The same signature below other claims.
fn changed(token: &str, change: impl FnOnce(&mut Value)) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let mut claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    change(&mut claims);
    let claims = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("{}.{claims}.{}", parts[0], parts[2])
}

// ORPL-05, ORPL-07
// oidcc-rp-initiated-logout-bad-id-token-hint, oidcc-rp-initiated-logout-modified-id-token-hint
#[both_databases]
async fn an_id_token_that_proves_nothing_leads_nowhere(app: TestApp) {
    let wiki = client(&app, "Wiki").await;
    let blog = client(&app, "Blog").await;
    let mut browser = app.signed_in("alice").await;
    let tokens = wiki.tokens(&mut browser, "openid").await;
    let mut hints = vec![
        "x".to_owned(),
        unsigned(id_token(&tokens)),
        changed(id_token(&tokens), |claims| claims["nonce"] = json!("other")),
    ];
    // Signed by our key, but for something else.
    let keys = &app.cx.keys;
    let other = keys
        .sign(keys.algorithms()[0], None, &json!({"iss": "https://evil.test/"}))
        .unwrap();
    hints.push(other);
    let mut asked: Vec<Vec<(&str, &str)>> = hints
        .iter()
        .map(|hint| vec![("id_token_hint", hint.as_str())])
        .collect();
    for asked in &mut asked {
        asked.push(("client_id", &wiki.id));
    }
    // ORPL-07
    asked.push(vec![("id_token_hint", id_token(&tokens)), ("client_id", &blog.id)]);
    for mut asked in asked {
        asked.push(("post_logout_redirect_uri", BYE));
        let mut browser = browser.clone();
        assert_asked(&browser.get(&uri(&asked)).await);
        assert!(is_signed_in(&mut browser).await);
        browser.get(&uri(&asked)).await;
        browser.form("end-session");
    }
    browser
        .get(&uri(&[("id_token_hint", &unsigned(id_token(&tokens)))]))
        .await;
    assert_eq!(confirm(&mut browser).await, "/logout");
    let mut browser = app.signed_in("alice").await;
    let tokens = wiki.tokens(&mut browser, "openid").await;
    let asked = [
        ("id_token_hint", id_token(&tokens)),
        ("client_id", &wiki.id),
        ("post_logout_redirect_uri", BYE),
    ];
    assert_eq!(browser.get(&uri(&asked)).await.assert_status(303).location(), BYE);
}

// ORPL-06
#[both_databases]
async fn an_expired_id_token_will_do(app: TestApp) {
    let wiki = client(&app, "Wiki").await;
    let mut browser = app.signed_in("alice").await;
    let tokens = wiki.tokens(&mut browser, "openid").await;
    app.advance(7200);
    let asked = [("id_token_hint", id_token(&tokens)), ("post_logout_redirect_uri", BYE)];
    assert_eq!(browser.get(&uri(&asked)).await.assert_status(303).location(), BYE);
    assert!(!is_signed_in(&mut browser).await);
}

// ORPL-04
#[both_databases]
async fn the_id_token_of_another_session_needs_a_yes(app: TestApp) {
    let wiki = client(&app, "Wiki").await;
    let tokens = wiki.tokens(&mut app.signed_in("alice").await, "openid").await;
    let asked = uri(&[("id_token_hint", id_token(&tokens)), ("post_logout_redirect_uri", BYE)]);
    for (name, leads_to) in [("alice", BYE), ("bob", "/logout")] {
        let mut browser = app.signed_in(name).await;
        assert_asked(&browser.get(&asked).await);
        assert!(is_signed_in(&mut browser).await);
        browser.get(&asked).await;
        assert_eq!(confirm(&mut browser).await, leads_to, "{name}");
    }
}

// ORPL-02, OCORE-30: the name of the person is another one for each sector
#[both_databases]
async fn pairwise_subjects_are_understood(app: TestApp) {
    let wiki = app
        .client()
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .with("subject_type", "pairwise".into())
        .with("post_logout_redirect_uris", json!([BYE]))
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    let tokens = wiki.tokens(&mut browser, "openid").await;
    let asked = [("id_token_hint", id_token(&tokens)), ("post_logout_redirect_uri", BYE)];
    assert_eq!(browser.get(&uri(&asked)).await.assert_status(303).location(), BYE);
}

// ORPL-08
#[both_databases]
async fn whoever_is_signed_out_already_reads_so(app: TestApp) {
    let wiki = client(&app, "Wiki").await;
    for asked in [
        vec![],
        vec![("client_id", wiki.id.as_str()), ("post_logout_redirect_uri", BYE)],
    ] {
        let mut stranger = app.browser();
        let page = stranger.follow(&uri(&asked)).await.assert_status(200);
        assert!(page.body.contains("You are signed out"), "{}", page.body);
    }
}

#[both_databases]
async fn the_question_speaks_the_language_that_the_app_asks_for(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let page = browser.get(&uri(&[("ui_locales", "de")])).await.assert_status(200);
    assert!(page.body.contains("In diesem Browser abmelden?"), "{}", page.body);
}

// ORPL-11
#[both_databases]
async fn a_client_says_where_people_go_afterwards(app: TestApp) {
    let register = async |uris: Value| {
        let metadata = json!({
            "client_uri": "https://rp.test/",
            "redirect_uris": ["https://rp.test/cb"],
            "post_logout_redirect_uris": uris,
        });
        app.post("/oauth2/registration").json(&metadata).send().await
    };
    let known = register(json!([BYE])).await.assert_status(201).json();
    assert_eq!(known["post_logout_redirect_uris"], json!([BYE]));
    for wrong in [
        json!(BYE),
        json!(["https://rp.test/#x"]),
        json!(["javascript:alert(1)"]),
    ] {
        register(wrong).await.assert_status(400);
    }
}
