//! Client assertions, honest and otherwise.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use gatehouse_tokens::{
    Algorithm, AssertionKey, ClientAssertion, ClientJwtError, ClientJwtRules, JwtError, KeyKind, Keystore,
    client_assertion,
};
use jsonwebtoken::{EncodingKey, Header, jwk::Jwk};
use serde_json::{Value, json};

use crate::support::{generate_der, keystore, noon};

const SECRET: &str = "8nIQHvhBNxjRNcGGrAuyYbT2C6bBqmLd";
const ISSUER: &str = "https://auth.example.org/";
const ENDPOINT: &str = "https://auth.example.org/oauth2/token";

fn rules() -> ClientJwtRules<'static> {
    ClientJwtRules {
        client_id: "client",
        audiences: &[ISSUER, ENDPOINT],
        algorithm: None,
        now: noon(),
    }
}

fn claims() -> Value {
    json!({
        "iss": "client",
        "sub": "client",
        "aud": ENDPOINT,
        "exp": noon().timestamp() + 300,
        "iat": noon().timestamp(),
        "jti": "one",
    })
}

/// The claims with `name` set, or removed by `null`.
fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    let members = claims.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
    claims
}

fn hmac(algorithm: Algorithm, secret: &[u8], claims: &Value) -> String {
    let key = EncodingKey::from_secret(secret);
    let header = Header::new(algorithm.as_str().parse().unwrap());
    jsonwebtoken::encode(&header, claims, &key).unwrap()
}

fn by_secret(claims: &Value) -> Result<ClientAssertion, ClientJwtError> {
    let jwt = hmac(Algorithm::HS256, SECRET.as_bytes(), claims);
    client_assertion::verify(&jwt, AssertionKey::Secret(SECRET), &rules())
}

fn by_keys(jwt: &str, jwks: &Value) -> Result<ClientAssertion, ClientJwtError> {
    client_assertion::verify(jwt, AssertionKey::Jwks(jwks), &rules())
}

// R7523-06
#[test]
fn every_algorithm_of_the_clients_key_is_accepted() {
    for algorithm in client_assertion::SECRET_ALGORITHMS {
        let jwt = hmac(algorithm, SECRET.as_bytes(), &claims());
        let accepted = client_assertion::verify(&jwt, AssertionKey::Secret(SECRET), &rules());
        assert!(accepted.is_ok(), "{algorithm:?}");
    }
    let client = keystore(&KeyKind::ALL);
    let mut jwks = client.jwks();
    // The set names RS256, which would bind the key to it.
    jwks["keys"][0].as_object_mut().unwrap().remove("alg");
    for algorithm in Algorithm::ASYMMETRIC {
        let jwt = client.sign(algorithm, None, &claims()).unwrap();
        let accepted = by_keys(&jwt, &jwks);
        assert!(accepted.is_ok(), "{algorithm:?}");
    }
}

// R7523-05
#[test]
fn an_accepted_assertion_tells_how_long_its_jti_is_to_be_remembered() {
    let accepted = by_secret(&claims()).unwrap();
    assert_eq!(accepted.jti, "one");
    assert_eq!(accepted.expires_at, noon() + TimeDelta::seconds(300 + 60));

    let jwt = hmac(Algorithm::HS256, SECRET.as_bytes(), &claims());
    for (second, ok) in [(359, true), (360, false)] {
        let now = noon() + TimeDelta::seconds(second);
        let rules = ClientJwtRules { now, ..rules() };
        let outcome = client_assertion::verify(&jwt, AssertionKey::Secret(SECRET), &rules);
        assert_eq!(outcome.is_ok(), ok, "{second}");
    }
}

