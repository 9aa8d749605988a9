use super::*;

fn check_all(application_type: &str, table: &[(&str, Expected)]) {
    for (uri, expected) in table {
        let result = register(&redirect(application_type, uri));
        check(&format!("{application_type} {uri}"), &result, REDIRECT, *expected);
    }
}

#[test]
fn claimed_https_is_under_the_host_of_the_app() {
    let table = [
        ("https://example.com/callback", Ok(())),             // M2966-11
        ("https://app.example.com/callback", Ok(())),         // M2966-11
        ("https://example.com:5173/?query=value", Ok(())),    // M2966-24
        ("https://app.com/callback", Err("the host")),        // M2966-23
        ("https://evil-example.com/cb", Err("the host")),     // M2966-12
        ("https://notexample.com/cb", Err("the host")),       // M2966-12
        ("https://com/", Err("public suffix")),               // M2966-13
        ("https://example.com/cb#x", Err("fragment")),        // M2966-19, OREG-02
        ("https://example.com/cb#", Err("fragment")),         // M2966-19
        ("http://example.com/callback", Err("http is only")), // M2966-20, R9700-11
        ("https://user@example.com/", Err("a user name")),    // M2966-22
        ("https://u:p@example.com/", Err("a user name")),     // M2966-22
        ("https://localhost/callback", Err("localhost")),     // M2966-29
        ("https://127.0.0.1/callback", Err("IP address")),    // M2966-29
        ("/callback", Err("not an absolute URI")),            // R6749-07
        ("example.com/callback", Err("not an absolute URI")), // R6749-07
        ("", Err("not an absolute URI")),                     // R6749-07
        (" https://example.com/", Err("percent-encoded")),
        ("https://example.com/\n", Err("percent-encoded")),
        ("https://example.com\\cb", Err("percent-encoded")),
        ("https://example.com/\"><script>", Err("percent-encoded")),
        ("https://ex\u{e4}mple.com/", Err("percent-encoded")),
        ("https:example.com/", Err("not written as")),
        ("https:///example.com/", Err("not written as")),
    ];
    check_all("web", &table);
    check_all("native", &table); // M2966-32
}

#[test]
fn web_apps_have_no_other_schemes() {
    check_all(
        "web",
        &[
            ("http://localhost/", Err("http is only allowed")), // M2966-20, M2966-21
            ("http://127.0.0.1/", Err("http is only allowed")), // M2966-20, M2966-21
            ("http://[::1]/", Err("http is only allowed")),     // M2966-20, M2966-21
            ("com.example:/callback", Err("only https")),       // M2966-20
            ("javascript:alert(1)", Err("the scheme is not allowed")), // M2966-20
        ],
    );
    let untyped = web(json!({ "redirect_uris": ["http://localhost/"] }));
    check("untyped", &register(&untyped), REDIRECT, Err("http is only")); // M2966-18
    check_member("application_type", &json!("desktop"), Err("must be web or native")); // M2966-18
}

#[test]
fn native_apps_have_schemes_of_their_own_domain() {
    check_all(
        "native",
        &[
            ("com.example:/", Ok(())),                                       // M2966-25
            ("com.example.app:/callback", Ok(())),                           // M2966-25
            ("com.example.app:/", Ok(())),                                   // M2966-25
            ("com.example:callback", Ok(())),                                // M2966-25
            ("COM.Example:/callback", Ok(())),                               // M2966-25
            ("example:/callback", Err("reversed domain")),                   // M2966-26
            ("myapp:/cb", Err("reversed domain")),                           // R8252-04
            ("org.example.app:/cb", Err("reversed host")),                   // M2966-26
            ("com.other:/cb", Err("reversed host")),                         // M2966-26
            ("com.example-evil:/", Err("reversed host")),                    // M2966-27
            ("com.exampleapp:/", Err("reversed host")),                      // M2966-27
            ("com.example.app://callback", Err("authority")),                // M2966-28
            ("com.example.app:///callback", Err("authority")),               // M2966-28
            ("javascript:alert(1)", Err("the scheme is not allowed")),       // M2966-33
            ("JavaScript:alert(1)", Err("the scheme is not allowed")),       // M2966-33
            ("data:text/html,x", Err("the scheme is not allowed")),          // M2966-33
            ("file:///etc/passwd", Err("the scheme is not allowed")),        // M2966-33
            ("blob:https://example.com/", Err("the scheme is not allowed")), // M2966-33
            ("about:blank", Err("the scheme is not allowed")),               // M2966-33
            ("vbscript:x", Err("the scheme is not allowed")),                // M2966-33
            ("http://example.com/cb", Err("http is only allowed")),          // M2966-33, R9700-11
            ("ws://example.com/cb", Err("reversed domain")),                 // M2966-33
            ("mailto:a@example.com", Err("reversed domain")),                // M2966-33
        ],
    );
    let above = web(json!({
        "client_uri": "https://app.example.com/",
        "application_type": "native",
        "redirect_uris": ["com.example:/"],
    }));
    check("above", &register(&above), REDIRECT, Err("reversed host")); // M2966-26
}

