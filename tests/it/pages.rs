//! What all pages share: headers, cookies, languages, errors.

use axum::{Router, routing::get};
use gatehouse_testkit::{
    Branding, TestApp, TestBrowser, TestClient, TestResponse, both_databases,
    brand::{Logo, LogoFormat},
};
use http::{HeaderName, Method, header};

use crate::{
    authorize::{decide, unescaped},
    oauth2::device::{ask, television, type_code},
};

/// A page of each kind, with its name.
async fn every_page(app: &TestApp) -> Vec<(&'static str, TestResponse)> {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, TestClient::MATRIX).await;
    let mut stranger = app.browser();
    let asked = ask(&television(app).await, TestClient::MATRIX).await;
    let posted = client.flow("openid").with("response_mode", "form_post");
    vec![
        ("index", app.get("/").send().await.assert_status(200)),
        ("index, signed in", browser.get("/").await.assert_status(200)),
        ("sign-in", app.get("/login").send().await.assert_status(200)),
        (
            "sign-in for an app",
            stranger.follow(&client.flow("openid").uri()).await.assert_status(200),
        ),
        ("sign-in, wrong", wrong_password(&mut stranger).await.assert_status(422)),
        (
            "consent",
            browser
                .follow(&client.flow(TestClient::MATRIX).uri())
                .await
                .assert_status(200),
        ),
        ("link", app.get("/link").send().await.assert_status(200)),
        (
            "device consent",
            type_code(&mut browser, &asked.user_code).await.assert_status(200),
        ),
        ("account", browser.get("/account/").await.assert_status(200)),
        ("signed out", app.get("/logout").send().await.assert_status(200)),
        (
            "form post",
            decide(&mut browser, &posted, "allow").await.assert_status(200),
        ),
        (
            "bad request",
            app.get("/authorize?client_id=x").send().await.assert_status(400),
        ),
        ("not found", app.get("/nowhere").send().await.assert_status(404)),
        (
            "form expired",
            app.post("/login").form([("csrf", "x")]).send().await.assert_status(403),
        ),
        (
            "expired",
            browser
                .get("/consent/01ARZ3NDEKTSV4RRFFQ69G5FAV")
                .await
                .assert_status(410),
        ),
    ]
}

async fn wrong_password(browser: &mut TestBrowser) -> TestResponse {
    browser
        .submit("sign-in", [("username", "alice"), ("password", "wrong")])
        .await
}

// M2964-33, M2964-34, R6749-35, R9700-12, R9700-14
#[both_databases]
async fn every_page_is_guarded(app: TestApp) {
    for (page, response) in every_page(&app).await {
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("strict-transport-security", "max-age=31536000"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("content-type", "text/html; charset=utf-8"),
        ] {
            assert_eq!(
                response.header(HeaderName::from_static(name)),
                Some(value),
                "{page} {name}"
            );
        }
        let policy = response
            .header(header::CONTENT_SECURITY_POLICY)
            .unwrap_or_else(|| panic!("{page}"));
        for rule in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(rule), "{page}: {policy}");
        }
        assert!(!policy.contains("unsafe-") && !policy.contains('*'), "{page}: {policy}");
        let leads_away = matches!(page, "sign-in for an app" | "sign-in, wrong" | "consent" | "form post");
        assert_eq!(policy.contains("https://rp.test"), leads_away, "{page}: {policy}");
        assert!(response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none(), "{page}");
    }
}

// R9700-15
#[both_databases]
async fn pages_load_nothing_from_elsewhere(app: TestApp) {
    for (page, response) in every_page(&app).await {
        let html = &response.body;
        for inline in [
            "<style",
            " style=",
            " onclick=",
            " onload=",
            "javascript:",
            "<script>",
            "<base",
            "<iframe",
        ] {
            assert!(!html.contains(inline), "{page} has {inline}");
        }
        let mut loaded = 0;
        for (tag, attribute) in [("<script ", "src=\""), ("<link ", "href=\""), ("<img ", "src=\"")] {
            for element in html.split(tag).skip(1) {
                let address = element.split('>').next().unwrap().split(attribute).nth(1).unwrap();
                let address = unescaped(address.split('"').next().unwrap());
                assert!(address.starts_with("/assets/"), "{page} {address}");
                let asset = app.get(&address).send().await.assert_status(200);
                assert!(
                    asset.header(header::CACHE_CONTROL).unwrap().contains("immutable"),
                    "{address}"
                );
                assert_eq!(
                    asset.header(header::X_CONTENT_TYPE_OPTIONS),
                    Some("nosniff"),
                    "{address}"
                );
                assert!(asset.header(header::SET_COOKIE).is_none());
                loaded += 1;
            }
        }
        assert!(loaded >= 2, "{page}");
    }
    app.get("/assets/nothing.css").send().await.assert_status(404);
    app.get("/assets/..%2f..%2fCargo.toml").send().await.assert_status(404);
}

