use super::*;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

#[test]
fn the_code_grant_needs_a_redirect_uri() {
    // M2966-06, R7591-09, R6749-09
    for absent in [json!([]), json!(null)] {
        let result = register(&web(json!({ "redirect_uris": absent })));
        check("no redirect URI", &result, REDIRECT, Err("at least one"));
    }
}

#[test]
fn grants_and_response_types_agree() {
    for (grants, responses, expected) in [
        (json!(["authorization_code"]), json!(["code", "foo"]), Ok(())), // M2966-05
        (json!(["authorization_code"]), json!([]), Err("response_types")), // M2966-06
        (
            json!(["authorization_code"]),
            json!(["id_token"]),
            Err("response_types"),
        ), // M2966-06
        (json!(["refresh_token"]), json!(["code"]), Err("response_types")), // M2966-06
        (json!(["client_credentials"]), json!(["code"]), Err("response_types")), // R7591-06
        (json!(["client_credentials"]), json!(null), Ok(())),            // R7591-06
        (json!([DEVICE_CODE]), json!([]), Ok(())),                       // M2966-45
        (json!([DEVICE_CODE]), json!(null), Ok(())),                     // M2966-45
        (json!(["implicit"]), json!(null), Err("grant_types: none of the values")),
        (json!([]), json!(null), Err("grant_types: none of the values")),
    ] {
        let policy = RegistrationPolicy {
            grants: GrantType::ALL.iter().copied().collect(),
            ..Default::default()
        };
        let body = web(json!({
            "grant_types": grants,
            "response_types": responses,
            "token_endpoint_auth_method": "client_secret_basic",
        }));
        let result = register_with(&body, &policy);
        check(&body.to_string(), &result, METADATA, expected);
    }
}

#[test]
fn a_device_needs_no_redirect_uri() {
    // M2966-45
    let policy = RegistrationPolicy {
        grants: BTreeSet::from([GrantType::DeviceCode, GrantType::RefreshToken]),
        ..Default::default()
    };
    for uris in [json!(null), json!([]), json!(["https://example.com/cb"])] {
        let body = web(json!({
            "grant_types": [DEVICE_CODE, "refresh_token"],
            "response_types": null,
            "redirect_uris": uris,
        }));
        let metadata = register_with(&body, &policy).unwrap();
        assert!(metadata.grant_types.contains(&GrantType::DeviceCode));
        assert!(metadata.response_types.is_empty());
    }
}

#[test]
fn a_public_client_has_no_grant_for_itself() {
    let policy = RegistrationPolicy {
        grants: BTreeSet::from([GrantType::ClientCredentials]),
        ..Default::default()
    };
    let body = web(json!({ "grant_types": ["client_credentials"], "response_types": [] }));
    let result = register_with(&body, &policy);
    check("public", &result, METADATA, Err("client_credentials needs"));
}

#[test]
fn what_is_unknown_or_not_offered_is_dropped() {
    let policy = RegistrationPolicy {
        grants: BTreeSet::from([GrantType::AuthorizationCode, GrantType::RefreshToken]),
        ..Default::default()
    };
    let body = web(json!({
        "grant_types": ["refresh_token", "authorization_code", DEVICE_CODE, "x"],
        "response_types": ["foo", "code"],
    }));
    let answer = register_with(&body, &policy).unwrap().to_response();
    let kept = json!(["authorization_code", "refresh_token"]);
    assert_eq!(answer["grant_types"], kept); // M2966-04, M2966-46
    assert_eq!(answer["response_types"], json!(["code"])); // M2966-05
}

#[test]
fn a_refresh_token_is_not_added_unasked() {
    // M2966-06: the grant is refused later.
    let metadata = register(&web_with("grant_types", json!(["authorization_code"]))).unwrap();
    assert!(!metadata.grant_types.contains(&GrantType::RefreshToken));
}