#[test]
fn native_apps_have_loopback_addresses_without_a_port() {
    check_all(
        "native",
        &[
            ("http://localhost/callback", Ok(())), // M2966-29, R8252-02, XC-02
            ("http://127.0.0.1/callback", Ok(())), // M2966-29
            ("http://[::1]/callback", Ok(())),     // M2966-29
            ("http://127.0.0.1", Ok(())),          // M2966-29
            ("http://127.0.0.2/callback", Err("http is only allowed")), // M2966-29
            ("http://[::2]/callback", Err("http is only allowed")), // M2966-29
            ("http://localhost.example.com/", Err("http is only allowed")), // M2966-29
            ("http://user@localhost/callback", Err("without a port")), // M2966-29
            ("http://0x7f.1/callback", Err("without a port")), // M2966-29
            ("http://localhost:1234/callback", Err("without a port")), // M2966-30
            ("http://127.0.0.1:80/callback", Err("without a port")), // M2966-30
            ("http://[::1]:/callback", Err("without a port")), // M2966-30
        ],
    );
    let metadata = register(&redirect("native", "http://127.0.0.1/cb")).unwrap();
    let [uri] = metadata.redirect_uris.as_slice() else {
        panic!("one was registered")
    };
    assert!(uri.matches("http://127.0.0.1:51234/cb")); // M2966-31, R8252-01
}

#[test]
fn an_operator_can_be_less_strict() {
    // XC-05, OREG-01
    let policy = |member: &str| RegistrationPolicy {
        allow_missing_client_uri: member == "missing",
        allow_host_mismatch: member == "mismatch",
        allow_insecure_uris: member == "insecure",
        ..Default::default()
    };
    for (allowed, application_type, client_uri, redirect_uri, expected) in [
        ("missing", "web", None, "https://rp.test/cb", Ok(())),
        ("missing", "web", None, "http://rp.test/cb", Err("http is only")),
        ("missing", "native", None, "com.example:/", Ok(())),
        ("missing", "native", None, "example:/", Err("reversed domain")),
        ("missing", "native", None, "javascript:alert(1)", Err("the scheme")),
        (
            "missing",
            "web",
            Some("https://a.org/"),
            "https://b.org/",
            Err("the host"),
        ),
        ("mismatch", "web", Some("https://a.org/"), "https://b.org/", Ok(())),
        ("mismatch", "native", Some("https://a.org/"), "com.b:/", Ok(())),
        (
            "mismatch",
            "web",
            Some("https://a.org/"),
            "http://b.org/",
            Err("http is only"),
        ),
        (
            "insecure",
            "web",
            Some("http://localhost:80"),
            "http://localhost:8080/?x",
            Ok(()),
        ),
        (
            "insecure",
            "web",
            Some("http://192.0.2.1/"),
            "http://192.0.2.1:8080/",
            Ok(()),
        ),
        (
            "insecure",
            "web",
            Some("http://intranet/"),
            "http://chat.intranet/",
            Ok(()),
        ),
        (
            "insecure",
            "web",
            Some("https://a.org/"),
            "https://b.org/",
            Err("the host"),
        ),
        (
            "insecure",
            "web",
            Some("https://a.org/"),
            "http://u@a.org/",
            Err("a user name"),
        ),
    ] {
        let mut body = redirect(application_type, redirect_uri);
        body["client_uri"] = json!(client_uri);
        let result = register_with(&body, &policy(allowed));
        check(&format!("{allowed} {body}"), &result, REDIRECT, expected);
    }
    for (allowed, client_uri, expected) in [
        ("missing", json!("http://example.com/"), Err("only https")),
        ("mismatch", json!(null), Err("is required")),
        ("insecure", json!(null), Err("is required")),
        ("insecure", json!("http://github.io"), Err("public suffix")),
        ("insecure", json!("http://u@localhost"), Err("a user name")),
    ] {
        let result = register_with(&web_with("client_uri", client_uri), &policy(allowed));
        check(allowed, &result, METADATA, expected);
    }
}