// R9700-15
#[both_databases]
async fn the_operators_picture_and_color_come_from_here(app: TestApp) {
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let branding = Branding {
        logo: Some(Logo {
            format: LogoFormat::Svg,
            bytes: picture.into(),
        }),
        accent_color: "#ffe000".parse().ok(),
        ..Branding::new("Example")
    };
    let app = app.branded(&branding);
    for (page, response) in every_page(&app).await {
        let html = response.body;
        let links: Vec<_> = html
            .split("href=\"")
            .chain(html.split("src=\""))
            .filter_map(|rest| rest.split('"').next())
            .map(unescaped)
            .filter(|link| link.starts_with("/assets/"))
            .collect();
        let found = |stem: &str| {
            links
                .iter()
                .filter(|link| link.starts_with(&format!("/assets/{stem}-")))
                .count()
        };
        assert_eq!((found("brand"), found("logo")), (1, 1), "{page}: {html}");
        assert!(html.contains("alt=\"Example\""), "{page}: {html}");
    }
    let page = app.get("/login").send().await.body;
    let link = |start: &str| unescaped(page.split(start).nth(1).unwrap().split('"').next().unwrap());
    let logo = app.get(&link("<img src=\"")).send().await.assert_status(200);
    assert_eq!(logo.body, picture);
    assert_eq!(logo.header(header::CONTENT_TYPE), Some("image/svg+xml"));
    // Opened by itself, it runs nothing on our origin.
    let policy = logo.header(header::CONTENT_SECURITY_POLICY).unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox"),
        "{policy}"
    );
    let sheet = page
        .split("rel=\"stylesheet\" href=\"")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let sheet = app.get(&unescaped(sheet)).send().await.assert_status(200);
    assert_eq!(sheet.header(header::CONTENT_TYPE), Some("text/css; charset=utf-8"));
    assert!(
        sheet.body.contains("--accent: #") && !sheet.body.contains("--accent: #ffe000;\n"),
        "{}",
        sheet.body
    );
}

// R9700-12, M2964-33: scripts of apps may call endpoints, never pages
#[both_databases]
async fn endpoints_are_open_to_other_origins_and_pages_are_not(app: TestApp) {
    let allowed = async |method: Method, path: &str| {
        let request = app.request(Method::OPTIONS, path).header("origin", "https://app.test");
        let response = request
            .header("access-control-request-method", method.as_str())
            .send()
            .await;
        assert!(response.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS).is_none());
        response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).map(str::to_owned)
    };
    for (method, path) in [
        (Method::GET, "/.well-known/openid-configuration"),
        (Method::GET, "/.well-known/oauth-authorization-server"),
        (Method::GET, "/oauth2/keys.json"),
        (Method::POST, "/oauth2/registration"),
        (Method::POST, "/oauth2/token"),
        (Method::POST, "/oauth2/revoke"),
        (Method::GET, "/oauth2/userinfo"),
    ] {
        assert_eq!(allowed(method, path).await.as_deref(), Some("*"), "{path}");
    }
    for path in [
        "/",
        "/authorize",
        "/login",
        "/logout",
        "/account/",
        "/consent/x",
        "/oauth2/introspect",
        "/nowhere",
    ] {
        for method in [Method::GET, Method::POST] {
            assert_eq!(allowed(method, path).await, None, "{path}");
        }
    }
}

// XC-24: endpoints for apps neither read nor set cookies
#[both_databases]
async fn endpoints_take_no_cookies(app: TestApp) {
    let browser = app.signed_in("alice").await;
    for (method, path) in [
        (Method::GET, "/.well-known/openid-configuration"),
        (Method::GET, "/oauth2/keys.json"),
        (Method::POST, "/oauth2/registration"),
        (Method::POST, "/oauth2/token"),
        (Method::POST, "/oauth2/revoke"),
        (Method::POST, "/oauth2/introspect"),
        (Method::GET, "/oauth2/userinfo"),
        (Method::GET, "/health"),
    ] {
        let plain = app.request(method.clone(), path).send().await;
        let with_cookies = browser.request(method, path).send().await;
        assert_eq!(
            (plain.status, &plain.body),
            (with_cookies.status, &with_cookies.body),
            "{path}"
        );
        assert!(plain.header(header::SET_COOKIE).is_none() && with_cookies.header(header::SET_COOKIE).is_none());
        assert!(!plain.status.is_server_error(), "{path}");
    }
}

