use super::*;

#[test]
fn a_member_of_the_wrong_type_is_named() {
    for (member, value) in [
        ("application_type", json!(1)),
        ("client_name", json!(["x"])),
        ("client_uri", json!({})),
        ("logo_uri", json!(true)),
        ("redirect_uris", json!("https://example.com/")),
        ("redirect_uris", json!([1])),
        ("redirect_uris", json!(["https://example.com/", null])),
        ("response_types", json!("code")),
        ("grant_types", json!({ "a": 1 })),
        ("token_endpoint_auth_method", json!(false)),
        ("token_endpoint_auth_signing_alg", json!(1)),
        ("id_token_signed_response_alg", json!(1)),
        ("jwks_uri", json!(1)),
        ("request_uris", json!("https://example.com/")),
        ("request_uris", json!([["https://example.com/"]])),
        ("contacts", json!("me")),
        ("software_id", json!(7)),
        ("software_version", json!(7)),
        ("default_max_age", json!(-1)),
        ("default_max_age", json!("3600")),
        ("require_auth_time", json!("yes")),
        ("require_pkce", json!("yes")),
        ("subject_type", json!(1)),
        ("sector_identifier_uri", json!([])),
        ("post_logout_redirect_uris", json!("https://example.com/")),
        ("backchannel_logout_uri", json!(1)),
        ("backchannel_logout_session_required", json!("true")),
        ("initiate_login_uri", json!(false)),
    ] {
        check_member(member, &value, Err("must be"));
    }
}

#[test]
fn a_body_that_is_no_json_object_is_refused() {
    // M2966-41
    let nested = "[".repeat(10_000);
    for body in ["", "{", "[]", "\"x\"", "null", "client_name=x", "\u{0}", &nested] {
        let policy = RegistrationPolicy::default();
        let result = ClientMetadata::from_registration(body.as_bytes(), &policy);
        check(body, &result, METADATA, Err("the body is not"));
    }
}

#[test]
fn lengths_and_counts_are_limited() {
    // M2966-44
    let uri = |length: usize| json!(format!("https://example.com/{}", "a".repeat(length - 20)));
    let uris = |count: usize| {
        let uris = (0..count).map(|n| format!("https://example.com/{n}"));
        json!(uris.collect::<Vec<_>>())
    };
    for (member, value, expected) in [
        ("logo_uri", uri(2048), Ok(())),
        ("logo_uri", uri(2049), Err("2048 bytes")),
        ("client_uri", uri(2049), Err("2048 bytes")),
        ("redirect_uris", uris(32), Ok(())),
        ("redirect_uris", uris(33), Err("at most 32 values")),
        ("redirect_uris", uris(4_000), Err("at most 32 values")),
        ("request_uris", json!([uri(512)]), Ok(())),
        ("request_uris", json!([uri(513)]), Err("512 bytes")),
        ("request_uris", uris(8), Ok(())),
        ("request_uris", uris(9), Err("at most 8 values")),
        ("request_uris", uris(4_000), Err("at most 8 values")),
        ("contacts", json!(vec!["a"; 16]), Ok(())),
        ("contacts", json!(vec!["a"; 17]), Err("at most 16 values")),
        ("contacts", json!(["a".repeat(256)]), Err("at most 255 characters")),
        ("grant_types", json!(vec!["x"; 65]), Err("at most 64 values")),
        ("response_types", json!(vec!["x"; 65]), Err("at most 64 values")),
        ("client_name", json!("\u{e4}".repeat(255)), Ok(())),
        (
            "client_name",
            json!("\u{e4}".repeat(256)),
            Err("at most 255 characters"),
        ),
        ("software_id", json!("a".repeat(256)), Err("at most 255 characters")),
    ] {
        check_member(member, &value, expected);
    }
    let result = register(&web(json!({ "redirect_uris": [uri(2049)] })));
    check("long redirect URI", &result, REDIRECT, Err("2048 bytes"));
    for (member, value) in [
        ("redirect_uris", uris(10_000)),
        ("request_uris", uris(10_000)),
        ("foo", json!("a".repeat(200_000))),
    ] {
        let result = register(&web_with(member, value));
        check(member, &result, METADATA, Err("is too long"));
    }
}