// R7523-02, R7523-03, R7523-04, R7523-05, RJOSE-08
#[test]
fn the_claims_are_checked() {
    let now = noon().timestamp();
    let accepted = [
        claims(),
        with("aud", json!(ISSUER)),
        with("aud", json!(["https://elsewhere.example.org/", ISSUER])),
        with("iat", Value::Null),
        with("iat", json!(now + 59)),
        with("nbf", json!(now + 59)),
        with("exp", json!(now - 59)),
        with("exp", json!(now + 3600)),
        with("exp", json!(981_201_900.5)),
    ];
    for claims in accepted {
        let outcome = by_secret(&claims);
        assert!(outcome.is_ok(), "{claims} {}", outcome.unwrap_err());
    }
    let refused = [
        (with("iss", Value::Null), "`iss`"),
        (with("iss", json!("other")), "`iss`"),
        (with("iss", json!(1)), "malformed"),
        (with("sub", Value::Null), "`sub`"),
        (with("sub", json!("other")), "`sub`"),
        (with("aud", Value::Null), "`aud`"),
        (with("aud", json!([])), "`aud`"),
        (with("aud", json!("https://auth.example.org")), "`aud`"),
        (with("aud", json!(["https://elsewhere.example.org/"])), "`aud`"),
        (with("aud", json!({"a": ISSUER})), "malformed"),
        (with("exp", Value::Null), "`exp`"),
        (with("exp", json!(now - 60)), "expired"),
        (with("exp", json!(0)), "expired"),
        (with("exp", json!(-1)), "expired"),
        (with("exp", json!(now + 3661)), "more than an hour"),
        (with("exp", json!(1e300)), "`exp`"),
        (with("exp", json!(u64::MAX)), "`exp`"),
        (with("exp", json!("2001-02-03")), "malformed"),
        (with("nbf", json!(now + 3600)), "not valid yet"),
        (with("iat", json!(now + 61)), "not valid yet"),
        (with("jti", Value::Null), "`jti`"),
        (with("jti", json!("")), "`jti`"),
        (with("jti", json!("x".repeat(257))), "`jti`"),
    ];
    for (claims, expected) in refused {
        let reason = by_secret(&claims).unwrap_err().to_string();
        assert!(reason.contains(expected), "{claims} {reason}");
    }
}

// R7523-06, RJOSE-07
#[test]
fn only_the_registered_algorithm_is_accepted() {
    let client = keystore(&[KeyKind::Rsa2048]);
    let mut jwks = client.jwks();
    jwks["keys"][0].as_object_mut().unwrap().remove("alg");
    let jwt = client.sign(Algorithm::RS256, None, &claims()).unwrap();
    for (registered, ok) in [(Algorithm::RS256, true), (Algorithm::PS256, false)] {
        let rules = ClientJwtRules {
            algorithm: Some(registered),
            ..rules()
        };
        let outcome = client_assertion::verify(&jwt, AssertionKey::Jwks(&jwks), &rules);
        assert_eq!(outcome.is_ok(), ok);
    }
    // The set itself binds the key as well.
    let jwt = client.sign(Algorithm::PS256, None, &claims()).unwrap();
    assert!(by_keys(&jwt, &client.jwks()).is_err());
}

