//! From the app to the question.

use gatehouse_auth::limits::Rate;
use gatehouse_testkit::{Engine, TestApp, both_databases};
use http::{Method, header};
use url::{Url, form_urlencoded};

use super::{SITE, assert_page, begin, path_of};

// LG-27, LG-34, M3824-05
#[both_databases]
async fn an_app_sends_its_person_to_a_page_of_ours(app: TestApp) {
    for redirect_url in [
        SITE,
        "https://chat.example:8443/x?a=1#/home",
        "http://127.0.0.1:4711/cb",
        "http://[::1]/",
        "io.element.app:/x",
        "element://connect",
    ] {
        for (version, slash) in [("r0", ""), ("v3", "/"), ("unstable", "")] {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("redirectUrl", redirect_url)
                .finish();
            let path = format!("/_matrix/client/{version}/login/sso/redirect{slash}?{query}");
            let response = app.get(&path).send().await.assert_status(303);
            let path = path_of(&response);
            assert!(
                path.starts_with("/complete-compat-sso/") && !path.contains('?'),
                "{path}"
            );
            let mut browser = app.browser();
            let response = browser.get(&path).await.assert_status(303);
            let login = response.location();
            assert!(
                login.starts_with("/login?kind=continue_compat_sso_login&id="),
                "{login}"
            );
            browser.follow(&path).await.assert_status(200);
            browser.form("sign-in");
        }
    }
}

// M3824-05, M3824-07, M3824-08
#[both_databases]
async fn an_app_says_whether_its_person_has_an_account(app: TestApp) {
    const UNSTABLE: &str = "org.matrix.msc3824.action";
    for (more, kept, leads_to) in [
        (vec![], "", "/login?"),
        (vec![("action", "login")], "?action=login", "/login?"),
        (vec![("action", "register")], "?action=register", "/register?"),
        (vec![(UNSTABLE, "register")], "?action=register", "/register?"),
        (
            vec![("action", "login"), (UNSTABLE, "register")],
            "?action=login",
            "/login?",
        ),
        (
            vec![(UNSTABLE, "login"), ("action", "register")],
            "?action=register",
            "/register?",
        ),
        (
            vec![("action", "foo"), (UNSTABLE, "register")],
            "?action=register",
            "/register?",
        ),
        (vec![("action", "foo")], "", "/login?"),
        (vec![("action", "")], "", "/login?"),
        (vec![(UNSTABLE, "foo")], "", "/login?"),
    ] {
        let response = app.get(&begin(SITE, &more)).send().await.assert_status(303);
        let path = path_of(&response);
        assert!(path.ends_with(kept) && path.contains('?') != kept.is_empty(), "{path}");
        let response = app.get(&path).send().await.assert_status(303);
        assert!(
            response.location().starts_with(leads_to),
            "{more:?} {}",
            response.location()
        );
    }
    // Links from elsewhere carry the unstable name.
    let response = app.get(&begin(SITE, &[])).send().await;
    let path = format!("{}?{UNSTABLE}=register", path_of(&response));
    let response = app.get(&path).send().await.assert_status(303);
    assert!(response.location().starts_with("/register?"), "{}", response.location());
}

// LG-27, LG-29
#[both_databases]
async fn a_dangerous_address_is_told_to_the_person(app: TestApp) {
    let long = format!("https://chat.example/?{}", "x".repeat(3000));
    for redirect_url in [
        "",
        "chat.example",
        "//chat.example/",
        "/x",
        "https:",
        "https://",
        "https:///x",
        "https:chat.example",
        "https://alice:secret@chat.example/",
        "https://chat.example@evil.example/",
        "https://chat.example\\@evil.example/",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://chat.example/x",
        "https://chat.example/\r\nSet-Cookie: a=b",
        "https://chat.example/\0",
        long.as_str(),
    ] {
        let response = app.get(&begin(redirect_url, &[])).send().await;
        assert_page(&response, 400, "This request can’t be used");
        assert!(!response.body.contains("<script>alert"), "{}", response.body);
    }
    let twice = begin(SITE, &[("redirectUrl", "https://evil.example/")]);
    for path in [
        "/_matrix/client/v3/login/sso/redirect",
        "/_matrix/client/v3/login/sso/redirect/?x=1",
        "/_matrix/client/v3/login/sso/redirect?redirecturl=https://chat.example",
        "/_matrix/client/v3/login/sso/redirect?redirectUrl=%FF%FE",
        twice.as_str(),
    ] {
        let response = app.get(path).send().await;
        assert_page(&response, 400, "This request can’t be used");
    }
    // In the person's language.
    let german = app.get("/_matrix/client/v3/login/sso/redirect");
    let german = german.header("accept-language", "de").send().await;
    assert_page(&german, 400, "Diese Anfrage ist ungültig");
    let csp = german.header(header::CONTENT_SECURITY_POLICY).unwrap();
    assert!(csp.contains("form-action 'self'") && !csp.contains("unsafe"), "{csp}");
}

