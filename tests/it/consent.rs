//! `/consent/{id}`: may this app use your account?

use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestResponse, both_databases, parameter};
use http::{Method, header};
use serde_json::json;

use crate::authorize::{answer, decide, opened};

const ADMIN: &str = "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:synapse:admin:*";

/// The path of the consent page of a new request.
async fn consent(client: &TestClient, browser: &mut TestBrowser) -> String {
    let response = browser.get(&client.flow("openid").uri()).await.assert_status(303);
    let path = response.location().to_owned();
    browser.get(&path).await.assert_status(200);
    path
}

#[track_caller]
fn assert_page(response: &TestResponse, status: u16, text: &str) {
    assert_eq!(response.status.as_u16(), status, "{}", response.body);
    assert!(response.header(header::LOCATION).is_none());
    assert!(response.body.contains(text), "{}", response.body);
}

// M2966-16, M2966-43, M2964-34, R9700-14
#[both_databases]
async fn the_page_says_who_asks_for_what(app: TestApp) {
    let client = app
        .client()
        .named("Messenger")
        .with("client_uri", "https://rp.test/".into())
        .with("redirect_uris", json!(["https://chat.rp.test:8443/cb"]))
        .with("logo_uri", "https://rp.test/logo.png".into())
        .with("tos_uri", "https://rp.test/tos".into())
        .with("policy_uri", "https://rp.test/policy".into())
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(&format!("openid email {}", TestClient::MATRIX));
    let response = browser.follow(&flow.uri()).await.assert_status(200);
    let page = crate::authorize::unescaped(&response.body);
    for shown in [
        "Messenger",
        "rp.test",
        "chat.rp.test:8443",
        "@alice:example.org",
        "ABCDEFGHIJ",
        "Read and send your messages",
        "See your name",
        "See your email address",
        "href=\"https://rp.test/tos\"",
        "href=\"https://rp.test/policy\"",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    // R9700-15: the app's own picture would tell it who looks at the page.
    assert!(!page.contains("logo.png"));
    assert!(!page.contains("Administer"));
    let form = browser.form("consent");
    assert!(form.contains("name=\"action\" value=\"allow\"") && form.contains("name=\"action\" value=\"deny\""));
    let policy = response.header(header::CONTENT_SECURITY_POLICY).unwrap();
    assert!(
        policy.contains("form-action 'self' https://chat.rp.test:8443"),
        "{policy}"
    );
    // M2966-16: on the page that the person sees first, too.
    let mut stranger = app.browser();
    let page = stranger.follow(&flow.uri()).await.assert_status(200).body;
    let page = crate::authorize::unescaped(&page);
    assert!(
        page.contains("href=\"https://rp.test/tos\"") && page.contains("Messenger"),
        "{page}"
    );
}

// M2966-43: whoever registers chooses the name
#[both_databases]
async fn a_name_is_text_and_nothing_else(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for name in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "{{ csrf }}",
        "'; alert(1);//",
        "&lt;b&gt;",
    ] {
        let client = app.client().named(name).register().await;
        let flow = client.flow("openid").with("state", name).with("login_hint", name);
        for browser in [&mut browser, &mut app.browser()] {
            let page = browser.follow(&flow.uri()).await.assert_status(200).body;
            assert!(!page.contains("<script>alert") && !page.contains("<img"), "{page}");
            assert!(crate::authorize::unescaped(&page).contains(name), "{page}");
        }
    }
}

// R6749-35
#[both_databases]
async fn only_our_own_page_can_decide(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let path = consent(&client, &mut browser).await;
    let csrf = browser.csrf("consent");
    let mut other = app.signed_in("bob").await;
    consent(&client, &mut other).await;
    let foreign = other.csrf("consent");
    assert_ne!(csrf, foreign);
    for fields in [
        vec![("action", "allow")],
        vec![("action", "allow"), ("csrf", "")],
        vec![("action", "allow"), ("csrf", "x")],
        vec![("action", "allow"), ("csrf", foreign.as_str())],
        vec![("action", "deny"), ("csrf", &csrf[1..])],
    ] {
        let response = browser.request(Method::POST, &path).form(fields.clone()).send().await;
        assert_page(&response, 403, "This form was open too long");
    }
    // The token without the cookie that it belongs to.
    let form = [("action", "allow"), ("csrf", csrf.as_str())];
    assert_page(
        &app.post(&path).form(form).send().await,
        403,
        "This form was open too long",
    );
    for action in ["", "Allow", "allow,deny"] {
        let form = [("action", action), ("csrf", csrf.as_str())];
        let response = browser.request(Method::POST, &path).form(form).send().await;
        assert_page(&response, 400, "This request can’t be used");
    }
    // Nothing was decided by any of it.
    browser
        .submit("consent", [("action", "allow")])
        .await
        .assert_status(303);
}