fn part(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

// R7523-06, RJOSE-07
#[test]
fn an_altered_assertion_is_refused() {
    let client = keystore(&[KeyKind::Rsa2048, KeyKind::P256]);
    let jwks = &client.jwks();
    let [kid, ec_kid] = [0, 1].map(|index| &jwks["keys"][index]["kid"]);
    let honest = client.sign(Algorithm::RS256, None, &claims()).unwrap();
    assert!(by_keys(&honest, jwks).is_ok());
    let parts: Vec<_> = honest.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        panic!("not a JWS")
    };
    let with_header = |header: Value| format!("{}.{payload}.{signature}", part(&header));
    let twice = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","alg":"none"}"#);
    let zero = BASE64_URL_SAFE_NO_PAD.encode([0; 64]);
    let table = [
        ("empty", String::new()),
        ("no JWT", "x.y.z".to_owned()),
        ("unsigned", format!("{}.{payload}.", part(&json!({"alg": "none"})))),
        (
            "unsigned, otherwise written",
            format!("{}.{payload}.", part(&json!({"alg": "None"}))),
        ),
        (
            "none, with a signature",
            with_header(json!({"alg": "none", "kid": kid})),
        ),
        ("no alg", with_header(json!({"kid": kid}))),
        ("two algs", format!("{twice}.{payload}.{signature}")),
        ("signature cut off", format!("{header}.{payload}.")),
        ("padding", format!("{honest}==")),
        (
            "claims changed",
            format!("{header}.{}.{signature}", part(&with("jti", json!("2")))),
        ),
        (
            "header changed",
            with_header(json!({"alg": "RS256", "kid": kid, "typ": "x"})),
        ),
        ("PS256 for RS256", with_header(json!({"alg": "PS256", "kid": kid}))),
        ("EdDSA", with_header(json!({"alg": "EdDSA", "kid": kid}))),
        (
            "critical",
            with_header(json!({"alg": "RS256", "crit": ["b64"], "b64": false})),
        ),
        (
            "no critical names",
            with_header(json!({"alg": "RS256", "kid": kid, "crit": []})),
        ),
        (
            "zero ECDSA signature",
            format!("{}.{payload}.{zero}", part(&json!({"alg": "ES256", "kid": ec_kid}))),
        ),
        (
            "too long",
            client
                .sign(Algorithm::RS256, None, &with("x", json!("x".repeat(17_000))))
                .unwrap(),
        ),
    ];
    for (name, jwt) in table {
        assert!(by_keys(&jwt, jwks).is_err(), "{name}");
    }
}

// R7523-06, RJOSE-07
#[test]
fn an_assertion_by_another_key_is_refused() {
    let client = keystore(&[KeyKind::Rsa2048]);
    let jwks = &client.jwks();
    let public = &jwks["keys"][0];
    let modulus = public["n"].as_str().unwrap();
    let raw_modulus = BASE64_URL_SAFE_NO_PAD.decode(modulus).unwrap();
    let hs256 = |secret: &[u8]| hmac(Algorithm::HS256, secret, &claims());
    let kid = public["kid"].as_str().unwrap();
    let key = generate_der(KeyKind::Rsa2048);
    let info = pkcs8::PrivateKeyInfoRef::try_from(key.as_slice()).unwrap();
    let attacker = EncodingKey::from_rsa_der(info.private_key.as_bytes());
    let attack = |header: Header| jsonwebtoken::encode(&header, &claims(), &attacker).unwrap();
    let header = || {
        let mut header = Header::new(jsonwebtoken::Algorithm::RS256);
        header.kid = Some(kid.to_owned());
        header
    };
    let mut embedded = header();
    embedded.jwk = Some(Jwk::from_encoding_key(&attacker, jsonwebtoken::Algorithm::RS256).unwrap());
    let mut fetched = header();
    fetched.jku = Some("https://attacker.example.org/jwks".to_owned());
    let table = [
        ("modulus as secret", hs256(modulus.as_bytes())),
        ("decoded modulus as secret", hs256(&raw_modulus)),
        ("key as secret", hs256(public.to_string().as_bytes())),
        ("set as secret", hs256(jwks.to_string().as_bytes())),
        ("no kid", attack(Header::new(jsonwebtoken::Algorithm::RS256))),
        ("kid of the client", attack(header())),
        ("key in the header", attack(embedded)),
        ("key at an address", attack(fetched)),
    ];
    for (name, jwt) in table {
        assert!(by_keys(&jwt, jwks).is_err(), "{name}");
    }
}

// RJOSE-07
#[test]
fn a_secret_verifies_no_signature_and_an_empty_one_nothing() {
    let client = keystore(&[KeyKind::P256]);
    let jwt = client.sign(Algorithm::ES256, None, &claims()).unwrap();
    let outcome = client_assertion::verify(&jwt, AssertionKey::Secret(SECRET), &rules());
    assert!(matches!(outcome, Err(ClientJwtError::Algorithm(Algorithm::ES256))));

    let jwt = hmac(Algorithm::HS256, b"", &claims());
    let outcome = client_assertion::verify(&jwt, AssertionKey::Secret(""), &rules());
    assert!(matches!(outcome, Err(ClientJwtError::EmptySecret)));

    let jwt = hmac(Algorithm::HS256, b"another", &claims());
    let outcome = client_assertion::verify(&jwt, AssertionKey::Secret(SECRET), &rules());
    assert!(matches!(outcome, Err(ClientJwtError::Jwt(JwtError::Signature))));
}

