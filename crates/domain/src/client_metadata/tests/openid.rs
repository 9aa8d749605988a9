use super::*;

// OCORE-34, OBCL-01
#[test]
fn addresses_that_are_called_are_https_without_a_fragment() {
    for (uri, expected) in [
        ("https://example.com/x?y=1", Ok(())),
        // Under any host: it gets nothing that its client does not have.
        ("https://calls.example.org:8443/x", Ok(())),
        ("http://example.com/x", Err("only https")),
        ("https://example.com/x#", Err("fragment")),
        ("https://example.com/x#y", Err("fragment")),
        ("https://user@example.com/x", Err("a user name")),
        ("https://localhost/x", Err("localhost")),
        ("https://10.0.0.1/x", Err("IP address")),
        ("https://com/x", Err("public suffix")),
        ("com.example:/x", Err("only https")),
        ("/x", Err("not an absolute URI")),
    ] {
        for member in ["backchannel_logout_uri", "initiate_login_uri", "sector_identifier_uri"] {
            check_member(member, &json!(uri), expected);
        }
    }
    let policy = RegistrationPolicy {
        allow_insecure_uris: true,
        ..Default::default()
    };
    let local = web_with("backchannel_logout_uri", json!("http://localhost:8080/ended"));
    check("insecure", &register_with(&local, &policy), METADATA, Ok(()));
}

// The rules of redirect URIs: M2966-19 to M2966-33
#[test]
fn people_are_led_after_sign_out_where_they_may_be_led_at_all() {
    for (application_type, uri, expected) in [
        ("web", "https://example.com/out", Ok(())),
        ("web", "https://app.example.com:5173/out?x=1", Ok(())),
        ("web", "https://evil.org/out", Err("the host")),
        ("web", "https://example.com/out#x", Err("fragment")),
        ("web", "http://localhost/out", Err("http is only")),
        ("web", "com.example:/out", Err("only https")),
        ("web", "javascript:alert(1)", Err("the scheme")),
        ("native", "com.example.app:/out", Ok(())),
        ("native", "http://127.0.0.1/out", Ok(())),
        ("native", "http://127.0.0.1:80/out", Err("without a port")),
        ("native", "org.example:/out", Err("reversed host")),
        ("native", "com.example://out", Err("no authority")),
    ] {
        let body = web(json!({
            "application_type": application_type,
            "post_logout_redirect_uris": [uri],
        }));
        let what = format!("{application_type} {uri}");
        check(&what, &register(&body), METADATA, expected);
    }
    let twice = web_with(
        "post_logout_redirect_uris",
        json!(["https://example.com/out", "https://example.com/out"]),
    );
    assert_eq!(
        answer(&twice)["post_logout_redirect_uris"],
        json!(["https://example.com/out"])
    );
    let many: Vec<_> = (0..33).map(|index| format!("https://example.com/{index}")).collect();
    check_member("post_logout_redirect_uris", &json!(many), Err("at most 32"));
}

// OCORE-30
#[test]
fn pairwise_subjects_need_one_sector() {
    let list = json!("https://sector.example/list.json");
    let none = Value::Null;
    for (kind, uris, list, expected) in [
        (
            "pairwise",
            json!(["https://example.com/a", "https://example.com:8443/b"]),
            &none,
            Ok(Some("example.com")),
        ),
        (
            "pairwise",
            json!(["https://a.example.com/", "https://b.example.com/"]),
            &list,
            Ok(Some("sector.example")),
        ),
        (
            "pairwise",
            json!(["https://a.example.com/", "https://b.example.com/"]),
            &none,
            Err("one host"),
        ),
        (
            "pairwise",
            json!(["https://a.example.com/", "com.example:/"]),
            &none,
            Err("one host"),
        ),
        ("pairwise", json!(["com.example:/"]), &none, Err("one host")),
        // Every device has this host.
        ("pairwise", json!(["http://127.0.0.1/"]), &none, Err("one host")),
        (
            "pairwise",
            json!(["http://127.0.0.1/"]),
            &list,
            Ok(Some("sector.example")),
        ),
        (
            "public",
            json!(["https://a.example.com/", "https://b.example.com/"]),
            &none,
            Ok(None),
        ),
        (
            "secret",
            json!(["https://example.com/"]),
            &none,
            Err("public or pairwise"),
        ),
    ] {
        let body = web(json!({
            "application_type": "native",
            "subject_type": kind,
            "redirect_uris": uris,
            "sector_identifier_uri": list,
        }));
        let registered = register(&body);
        check(&body.to_string(), &registered, METADATA, expected.map(|_| ()));
        if let (Ok(metadata), Ok(sector)) = (registered, expected) {
            assert_eq!(metadata.sector().as_deref(), sector, "{body}");
            assert_eq!(metadata.is_pairwise(), kind == "pairwise");
        }
    }
}