// M2964-12, R6749-12, R9207-01
#[both_databases]
async fn a_person_can_say_no(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(TestClient::MATRIX);
    let parameters = answer(&decide(&mut browser, &flow, "deny").await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("access_denied"));
    assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
    assert_eq!(parameter(&parameters, "iss"), Some(TestApp::ISSUER));
    assert_eq!(parameter(&parameters, "code"), None);
    assert!(app.homeserver.devices("alice").is_empty());
}

// M2964-32, R8252-06, M2967-18
#[both_databases]
async fn the_person_is_asked_each_time(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    // An app that proves who it is is only asked about again when it is about messages.
    for (method, scopes) in [
        ("none", &["openid", "openid", "openid email", TestClient::MATRIX][..]),
        (
            "client_secret_basic",
            &["openid", TestClient::MATRIX, TestClient::MATRIX],
        ),
    ] {
        let client = app
            .client()
            .with("token_endpoint_auth_method", method.into())
            .register()
            .await;
        for &scope in scopes {
            let flow = client.flow(scope);
            browser.follow(&flow.uri()).await.assert_status(200);
            browser.form("consent");
            client.code(&mut browser, &flow).await;
        }
    }
}

// M2964-23: pressed twice, or reloaded
#[both_databases]
async fn a_request_is_decided_once(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for first in ["allow", "deny"] {
        let path = consent(&client, &mut browser).await;
        let csrf = browser.csrf("consent");
        let press = |action: &str| {
            browser
                .request(Method::POST, &path)
                .form([("action", action), ("csrf", csrf.as_str())])
        };
        press(first).send().await.assert_status(303);
        for again in ["allow", "deny"] {
            assert_page(&press(again).send().await, 410, "You have already answered");
        }
        assert_page(&browser.get(&path).await, 410, "You have already answered");
    }

    let path = consent(&client, &mut browser).await;
    let csrf = browser.csrf("consent");
    let racers: Vec<_> = (0..16)
        .map(|_| {
            let form = [("action", "allow"), ("csrf", csrf.as_str())];
            tokio::spawn(browser.request(Method::POST, &path).form(form).send())
        })
        .collect();
    let mut codes = 0;
    for racer in racers {
        let response = racer.await.unwrap();
        assert!(matches!(response.status.as_u16(), 303 | 410), "{response:?}");
        codes += usize::from(response.status == 303);
    }
    assert_eq!(codes, 1);
}

/// Everything on the page that leads somewhere.
fn links(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(crate::authorize::unescaped).collect()
}

// Whoever comes back finds the way on, and never a second answer.
#[both_databases]
async fn coming_back_to_an_answered_request_is_no_dead_end(app: TestApp) {
    let native = app
        .client()
        .named("Pocket")
        .with("application_type", "native".into())
        .with("redirect_uris", json!(["test.rp.app:/cb"]))
        .register()
        .await;
    let website = app.client().named("Messenger").register().await;
    let mut browser = app.signed_in("alice").await;
    for (client, name) in [(&native, "Pocket"), (&website, "Messenger")] {
        for action in ["allow", "deny"] {
            let path = consent(client, &mut browser).await;
            let answered = browser.submit("consent", [("action", action)]).await;
            let id = path.rsplit('/').next().unwrap();
            let login = format!("/login?kind=continue_authorization_grant&id={id}");
            let mut stranger = app.browser();
            for page in [
                browser.get(&path).await,
                browser.get(&login).await,
                stranger.get(&path).await,
                stranger.get(&login).await,
            ] {
                assert_page(&page, 410, "You have already answered");
                assert!(page.body.contains(name), "{}", page.body);
                assert!(page.header(header::REFRESH).is_none());
                let links = links(&page.body);
                assert!(links.contains(&"https://rp.test/".to_owned()), "{links:?}");
                assert!(links.contains(&"/account/".to_owned()), "{links:?}");
                assert!(
                    !page.body.contains("code=") && !page.body.contains("test.rp.app:/cb"),
                    "{}",
                    page.body
                );
            }
            drop(answered);
        }
    }
}