// LG-28
#[both_databases]
async fn an_unknown_provider_is_told_to_the_person_with_a_way_on(app: TestApp) {
    let query = "redirectUrl=https%3A%2F%2Fchat.example%2F&action=register";
    for provider in [
        "nope",
        "oidc-google",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "nope/",
        "a/b",
        "%00",
    ] {
        let path = format!("/_matrix/client/v3/login/sso/redirect/{provider}?{query}");
        let response = app.get(&path).send().await;
        assert_page(&response, 404, "This way to sign in is not known here");
        let page = crate::authorize::unescaped(&response.body);
        let (_, link) = page.split_once("class=\"button primary\" href=\"").unwrap();
        let way_on = Url::parse("https://matrix.example.org").unwrap().join(&path).unwrap();
        let way_on = way_on.join(link.split('"').next().unwrap()).unwrap();
        assert_eq!(way_on.path(), "/_matrix/client/v3/login/sso/redirect");
        assert_eq!(way_on.query(), Some(query));
        let way_on = format!("{}?{query}", way_on.path());
        let response = app.get(&way_on).send().await.assert_status(303);
        assert!(response.location().ends_with("?action=register"));
    }
    let bare = app.get("/_matrix/client/v3/login/sso/redirect/nope").send().await;
    assert_page(&bare, 404, "This way to sign in is not known here");
    // Programs are told as before.
    let other = app.get("/_matrix/client/v3/login/sso/elsewhere").send().await;
    super::super::assert_matrix_error(&other, 404, "M_UNRECOGNIZED");
    let posted = app.request(Method::POST, &begin(SITE, &[])).send().await;
    assert_eq!(posted.status, 405);
}

#[tokio::test]
async fn what_is_switched_off_says_so() {
    let app = TestApp::with(Engine::Sqlite, |_| ()).await;
    let path = super::question(&app, SITE).await;
    let login = app.get(&path).send().await.location().to_owned();
    let app = TestApp::on(app.database, |settings| {
        settings.compat.sso_login_enabled = false;
        settings.account.password_registration_enabled = true;
    });
    let mut browser = app.signed_in("alice").await;
    for path in [
        begin(SITE, &[]),
        "/_matrix/client/v3/login/sso/redirect/nope".to_owned(),
        path,
        login.replace("/login", "/register"),
        "/login-fallback".to_owned(),
    ] {
        assert_page(&browser.follow(&path).await, 404, "Older apps can’t sign in here");
    }
    assert_page(&app.get(&login).send().await, 404, "Older apps can’t sign in here");
}

#[both_databases]
async fn nobody_fills_the_database(app: TestApp) {
    let app = TestApp::on(app.database, |settings| {
        settings.rates.sso_login_per_ip = Rate {
            burst: 3.try_into().unwrap(),
            per_second: 0.1,
        };
    });
    for _ in 0..3 {
        app.get(&begin(SITE, &[])).send().await.assert_status(303);
    }
    let response = app.get(&begin(SITE, &[])).send().await;
    assert_page(&response, 429, "Too many attempts");
    assert_eq!(response.header(header::RETRY_AFTER), Some("10"));
    app.advance(10);
    app.get(&begin(SITE, &[])).send().await.assert_status(303);
}
