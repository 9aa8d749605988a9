//! Where an answer may go.

use gatehouse_testkit::{TestApp, TestClient, answer_parameters, both_databases, parameter};
use serde_json::json;

use super::{decide, opened, refusals::assert_page};

async fn client(app: &TestApp, application_type: &str, uri: &str) -> TestClient {
    app.client()
        .with("application_type", application_type.into())
        .with("redirect_uris", json!([uri]))
        .register()
        .await
}

// M2964-04, M2966-24, R6749-11, R9700-01, R8252-03, OREG-03, XC-16
// oidcc-redirect-uri-query-mismatch, oidcc-redirect-uri-query-added
#[both_databases]
async fn a_redirect_uri_matches_itself_only(app: TestApp) {
    let web = client(&app, "web", "https://rp.test:5173/cb?x=1").await;
    let native = client(&app, "native", "test.rp.app:/cb").await;
    for (client, uri) in [
        (&web, "https://rp.test:5173/cb?x=1&y=2"),
        (&web, "https://rp.test:5173/cb?x=1&"),
        (&web, "https://rp.test:5173/cb"),
        (&web, "https://rp.test:5173/cb/?x=1"),
        (&web, "https://rp.test:5173/CB?x=1"),
        (&web, "https://RP.test:5173/cb?x=1"),
        (&web, "HTTPS://rp.test:5173/cb?x=1"),
        (&web, "https://rp.test:5173/%63b?x=1"),
        (&web, "https://rp.test:5173/a/../cb?x=1"),
        (&web, "https://rp.test:5173/./cb?x=1"),
        (&web, "https://rp.test/cb?x=1"),
        (&web, "https://rp.test:443/cb?x=1"),
        (&web, "https://rp.test.:5173/cb?x=1"),
        (&web, "https://user@rp.test:5173/cb?x=1"),
        (&web, "https://rp.test:5173@evil.test/cb?x=1"),
        (&web, "https://rp.test:5173/cb?x=1#"),
        (&web, "https://rp.test:5173/cb?x=1#x"),
        (&web, " https://rp.test:5173/cb?x=1"),
        (&web, "http://rp.test:5173/cb?x=1"),
        (&native, "test.rp.app://cb"),
        (&native, "test.rp.app:///cb"),
        (&native, "test.rp.app:/cb/"),
        (&native, "test.rp:/cb"),
    ] {
        let response = app
            .get(&client.flow("openid").with("redirect_uri", uri).uri())
            .send()
            .await;
        assert_page(&response);
    }
    app.get(&web.flow("openid").uri()).send().await.assert_status(303);
    app.get(&native.flow("openid").uri()).send().await.assert_status(303);
}

// M2966-31, R8252-01, R8252-02, R8252-03, M2964-06
#[both_databases]
async fn a_loopback_address_takes_any_port(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for origin in ["http://127.0.0.1", "http://localhost", "http://[::1]"] {
        let client = client(&app, "native", &format!("{origin}/cb")).await;
        for port in ["", ":1", ":51234", ":65535"] {
            let uri = format!("{origin}{port}/cb");
            let mut flow = client.flow(TestClient::MATRIX).with("redirect_uri", &uri);
            flow.redirect_uri.clone_from(&uri);
            let response = decide(&mut browser, &flow, "allow").await.assert_status(303);
            assert!(
                response.location().starts_with(&format!("{uri}?code=")),
                "{}",
                response.location()
            );
            let parameters = answer_parameters(response.location());
            let code = parameter(&parameters, "code").unwrap();
            // M2964-15: the port is part of what has to be repeated.
            let other = format!("{origin}:4711/cb");
            let moved = gatehouse_testkit::Flow {
                redirect_uri: other,
                ..flow.clone()
            };
            client
                .exchange(&moved, code)
                .send()
                .await
                .assert_oauth_error(400, "invalid_grant", "redirect_uri");
            client.exchange(&flow, code).send().await.assert_status(200);
        }
        for bad in [
            format!("{origin}:65536/cb"),
            format!("{origin}:0/cb"),
            format!("{origin}:80@evil.test/cb"),
            format!("{origin}:80/other"),
            format!("{origin}:80/cb?x=1"),
            format!("{origin}.evil.test:80/cb"),
            format!("{}:80/cb", origin.replace("http:", "https:")),
        ] {
            assert_page(
                &app.get(&client.flow("openid").with("redirect_uri", &bad).uri())
                    .send()
                    .await,
            );
        }
    }
    // A port that was registered is no invitation for others.
    let web = client(&app, "web", "https://rp.test:5173/cb").await;
    assert_page(
        &app.get(&web.flow("openid").with("redirect_uri", "https://rp.test:5174/cb").uri())
            .send()
            .await,
    );
}

// M2964-06, R8252-07, R6749-08
// oidcc-redirect-uri-query-OK
#[both_databases]
async fn the_registered_text_is_kept_to_the_letter(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for (application_type, uri, mode, begins) in [
        ("native", "test.rp.app:/cb", "query", "test.rp.app:/cb?code="),
        ("native", "test.rp:callback", "query", "test.rp:callback?code="),
        ("native", "test.rp.app:/cb", "fragment", "test.rp.app:/cb#code="),
        ("web", "https://rp.test", "query", "https://rp.test?code="),
        (
            "web",
            "https://RP.test/a/../cb",
            "query",
            "https://RP.test/a/../cb?code=",
        ),
        ("web", "https://rp.test/cb?x=1", "query", "https://rp.test/cb?x=1&code="),
        (
            "web",
            "https://rp.test/cb?x=1",
            "fragment",
            "https://rp.test/cb?x=1#code=",
        ),
        ("web", "https://rp.test/cb?", "query", "https://rp.test/cb?code="),
    ] {
        let client = client(&app, application_type, uri).await;
        let flow = client.flow("openid").with("response_mode", mode);
        let response = decide(&mut browser, &flow, "allow").await;
        // An app on the device is opened by a page; a website is gone to.
        let leads_to = if application_type == "native" {
            opened(&response)
        } else {
            assert_eq!(response.status, 303);
            response.location().to_owned()
        };
        assert!(leads_to.starts_with(begins), "{leads_to}");
    }
}

// RFC 6749 §3.1.2.3: the only one need not be named, and then need not be repeated
#[both_databases]
async fn the_only_redirect_uri_may_be_left_out(app: TestApp) {
    let client = app.client().register().await;
    let flow = client.flow("openid").without("redirect_uri");
    let response = decide(&mut app.signed_in("alice").await, &flow, "allow").await;
    let parameters = answer_parameters(response.location());
    let code = parameter(&parameters, "code").unwrap();
    let fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("code_verifier", &flow.verifier),
    ];
    client.token_request(fields).send().await.assert_status(200);
}

// M2964-36, R9700-13
#[both_databases]
async fn nothing_is_posted_on(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.browser();
    app.user("alice").await;
    let flow = client.flow("openid");
    let posted = app.post("/authorize").form(flow.parameters.clone()).send().await;
    assert_eq!(posted.status, 303);
    browser.follow(&flow.uri()).await.assert_status(200);
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    browser.follow(response.location()).await;
    browser
        .submit("consent", [("action", "allow")])
        .await
        .assert_status(303);
    browser.get("/account/").await;
    browser.submit("sign-out", []).await.assert_status(303);
}
