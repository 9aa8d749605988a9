use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;

pub(super) fn ec_key() -> Value {
    let zeros = "A".repeat(43);
    json!({ "kty": "EC", "crv": "P-256", "x": zeros, "y": zeros, "kid": "1", "use": "sig" })
}

fn rsa_key(bytes: usize) -> Value {
    json!({ "kty": "RSA", "e": "AQAB", "n": URL_SAFE_NO_PAD.encode(vec![0xff; bytes]) })
}

fn with(mut key: Value, member: &str, value: &str) -> Value {
    key[member] = json!(value);
    key
}

#[test]
fn keys_are_public_and_strong() {
    for (keys, expected) in [
        (json!([ec_key()]), Ok(())),
        (json!([rsa_key(256)]), Ok(())),
        (json!([ec_key(), { "kty": "AKP" }]), Ok(())),
        (json!([rsa_key(255)]), Err("2048 to 8192")),
        (json!([rsa_key(1025)]), Err("2048 to 8192")),
        (json!([with(rsa_key(256), "n", "=")]), Err("base64url")),
        (json!([with(ec_key(), "x", "AA")]), Err("coordinate")),
        (json!([with(ec_key(), "d", "AA")]), Err("private")),
        (json!([with(rsa_key(256), "p", "AA")]), Err("private")),
        (json!([{ "kty": "oct", "k": "AA" }]), Err("private")),
        (json!([{ "kty": "AKP" }]), Err("holds no")),
        (json!([]), Err("holds no")),
        (json!([{}]), Err("has no kty")),
        (json!(["x"]), Err("each key must be")),
        (json!("x"), Err("must be an object with an array")),
        (json!(vec![ec_key(); 21]), Err("at most 20")),
    ] {
        check_member("jwks", &json!({ "keys": keys }), expected);
    }
    check_member("jwks", &json!([ec_key()]), Err("must be an object"));
    check_member("jwks", &json!("{}"), Err("must be an object"));
}

#[test]
fn members_of_keys_that_nobody_knows_are_dropped() {
    // M2966-44
    let keys = json!([with(ec_key(), "foo", "x"), { "kty": "AKP" }]);
    let answer = answer(&web_with("jwks", json!({ "keys": keys, "foo": 1 })));
    assert_eq!(answer["jwks"], json!({ "keys": [ec_key()] }));
}

#[test]
fn keys_are_sent_or_named_but_not_both() {
    let keys = json!({ "keys": [ec_key()] });
    for (keys, uri, expected) in [
        (keys.clone(), json!("https://example.com/jwks"), Err("jwks: can't be")), // R7591-07
        (json!(null), json!(null), Err("private_key_jwt needs")),
        (keys, json!(null), Ok(())),
        (json!(null), json!("https://keys.org/jwks"), Ok(())),
        (
            json!(null),
            json!("http://example.com/jwks"),
            Err("jwks_uri: only https"),
        ),
        (json!(null), json!("https://127.0.0.1/jwks"), Err("jwks_uri: the host")),
    ] {
        let body = web(json!({
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": keys,
            "jwks_uri": uri,
        }));
        check(&body.to_string(), &register(&body), METADATA, expected);
    }
}

#[test]
fn assertions_are_signed_with_what_the_method_has() {
    let member = "token_endpoint_auth_signing_alg";
    for (method, alg, expected) in [
        ("private_key_jwt", "ES256", Ok(())),
        ("private_key_jwt", "HS256", Err(member)),
        ("private_key_jwt", "none", Err(member)),
        ("client_secret_jwt", "HS512", Ok(())),
        ("client_secret_jwt", "RS256", Err(member)),
        ("client_secret_jwt", "none", Err(member)),
        ("none", "RS256", Ok(())),
        ("none", "none", Err(member)),
        (
            "tls_client_auth",
            "RS256",
            Err("token_endpoint_auth_method: must be one of"),
        ),
    ] {
        let mut body = web_with(member, json!(alg));
        body["token_endpoint_auth_method"] = json!(method);
        body["jwks"] = json!({ "keys": [ec_key()] });
        check(&body.to_string(), &register(&body), METADATA, expected);
    }
}

// R9101-02
#[test]
fn requests_are_signed_with_a_key_of_the_client() {
    let member = "request_object_signing_alg";
    for alg in ["ES256", "ES256K", "EdDSA", "PS256", "RS256"] {
        assert_eq!(answer(&web_with(member, json!(alg)))[member], alg);
    }
    for alg in ["none", "HS256", "ES512", "X", ""] {
        check_member(
            member,
            &json!(alg),
            Err("request_object_signing_alg: must be one of ES256,"),
        );
    }
    check_member(member, &json!(1), Err("must be a string"));
    check_member(
        "require_signed_request_object",
        &json!("yes"),
        Err("must be true or false"),
    );
}

// R9101-05
#[test]
fn requests_lie_at_web_addresses_of_any_host() {
    let member = "request_uris";
    for (uri, expected) in [
        ("https://example.com/request.jwt", Ok(())),
        ("https://requests.example.org:8443/?x=1", Ok(())),
        // OpenID Connect Registration §2: the hash of what lies there.
        (
            "https://example.com/r#GkurKxf5T0Y-mnPFCHqWOMiZi4VS138cQO_V7PZHAdM",
            Ok(()),
        ),
        ("http://example.com/r", Err("only https")),
        ("https://user@example.com/r", Err("a user name")),
        ("https://localhost/r", Err("localhost")),
        ("https://169.254.169.254/r", Err("IP address")),
        ("https://com/r", Err("public suffix")),
        ("https:example.com/r", Err("not written as")),
        ("https://example.com/a b", Err("percent-encoded")),
        ("urn:ietf:params:oauth:request_uri:x", Err("only https")),
        ("/r", Err("not an absolute URI")),
        ("", Err("not an absolute URI")),
    ] {
        check_member(member, &json!([uri]), expected);
        check_member(member, &json!(["https://example.com/", uri]), expected);
    }
    let policy = RegistrationPolicy {
        allow_insecure_uris: true,
        ..Default::default()
    };
    let local = web_with(member, json!(["http://127.0.0.1:8080/r"]));
    check("insecure", &register_with(&local, &policy), METADATA, Ok(()));
    assert!(answer(&web_with(member, json!([]))).get(member).is_none());
}

#[test]
fn answers_are_signed_with_what_the_server_has() {
    for member in ["id_token_signed_response_alg", "userinfo_signed_response_alg"] {
        check_member(member, &json!("none"), Err("is not a known algorithm"));
        check_member(member, &json!("X"), Err("is not a known algorithm"));
        assert_eq!(answer(&web_with(member, json!("RS256")))[member], "RS256");
        // M2966-34: the server's own choice is in the answer.
        assert_eq!(answer(&web_with(member, json!("ES384")))[member], "RS256");
    }
}
