//! What can't be registered.

use gatehouse_testkit::{TestApp, both_databases};
use serde_json::{Value, json};

use super::{PATH, redirect, register, web};

/// Refused as RFC 7591 §3.2.2 says: 400, JSON, and a text that names the rule.
async fn assert_refused(app: &TestApp, body: &Value, error: &str, rule: &str) {
    let response = register(app, body).await.assert_oauth_error(400, error, rule);
    let description = response.json()["error_description"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(description.contains(rule), "the developer is told: {description}");
}

// M2966-19, M2966-20, M2966-22, M2966-23, M2966-12, M2966-13, M2966-32, M2966-40, R6749-07, R9700-11, OREG-02
// oidcc-redirect-uri-regfrag
#[both_databases]
async fn https_redirect_uris_that_can_not_be_registered(app: TestApp) {
    for (uri, rule) in [
        ("https://app.com/callback", "the host"),
        ("https://evil-example.com/cb", "the host"),
        ("https://notexample.com/cb", "the host"),
        ("https://example.com.evil.org/cb", "the host"),
        ("https://com/", "public suffix"),
        ("https://co.uk/", "public suffix"),
        ("https://github.io/", "public suffix"),
        ("https://example.com/cb#x", "fragment"),
        ("https://example.com/cb#", "fragment"),
        ("http://example.com/callback", "http is only"),
        ("https://user@example.com/", "a user name"),
        ("https://u:p@example.com/", "a user name"),
        ("https://localhost/callback", "localhost"),
        ("https://127.0.0.1/callback", "IP address"),
        ("/callback", "not an absolute URI"),
        ("example.com/callback", "not an absolute URI"),
        ("", "not an absolute URI"),
        ("https://example.com/ ", "percent-encoded"),
        ("https://example.com/\"><script>", "percent-encoded"),
        ("https://ex\u{e4}mple.com/", "percent-encoded"),
        ("https://example.com/\u{0}", "percent-encoded"),
    ] {
        for application_type in ["web", "native"] {
            assert_refused(&app, &redirect(application_type, uri), "invalid_redirect_uri", rule).await;
        }
    }
}

// M2966-18, M2966-20, M2966-21
#[both_databases]
async fn web_apps_have_no_other_schemes(app: TestApp) {
    for (uri, rule) in [
        ("http://localhost/", "http is only"),
        ("http://127.0.0.1/", "http is only"),
        ("http://[::1]/", "http is only"),
        ("com.example:/callback", "only https"),
        ("javascript:alert(1)", "the scheme"),
    ] {
        assert_refused(&app, &redirect("web", uri), "invalid_redirect_uri", rule).await;
    }
    let untyped = web(json!({ "redirect_uris": ["http://localhost/"] }));
    assert_refused(&app, &untyped, "invalid_redirect_uri", "http is only").await;
    // One bad apple.
    let several = web(json!({ "redirect_uris": ["https://example.com/cb", "http://localhost/"] }));
    assert_refused(&app, &several, "invalid_redirect_uri", "http is only").await;
}

// M2966-26, M2966-27, M2966-28, M2966-29, M2966-30, M2966-33, R8252-04, R9700-11
#[both_databases]
async fn native_redirect_uris_that_can_not_be_registered(app: TestApp) {
    for (uri, rule) in [
        ("example:/callback", "reversed domain"),
        ("myapp:/cb", "reversed domain"),
        ("org.example.app:/cb", "reversed host"),
        ("com.example-evil:/", "reversed host"),
        ("com.exampleapp:/", "reversed host"),
        ("com.example.app://callback", "authority"),
        ("com.example.app:///callback", "authority"),
        ("javascript:alert(1)", "the scheme"),
        ("data:text/html,x", "the scheme"),
        ("file:///etc/passwd", "the scheme"),
        ("blob:https://example.com/", "the scheme"),
        ("about:blank", "the scheme"),
        ("vbscript:x", "the scheme"),
        ("http://example.com/cb", "http is only"),
        ("https://localhost/callback", "localhost"),
        ("http://127.0.0.2/callback", "http is only"),
        ("http://localhost.example.com/", "http is only"),
        ("http://localhost:1234/callback", "without a port"),
        ("http://127.0.0.1:80/callback", "without a port"),
        ("http://[::1]:8080/callback", "without a port"),
        ("http://user@localhost/callback", "without a port"),
    ] {
        assert_refused(&app, &redirect("native", uri), "invalid_redirect_uri", rule).await;
    }
}

// M2966-07, M2966-08, M2966-09, M2966-11, M2966-12, M2966-13, M2966-14, M2966-15, M2966-18
#[both_databases]
async fn pages_of_an_app_that_can_not_be_registered(app: TestApp) {
    for (member, value, rule) in [
        ("client_uri", json!(null), "is required"),
        ("client_uri", json!(""), "not an absolute URI"),
        ("client_uri", json!("example.com"), "not an absolute URI"),
        ("client_uri", json!("http://example.com/"), "only https"),
        ("client_uri", json!("https://u:p@example.com/"), "a user name"),
        ("client_uri", json!("https://com/"), "public suffix"),
        ("client_uri", json!("https://co.uk/"), "public suffix"),
        ("client_uri", json!("https://github.io/"), "public suffix"),
        ("application_type", json!("desktop"), "web or native"),
        ("token_endpoint_auth_method", json!("tls_client_auth"), "must be one of"),
        ("token_endpoint_auth_method", json!("private_key_jwt"), "needs jwks"),
    ] {
        let mut body = web(json!({}));
        body[member] = value;
        assert_refused(&app, &body, "invalid_client_metadata", rule).await;
    }
    for (uri, rule) in [
        ("http://example.com/page", "only https"),
        ("https://app.com/page", "the host"),
        ("https://evil-example.com/page", "the host"),
        ("https://notexample.com/page", "the host"),
        ("https://com/page", "public suffix"),
        ("https://u:p@example.com/page", "a user name"),
        ("data:image/png;base64,AA==", "only https"),
    ] {
        for member in ["logo_uri", "tos_uri", "policy_uri"] {
            let mut body = web(json!({}));
            body[member] = json!(uri);
            assert_refused(&app, &body, "invalid_client_metadata", &format!("{member}: ")).await;
            assert_refused(&app, &body, "invalid_client_metadata", rule).await;
        }
    }
}

// M2966-06, R6749-09
#[both_databases]
async fn the_code_grant_needs_its_members(app: TestApp) {
    for (changes, error, rule) in [
        (json!({ "redirect_uris": null }), "invalid_redirect_uri", "at least one"),
        (json!({ "redirect_uris": [] }), "invalid_redirect_uri", "at least one"),
        (
            json!({ "response_types": [] }),
            "invalid_client_metadata",
            "needs the response type code",
        ),
        (
            json!({ "response_types": ["id_token"] }),
            "invalid_client_metadata",
            "needs the response type code",
        ),
        (
            json!({ "grant_types": ["refresh_token"] }),
            "invalid_client_metadata",
            "needs the grant type",
        ),
        (
            json!({ "grant_types": ["implicit"] }),
            "invalid_client_metadata",
            "none of the values",
        ),
    ] {
        assert_refused(&app, &web(changes), error, rule).await;
    }
}

// M2966-40, M2966-41
#[both_databases]
async fn bodies_that_are_no_metadata(app: TestApp) {
    let nested = "[".repeat(10_000);
    let bodies: [&[u8]; 10] = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\"x\"",
        b"client_name=x&client_uri=https://example.com/",
        b"{\"client_name\":\"\\ud800\"}",
        b"{\"client_name\":\"\xff\"}",
        b"\0",
        nested.as_bytes(),
    ];
    for body in bodies {
        let response = app.post(PATH).body("application/json", body).send().await;
        response.assert_oauth_error(400, "invalid_client_metadata", "the body is not");
    }
    for (member, value) in [
        ("client_name", json!(["x"])),
        ("client_uri", json!({})),
        ("logo_uri", json!(true)),
        ("redirect_uris", json!("https://example.com/")),
        ("redirect_uris", json!([1])),
        ("response_types", json!("code")),
        ("grant_types", json!({ "a": 1 })),
        ("token_endpoint_auth_method", json!(false)),
        ("contacts", json!("me")),
        ("default_max_age", json!("3600")),
        ("default_max_age", json!(-1)),
        ("require_auth_time", json!("yes")),
        ("jwks", json!("x")),
        ("jwks_uri", json!(1)),
        ("request_uris", json!("https://example.com/")),
    ] {
        let mut body = web(json!({}));
        body[member] = value;
        assert_refused(&app, &body, "invalid_client_metadata", "must be").await;
    }
}