// R8252-07, R9207-01: what the page opens is the answer
#[both_databases]
async fn a_native_app_is_opened_by_a_page(app: TestApp) {
    let client = app
        .client()
        .named("<Pocket>")
        .with("application_type", "native".into())
        .with("redirect_uris", json!(["test.rp.app:/cb"]))
        .register()
        .await;
    let mut browser = app.signed_in("alice").await;
    for mode in ["query", "fragment"] {
        let flow = client
            .flow(TestClient::MATRIX)
            .with("response_mode", mode)
            .with("state", "a\"b'c;d, e&f=<g>");
        let response = decide(&mut browser, &flow, "allow").await;
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
        ] {
            assert_eq!(response.header(name), Some(value));
        }
        assert!(!response.body.contains("<Pocket>") && response.body.contains("Pocket"));
        let address = opened(&response);
        let separator = if mode == "query" { '?' } else { '#' };
        assert!(
            address.starts_with(&format!("test.rp.app:/cb{separator}code=")),
            "{address}"
        );
        let parameters = gatehouse_testkit::answer_parameters(&address);
        assert_eq!(parameter(&parameters, "state"), Some("a\"b'c;d, e&f=<g>"));
        assert_eq!(parameter(&parameters, "iss"), Some(TestApp::ISSUER));
        let code = parameter(&parameters, "code").unwrap();
        client.exchange(&flow, code).send().await.assert_status(200);
    }
    let flow = client.flow("openid");
    let denied = decide(&mut browser, &flow, "deny").await;
    let parameters = gatehouse_testkit::answer_parameters(&opened(&denied));
    assert_eq!(parameter(&parameters, "error"), Some("access_denied"));
    assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
    // What is answered before any page needs none.
    for flow in [client.flow("openid").with("prompt", "none"), client.flow("nonsense x")] {
        let response = browser.get(&flow.uri()).await.assert_status(303);
        assert!(response.location().starts_with("test.rp.app:/cb?error="));
    }
}

// CS-26
#[both_databases]
async fn a_locked_person_is_told_so_and_can_sign_out(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let alice = app.user("alice").await;
    users::lock(&app.cx, &alice).await.unwrap();
    let response = browser.follow(&client.flow(TestClient::MATRIX).uri()).await;
    assert_page(&response, 403, "This account is locked");
    let response = browser.submit("sign-out", []).await.assert_status(303);
    assert_eq!(response.location(), "/logout");
    assert_eq!(browser.cookie("__Host-session"), None);
}

#[both_databases]
async fn a_request_does_not_wait_for_ever(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let path = consent(&client, &mut browser).await;
    let csrf = browser.csrf("consent");
    app.advance(3599);
    browser.get(&path).await.assert_status(200);
    app.advance(1);
    assert_page(&browser.get(&path).await, 410, "This took too long");
    let form = [("action", "allow"), ("csrf", csrf.as_str())];
    let response = browser.request(Method::POST, &path).form(form).send().await;
    assert_page(&response, 410, "This took too long");
    let id = path.rsplit('/').next().unwrap();
    let login = format!("/login?kind=continue_authorization_grant&id={id}");
    assert_page(&browser.get(&login).await, 410, "This took too long");
    assert_page(&app.get(&login).send().await, 410, "This took too long");

    for (path, status, text) in [
        ("/consent/01ARZ3NDEKTSV4RRFFQ69G5FAV", 410, "This sign-in has expired"),
        ("/consent/x", 404, "There is nothing here"),
        ("/consent/%00", 404, "There is nothing here"),
        ("/consent/", 404, "There is nothing here"),
    ] {
        assert_page(&browser.get(path).await, status, text);
        let response = browser.request(Method::POST, path).form(form).send().await;
        assert_page(&response, status, text);
    }
}

