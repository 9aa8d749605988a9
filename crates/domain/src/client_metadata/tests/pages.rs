use super::*;

#[test]
fn the_page_of_an_app_is_required_and_https() {
    for (uri, expected) in [
        (json!("https://example.com/"), Ok(())),
        (json!("https://example.com:8443/about?x=1#top"), Ok(())),
        (json!(null), Err("is required")),                                 // M2966-07
        (json!("example.com"), Err("not an absolute URI")),                // M2966-07
        (json!(""), Err("not an absolute URI")),                           // M2966-07
        (json!("https:example.com"), Err("not written as")),               // M2966-07
        (json!("https:///example.com"), Err("not written as")),            // M2966-07
        (json!("https://example.com\\@evil.org"), Err("percent-encoded")), // M2966-07
        (json!("https://example.com/a b"), Err("percent-encoded")),        // M2966-07
        (json!("http://example.com/"), Err("only https")),                 // M2966-08
        (json!("javascript:alert(1)"), Err("only https")),                 // M2966-08
        (json!("https://u:p@example.com/"), Err("a user name")),           // M2966-09
        (json!("https://@example.com/"), Err("a user name")),              // M2966-09
    ] {
        let body = web(json!({ "client_uri": uri }));
        check(&format!("{uri}"), &register(&body), METADATA, expected);
    }
}

#[test]
fn other_pages_are_https_and_under_the_host_of_the_app() {
    for (uri, expected) in [
        ("https://example.com/page", Ok(())),
        ("https://static.example.com:8443/page?v=1", Ok(())), // M2966-11
        ("https://EXAMPLE.com/page", Ok(())),                 // M2966-11
        ("https://app.com/page", Err("the host")),            // M2966-11
        ("https://com/page", Err("public suffix")),           // M2966-13
        ("https://evil-example.com/page", Err("the host")),   // M2966-12
        ("https://notexample.com/page", Err("the host")),     // M2966-12
        ("https://example.com.evil.org/", Err("the host")),   // M2966-12
        ("http://example.com/page", Err("only https")),       // M2966-14
        ("data:image/png;base64,AA==", Err("only https")),    // M2966-14
        ("https://u@example.com/page", Err("a user name")),   // M2966-15
        ("https://u:p@example.com/page", Err("a user name")), // M2966-15
    ] {
        for member in ["logo_uri", "tos_uri", "policy_uri"] {
            check_member(member, &json!(uri), expected);
        }
    }
    let above = json!({
        "client_uri": "https://app.example.com/",
        "tos_uri": "https://example.com/tos",
    });
    let result = register(&web(above)); // M2966-11
    check("above", &result, METADATA, Err("tos_uri: the host"));
}

#[test]
fn a_host_belongs_to_somebody() {
    for (uri, expected) in [
        ("https://com/", Err("public suffix")),           // M2966-13
        ("https://co.uk/", Err("public suffix")),         // M2966-13
        ("https://CO.UK:8443/x", Err("public suffix")),   // M2966-13
        ("https://github.io/", Err("public suffix")),     // M2966-13
        ("https://xn--55qx5d.cn/", Err("public suffix")), // M2966-13
        ("https://foo.ck/", Err("public suffix")),        // M2966-13
        ("https://intranet/", Err("public suffix")),      // M2966-13
        ("https://github.io./", Err("dot")),              // M2966-13
        ("https://someone.github.io/", Ok(())),
        ("https://chat.internal/", Ok(())),
        ("https://192.0.2.7/", Err("IP address")),
        ("https://0x7f.1/", Err("IP address")),
        ("https://[2001:db8::1]/", Err("IP address")),
        ("https://localhost/", Err("localhost")),
        ("https://app.localhost/", Err("localhost")),
    ] {
        let of_client = web(json!({ "client_uri": uri, "redirect_uris": [uri] }));
        check(uri, &register(&of_client), METADATA, expected);

        let policy = RegistrationPolicy {
            allow_host_mismatch: true,
            ..Default::default()
        };
        let of_redirect = register_with(&redirect("web", uri), &policy);
        check(uri, &of_redirect, REDIRECT, expected);
    }
}

#[test]
fn a_name_can_not_change_the_page_around_it() {
    for (name, expected) in [
        ("  Element X  ", Ok(Some("Element X"))),
        (" ", Ok(None)),
        ("\u{5d0}\u{200f}!", Ok(Some("\u{5d0}\u{200f}!"))),
        ("\u{1f469}\u{200d}\u{1f680}", Ok(Some("\u{1f469}\u{200d}\u{1f680}"))),
        ("a\nb", Err(())),
        ("a\u{0}b", Err(())),
        ("a\u{9b}b", Err(())),
        ("a\u{202e}b", Err(())),
        ("a\u{2066}b", Err(())),
        ("a\u{2028}b", Err(())),
        ("a\u{200b}b", Err(())),
    ] {
        let metadata = register(&web(json!({ "client_name": name })));
        let shown = metadata.map(|metadata| metadata.client_name).map_err(drop);
        assert_eq!(shown, expected.map(|name| name.map(str::to_owned)), "{name:?}");
    }
}