#[both_databases]
async fn there_is_nothing_at_unknown_addresses(app: TestApp) {
    for path in ["/nowhere", "/login/", "/account/nowhere", "/%ff", "//evil.test/"] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let response = app.request(method, path).send().await.assert_status(404);
            assert!(
                response.body.contains("There is nothing here"),
                "{path}: {}",
                response.body
            );
            assert!(response.header(header::LOCATION).is_none());
        }
    }
    for path in ["/login", "/account/", "/authorize", "/consent/x"] {
        let response = app.request(Method::DELETE, path).send().await.assert_status(405);
        assert!(response.body.contains("There is nothing here"), "{path}");
        assert!(response.header(header::ALLOW).is_some(), "{path}");
    }
}

// CS-18, XC-20
#[both_databases]
async fn programs_are_told_of_unknown_addresses_in_json(app: TestApp) {
    for (path, member, code) in [
        ("/oauth2/nowhere", "error", "not_found"),
        ("/oauth2", "error", "not_found"),
        ("/.well-known/nowhere", "error", "not_found"),
        ("/api/admin/v1/nowhere", "error", "not_found"),
        ("/_matrix/client/v3/login/get_token", "errcode", "M_UNRECOGNIZED"),
        ("/_matrix/", "errcode", "M_UNRECOGNIZED"),
        ("/_matrix", "errcode", "M_UNRECOGNIZED"),
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let response = app.request(method, path).send().await.assert_status(404);
            assert_eq!(
                response.header(header::CONTENT_TYPE),
                Some("application/json"),
                "{path}"
            );
            assert_eq!(response.json()[member], code, "{path}");
            assert_eq!(
                response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
                Some("*"),
                "{path}"
            );
        }
    }
    for path in [
        "/oauth2/token",
        "/oauth2/introspect",
        "/oauth2/registration",
        "/.well-known/openid-configuration",
    ] {
        let response = app.request(Method::DELETE, path).send().await.assert_status(405);
        assert_eq!(response.json()["error"], "method_not_allowed", "{path}");
        assert!(response.header(header::ALLOW).is_some(), "{path}");
    }
    // Not everything that begins so.
    for path in ["/apiary", "/oauth2x", "/x/oauth2/token"] {
        assert!(
            app.get(path)
                .send()
                .await
                .assert_status(404)
                .body
                .starts_with("<!doctype html>"),
            "{path}"
        );
    }
}

#[both_databases]
async fn a_bug_gets_a_number_and_no_more(app: TestApp) {
    async fn bug() -> &'static str {
        panic!("the secret of {}", "alice")
    }
    let mut routes = Router::new();
    for path in ["/page", "/oauth2/x", "/_matrix/x"] {
        routes = routes.route(path, get(bug));
    }
    let app = app.with_routes(routes);
    let page = app.get("/page").send().await.assert_status(500);
    assert!(page.body.contains("Something went wrong on our side") && page.body.contains("Number of this error"));
    assert!(page.header(header::CONTENT_SECURITY_POLICY).is_some());
    let oauth = app.get("/oauth2/x").send().await.assert_status(500);
    assert_eq!(oauth.json()["error"], "server_error");
    let matrix = app.get("/_matrix/x").send().await.assert_status(500);
    assert_eq!(matrix.json()["errcode"], "M_UNKNOWN");
    for response in [page, oauth, matrix] {
        assert!(!response.body.contains("alice"), "{}", response.body);
    }
}

#[both_databases]
async fn pages_speak_the_language_of_the_browser(app: TestApp) {
    for (accepted, lang, direction) in [
        ("de-AT,de;q=0.9", "de", "ltr"),
        ("fr", "fr", "ltr"),
        ("ar", "ar", "rtl"),
        ("xx, en;q=0.1", "en", "ltr"),
        ("\u{20}", "en", "ltr"),
    ] {
        for path in ["/login", "/nowhere", "/authorize"] {
            let page = app.get(path).header("accept-language", accepted).send().await.body;
            assert!(
                page.contains(&format!("<html lang=\"{lang}\" dir=\"{direction}\">")),
                "{accepted} {path}: {page}"
            );
        }
    }
}

// RFC 6265bis §4.1.3: one browser, one CSRF cookie
#[both_databases]
async fn the_csrf_cookie_stays_for_all_tabs(app: TestApp) {
    let mut browser = app.browser();
    assert!(browser.get("/login").await.set_cookie("__Host-csrf").is_some());
    let token = browser.csrf("sign-in");
    assert!(browser.get("/login").await.set_cookie("__Host-csrf").is_none());
    assert_eq!(browser.csrf("sign-in"), token, "forms of other tabs stay good");
    assert_ne!(
        browser.cookie("__Host-csrf"),
        Some(token.as_str()),
        "the cookie alone is no token"
    );
}

#[both_databases]
async fn health_is_told_to_anybody(app: TestApp) {
    assert_eq!(app.get("/health").send().await.assert_status(200).body, "ok");
}