// R9700-02
#[both_databases]
async fn whoever_is_not_signed_in_signs_in_first(app: TestApp) {
    let client = app.client().register().await;
    let mut alice = app.signed_in("alice").await;
    let path = consent(&client, &mut alice).await;
    let mut stranger = app.browser();
    let response = stranger.get(&path).await.assert_status(303);
    assert!(
        response
            .location()
            .starts_with("/login?kind=continue_authorization_grant&id="),
        "{}",
        response.location()
    );
    stranger.get(response.location()).await;
    let csrf = stranger.csrf("sign-in");
    let form = [("action", "allow"), ("csrf", csrf.as_str())];
    let response = stranger
        .request(Method::POST, &path)
        .form(form)
        .send()
        .await
        .assert_status(303);
    assert!(response.location().starts_with("/login?"), "{}", response.location());
}

// OCORE-14
#[both_databases]
async fn another_account_can_be_used(app: TestApp) {
    let client = app.client().register().await;
    app.user("bob").await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(TestClient::MATRIX);
    browser.follow(&flow.uri()).await.assert_status(200);
    let alices = browser.cookie("__Host-session").unwrap().to_owned();
    let response = browser.submit("switch-account", []).await.assert_status(303);
    assert_eq!(browser.cookie("__Host-session"), None);
    browser.follow(response.location()).await.assert_status(200);
    let typed = [("username", "bob"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert!(
        browser.page.contains("@bob:example.org") && !browser.page.contains("alice"),
        "{}",
        browser.page
    );
    let response = browser.submit("consent", [("action", "allow")]).await;
    let parameters = answer(&response, "query");
    client
        .exchange(&flow, parameter(&parameters, "code").unwrap())
        .send()
        .await
        .assert_status(200);
    assert_eq!(
        (
            app.homeserver.devices("bob").len(),
            app.homeserver.devices("alice").len()
        ),
        (1, 0)
    );
    // Alice is signed out for good.
    browser.set_cookie("__Host-session", &alices);
    assert_eq!(browser.get("/account/").await.assert_status(303).location(), "/login");
}

// M2967-19, HS-14
#[both_databases]
async fn administration_is_for_administrators(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let alice = app.user("alice").await;
    let flow = client.flow(ADMIN);
    let parameters = answer(&decide(&mut browser, &flow, "allow").await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("access_denied"));
    assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));

    users::change_admin(&app.cx, &alice, true).await.unwrap();
    browser.follow(&client.flow(ADMIN).uri()).await.assert_status(200);
    assert!(
        browser.page.contains("Administer this whole server."),
        "{}",
        browser.page
    );
    let tokens = client.tokens(&mut browser, ADMIN).await;
    assert_eq!(tokens.body["scope"], ADMIN);
    let introspection = app.introspect(&tokens.access).await;
    assert!(introspection["scope"].as_str().unwrap().contains("urn:synapse:admin:*"));

    // And no longer.
    users::change_admin(&app.cx, &alice, false).await.unwrap();
    let parameters = answer(&decide(&mut browser, &client.flow(ADMIN), "allow").await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("access_denied"));
}

// An account that was locked or deactivated while the page was open
#[both_databases]
async fn an_account_that_may_not_act_gets_no_code(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let alice = app.user("alice").await;
    browser
        .follow(&client.flow(TestClient::MATRIX).uri())
        .await
        .assert_status(200);
    users::lock(&app.cx, &alice).await.unwrap();
    let parameters = answer(&browser.submit("consent", [("action", "allow")]).await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("access_denied"));
    users::unlock(&app.cx, &alice).await.unwrap();

    browser
        .follow(&client.flow(TestClient::MATRIX).uri())
        .await
        .assert_status(200);
    users::deactivate(&app.cx, &alice, false).await.unwrap();
    let response = browser
        .submit("consent", [("action", "allow")])
        .await
        .assert_status(303);
    assert!(response.location().starts_with("/login?"), "{}", response.location());
    assert!(app.homeserver.devices("alice").is_empty());
}

// R6749-13: the app is told as soon as it is known where it is
#[both_databases]
async fn a_fault_after_the_decision_is_told_to_the_app(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow("openid");
    browser.follow(&flow.uri()).await.assert_status(200);
    let broken: Result<u64, gatehouse_storage::Error> = app
        .cx
        .db
        .write(async |tx| tx.execute("ALTER TABLE authorization_codes RENAME TO lost", &[]).await)
        .await;
    broken.unwrap();
    let parameters = answer(&browser.submit("consent", [("action", "allow")]).await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("server_error"));
    assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
    assert_eq!(parameter(&parameters, "iss"), Some(TestApp::ISSUER));
}