// R7523-06, R7523-08
#[test]
fn the_key_is_chosen_by_its_parameters() {
    let client = keystore(&[KeyKind::P256]);
    let jwt = client.sign(Algorithm::ES256, None, &claims()).unwrap();
    let key = &client.jwks()["keys"][0];
    let with = |name: &str, value: Value| {
        let mut key = key.clone();
        key[name] = value;
        key
    };
    let without_kid = {
        let mut key = key.clone();
        key.as_object_mut().unwrap().remove("kid");
        key
    };
    let other = keystore(&[KeyKind::P256]).jwks()["keys"][0].clone();
    let octets = json!({"kty": "oct", "k": "c2VjcmV0", "kid": key["kid"]});
    let table = [
        (json!({"keys": [key]}), true),
        (json!({"keys": [without_kid]}), true),
        (json!({"keys": [{"kty": "?"}, 1, octets, other, key]}), true),
        (json!({"keys": [with("kid", json!("?"))]}), false),
        (json!({"keys": [with("use", json!("enc"))]}), false),
        (json!({"keys": [with("key_ops", json!(["sign"]))]}), false),
        (json!({"keys": [with("key_ops", json!(["verify"]))]}), true),
        (json!({"keys": [with("alg", json!("ES384"))]}), false),
        (json!({"keys": [with("crv", json!("P-384"))]}), false),
        (json!({"keys": []}), false),
        (json!({}), false),
        (json!([key]), false),
    ];
    for (jwks, ok) in table {
        let outcome = by_keys(&jwt, &jwks);
        assert_eq!(outcome.is_ok(), ok, "{jwks}");
        if let Err(error) = outcome {
            assert!(
                matches!(error, ClientJwtError::Jwt(JwtError::UnknownKey { .. })),
                "{error}"
            );
        }
    }
}

// RFC 7515 appendix A.2: the signature holds, and the claims are refused for the next reason.
#[test]
fn the_rs256_example_of_rfc_7515_is_signed_by_its_key() {
    let example = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let jwks = json!({"keys": [{
        "kty": "RSA",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        "e": "AQAB",
    }]});
    let rules = ClientJwtRules {
        client_id: "joe",
        ..rules()
    };
    let outcome = client_assertion::verify(example, AssertionKey::Jwks(&jwks), &rules);
    assert!(matches!(outcome, Err(ClientJwtError::Subject)));

    let forged = example.replace("yTyWzO", "yTyXzO");
    assert_ne!(forged, example);
    let outcome = client_assertion::verify(&forged, AssertionKey::Jwks(&jwks), &rules);
    assert!(matches!(outcome, Err(ClientJwtError::Jwt(JwtError::Signature))));
}

// R7523-01
#[test]
fn the_subject_can_be_read_before_the_key_is_known() {
    let jwt = hmac(Algorithm::HS256, b"whatever", &claims());
    assert_eq!(client_assertion::unverified_subject(&jwt).as_deref(), Some("client"));
    let long = hmac(Algorithm::HS256, b"whatever", &with("x", json!("x".repeat(17_000))));
    let nobody = hmac(Algorithm::HS256, b"whatever", &with("sub", Value::Null));
    for jwt in ["", "..", "a.b.c", &long, &nobody] {
        assert_eq!(client_assertion::unverified_subject(jwt), None);
    }
}

#[test]
fn the_keystore_of_a_client_is_not_ours() {
    let ours: Keystore = keystore(&[KeyKind::P256]);
    let client = keystore(&[KeyKind::P256]);
    let jwt = ours.sign(Algorithm::ES256, None, &claims()).unwrap();
    assert!(by_keys(&jwt, &client.jwks()).is_err());
}
