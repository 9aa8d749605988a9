use super::{keys::ec_key, *};
use crate::OAuthError;

#[test]
fn the_example_of_the_specification_registers() {
    let body = json!({
        "client_name": "My App",
        "client_name#fr": "[FR] My App", // M2966-17: dropped
        "client_uri": "https://example.com/",
        "logo_uri": "https://example.com/logo.png",
        "tos_uri": "https://example.com/tos.html",
        "tos_uri#fr": "https://example.com/fr/tos.html",
        "policy_uri": "https://example.com/policy.html",
        "policy_uri#fr": "https://example.com/fr/policy.html",
        "redirect_uris": ["https://app.example.com/callback"],
        "token_endpoint_auth_method": "none", // M2966-03
        "response_types": ["code"],
        "grant_types": [
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:token-exchange", // M2966-04: dropped
        ],
        "application_type": "web", // M2966-18
        "foo": 1, // R7591-04, M2966-44: dropped
    });
    let expected = json!({
        "client_name": "My App",
        "client_uri": "https://example.com/",
        "logo_uri": "https://example.com/logo.png",
        "tos_uri": "https://example.com/tos.html",
        "policy_uri": "https://example.com/policy.html",
        "redirect_uris": ["https://app.example.com/callback"],
        "token_endpoint_auth_method": "none",
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "application_type": "web",
    });
    assert_eq!(answer(&body), expected); // M2966-34
}

#[test]
fn what_is_left_out_has_the_defaults_of_the_rfc() {
    let body = json!({
        "client_uri": "https://example.com",
        "redirect_uris": ["https://example.com/cb"],
        "logo_uri": null,
        "client_name": "  ",
        "grant_types": null,
    });
    let expected = json!({
        "client_uri": "https://example.com",
        "redirect_uris": ["https://example.com/cb"],
        "application_type": "web", // M2966-18
        "token_endpoint_auth_method": "client_secret_basic", // R7591-05
        "grant_types": ["authorization_code"], // R7591-05
        "response_types": ["code"], // R7591-05
    });
    assert_eq!(answer(&body), expected); // M2966-34
}

#[test]
fn every_registered_member_is_in_the_answer_and_in_the_database() {
    let body = web(json!({
        "application_type": "native",
        "client_name": "App",
        "logo_uri": "https://example.com/logo.png",
        "tos_uri": "https://example.com/tos",
        "policy_uri": "https://example.com/policy",
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "id_token_signed_response_alg": "RS256",
        "userinfo_signed_response_alg": "RS256",
        "request_object_signing_alg": "ES256",
        "require_signed_request_object": true,
        "request_uris": ["https://requests.example.org/one.jwt#v1", "https://example.com/two"],
        "jwks": { "keys": [ec_key()] },
        "contacts": ["admin@example.com"],
        "software_id": "app",
        "software_version": "1.0",
        "default_max_age": 3600,
        "require_auth_time": true,
        "require_pkce": true,
        "subject_type": "pairwise",
        "sector_identifier_uri": "https://example.com/sector.json",
        "post_logout_redirect_uris": ["https://example.com/out", "com.example:/out"],
        "backchannel_logout_uri": "https://example.com/ended?x=1",
        "backchannel_logout_session_required": true,
        "initiate_login_uri": "https://example.com/start",
    }));
    assert_eq!(answer(&body), body); // M2966-34, R7591-02
    for body in [body, web(json!({}))] {
        let metadata = register(&body).unwrap();
        let stored = serde_json::to_string(&metadata).unwrap();
        assert_eq!(serde_json::from_str::<ClientMetadata>(&stored).unwrap(), metadata);
    }
}

#[test]
fn an_error_tells_the_developer_the_member_and_the_rule() {
    // M2966-40, R7591-08
    for (body, code, description) in [
        (
            redirect("web", "http://example.com/"),
            "invalid_redirect_uri",
            "redirect_uris: http is only allowed for loopback addresses of native apps",
        ),
        (
            web(json!({ "client_uri": null })),
            "invalid_client_metadata",
            "client_uri: is required",
        ),
    ] {
        let error = OAuthError::from(register(&body).unwrap_err());
        assert_eq!(error.code().as_str(), code);
        assert_eq!(error.description(), description);
    }
}

#[test]
fn a_digest_knows_no_order() {
    // M2966-38
    let one = web(json!({
        "redirect_uris": ["https://example.com/a", "https://example.com/b"],
        "grant_types": ["authorization_code", "refresh_token"],
        "contacts": ["a", "b"],
        "request_uris": ["https://example.com/1", "https://example.com/2"],
        "client_name": "App",
        "post_logout_redirect_uris": ["https://example.com/c", "https://example.com/d"],
    }));
    let same = web(json!({
        "client_name": " App",
        "client_name#fr": "Appli",
        "contacts": ["b", "a"],
        "request_uris": ["https://example.com/2", "https://example.com/1", "https://example.com/2"],
        "post_logout_redirect_uris": ["https://example.com/d", "https://example.com/c"],
        "grant_types": ["refresh_token", "authorization_code"],
        "redirect_uris": ["https://example.com/b", "https://example.com/a", "https://example.com/b"],
    }));
    let digest = |body: &Value| register(body).unwrap().digest();
    assert_eq!(digest(&one), digest(&same));
    for (member, value) in [
        ("client_name", json!("App 2")),
        ("client_name", json!(null)),
        ("contacts", json!(["a"])),
        (
            "request_uris",
            json!(["https://example.com/1#x", "https://example.com/2"]),
        ),
        ("redirect_uris", json!(["https://example.com/a"])),
        ("application_type", json!("native")),
        ("grant_types", json!(["authorization_code"])),
        ("post_logout_redirect_uris", json!(["https://example.com/c"])),
        ("subject_type", json!("public")),
    ] {
        let mut other = one.clone();
        other[member] = value;
        assert_ne!(digest(&one), digest(&other), "{member}");
    }
}

#[test]
fn only_clients_without_credentials_are_shared() {
    // M2966-39
    for (member, value, shared) in [
        ("client_name", json!("App"), true),
        ("token_endpoint_auth_method", json!(null), false),
        ("token_endpoint_auth_method", json!("client_secret_post"), false),
        ("jwks", json!({ "keys": [ec_key()] }), false),
        ("jwks_uri", json!("https://example.com/jwks"), false),
    ] {
        let metadata = register(&web_with(member, value)).unwrap();
        assert_eq!(metadata.may_be_shared(), shared, "{member}");
    }
}