// M2966-44
#[both_databases]
async fn sizes_and_counts_are_limited(app: TestApp) {
    let uris = |count: usize| {
        json!(
            (0..count)
                .map(|n| format!("https://example.com/{n}"))
                .collect::<Vec<_>>()
        )
    };
    for (changes, rule) in [
        (json!({ "redirect_uris": uris(33) }), "at most 32"),
        (json!({ "redirect_uris": uris(10_000) }), "too long"),
        (json!({ "request_uris": uris(9) }), "at most 8"),
        (json!({ "request_uris": uris(10_000) }), "too long"),
        (
            json!({ "request_uris": [format!("https://example.com/{}", "a".repeat(500))] }),
            "512 bytes",
        ),
        (json!({ "unknown": "a".repeat(1 << 20) }), "too long"),
        (json!({ "client_name": "a".repeat(256) }), "at most 255"),
        (json!({ "contacts": vec!["a"; 17] }), "at most 16"),
        (
            json!({ "logo_uri": format!("https://example.com/{}", "a".repeat(2048)) }),
            "2048 bytes",
        ),
    ] {
        assert_refused(&app, &web(changes), "invalid_client_metadata", rule).await;
    }
    let long = web(json!({ "redirect_uris": [format!("https://example.com/{}", "a".repeat(2048))] }));
    assert_refused(&app, &long, "invalid_redirect_uri", "2048 bytes").await;
}

// M2966-44: texts that a database can't hold or a page can't show
#[both_databases]
async fn no_text_breaks_the_database_or_a_page(app: TestApp) {
    for name in ["a\0b", "a\nb", "a\u{202e}b", "a\u{200b}b"] {
        let named = web(json!({ "client_name": name }));
        assert_refused(&app, &named, "invalid_client_metadata", "control characters").await;
        let contact = web(json!({ "contacts": [name] }));
        assert_refused(&app, &contact, "invalid_client_metadata", "control characters").await;
    }
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "A".repeat(43), "kid": "a\0b", "x5u": "\0" });
    let response = register(&app, &web(json!({ "jwks": { "keys": [key] } }))).await;
    assert!(!response.status.is_server_error(), "{response:?}");
    let unknown = web(json!({ "unknown\0": "a\0b" }));
    register(&app, &unknown).await.assert_status(201);
}
