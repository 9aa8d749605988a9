//! What a keystore publishes, signs and verifies.

use std::collections::HashSet;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_tokens::{Algorithm, JwtError, KeyKind, Keystore, KeystoreError, SignError};
use jsonwebtoken::{DecodingKey, Validation};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{generate, keystore, source};

const ALL: [KeyKind; 5] = KeyKind::ALL;

// RJOSE-01, RJOSE-02, RJOSE-03, RJOSE-05
#[test]
fn the_jwks_has_public_parameters_only() {
    let keystore = keystore(&ALL);
    let jwks = keystore.jwks();
    let keys = jwks["keys"].as_array().unwrap();
    let kids: HashSet<_> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(kids.len(), ALL.len());
    for (key, (alg, kty, parameters)) in keys.iter().zip([
        ("RS256", "RSA", ["e", "n"].as_slice()),
        ("ES256", "EC", &["crv", "x", "y"]),
        ("ES384", "EC", &["crv", "x", "y"]),
        ("ES256K", "EC", &["crv", "x", "y"]),
        ("EdDSA", "OKP", &["crv", "x"]),
    ]) {
        assert_eq!(key["alg"], alg);
        assert_eq!(key["kty"], kty);
        assert_eq!(key["use"], "sig");
        let mut expected: Vec<_> = ["alg", "kid", "kty", "use"]
            .into_iter()
            .chain(parameters.iter().copied())
            .collect();
        expected.sort_unstable();
        let mut members: Vec<_> = key.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, expected);
        for parameter in parameters {
            let value = key[parameter].as_str().unwrap();
            assert!(
                value
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            );
        }
    }
    assert_eq!(
        BASE64_URL_SAFE_NO_PAD
            .decode(keys[0]["n"].as_str().unwrap())
            .unwrap()
            .len(),
        256
    );
    assert_eq!(
        BASE64_URL_SAFE_NO_PAD
            .decode(keys[1]["x"].as_str().unwrap())
            .unwrap()
            .len(),
        32
    );
    assert_eq!(
        BASE64_URL_SAFE_NO_PAD
            .decode(keys[2]["y"].as_str().unwrap())
            .unwrap()
            .len(),
        48
    );
}

// RJOSE-06
#[test]
fn the_keys_decide_the_algorithms() {
    let names = |kinds: &[KeyKind]| json!(keystore(kinds).algorithm_names());
    assert_eq!(names(&[KeyKind::P384]), json!(["ES384"]));
    assert_eq!(
        names(&[KeyKind::P256, KeyKind::Rsa2048]),
        json!(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256"])
    );
}

// RJOSE-04, RJOSE-05
#[test]
fn every_algorithm_verifies_with_the_published_keys() {
    let keystore = keystore(&ALL);
    let published = keystore.jwks();
    for algorithm in keystore.algorithms() {
        let jwt = keystore.sign(algorithm, Some("at+jwt"), &json!({"sub": "x"})).unwrap();
        let header = BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').next().unwrap()).unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(
            (&header["alg"], &header["typ"]),
            (&json!(algorithm.as_str()), &json!("at+jwt"))
        );
        let mut keys = published["keys"].as_array().unwrap().iter();
        let key = keys.find(|key| key["kid"] == header["kid"]).unwrap();
        assert_eq!(
            keystore.verify::<Value>(Some("at+jwt"), &jwt).unwrap(),
            json!({"sub": "x"})
        );

        // Another library agrees, as far as it knows the algorithm.
        match algorithm.as_str().parse() {
            Ok(algorithm) => {
                let mut validation = Validation::new(algorithm);
                validation.required_spec_claims.clear();
                let key = DecodingKey::from_jwk(&serde_json::from_value(key.clone()).unwrap()).unwrap();
                let token = jsonwebtoken::decode::<Value>(&jwt, &key, &validation).unwrap();
                assert_eq!(token.claims, json!({"sub": "x"}));
            }
            Err(_) => assert_eq!(algorithm, Algorithm::ES256K),
        }

        assert!(jwt.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
        let signature = BASE64_URL_SAFE_NO_PAD.decode(jwt.rsplit('.').next().unwrap()).unwrap();
        let length = match algorithm {
            Algorithm::ES256 | Algorithm::ES256K | Algorithm::EdDSA => 64,
            Algorithm::ES384 => 96,
            _ => 256,
        };
        assert_eq!(signature.len(), length, "{algorithm:?}");
    }
}

// RJOSE-09, OCORE-33
#[test]
fn the_first_key_signs_and_the_older_ones_still_verify() {
    let [new, old] = [(); 2].map(|()| generate(KeyKind::P256).expose_secret().to_owned());
    let before = Keystore::load(vec![source("old", old.clone())]).ok().unwrap();
    let after = Keystore::load(vec![source("new", new), source("old", old)])
        .ok()
        .unwrap();
    let jwt = before.sign(Algorithm::ES256, None, &json!({"sub": "x"})).unwrap();
    assert_eq!(after.verify::<Value>(None, &jwt).unwrap(), json!({"sub": "x"}));

    let jwt = after.sign(Algorithm::ES256, None, &json!({"sub": "x"})).unwrap();
    let header = jsonwebtoken::decode_header(&jwt).unwrap();
    assert_eq!(json!(header.kid), after.jwks()["keys"][0]["kid"]);
    assert!(matches!(
        before.verify::<Value>(None, &jwt),
        Err(JwtError::UnknownKey { .. })
    ));
}

// RJOSE-02
#[test]
fn a_configured_kid_is_used_and_two_keys_may_not_share_it() {
    let with_kid = |origin: &str, kid: &str| {
        let mut source = source(origin, generate(KeyKind::P256).expose_secret());
        source.kid = Some(kid.to_owned());
        source
    };
    let keystore = Keystore::load(vec![with_kid("a", "one"), with_kid("b", "two")])
        .ok()
        .unwrap();
    assert_eq!(keystore.jwks()["keys"][1]["kid"], "two");

    let error = Keystore::load(vec![with_kid("a", "one"), with_kid("b", "one")])
        .err()
        .unwrap();
    assert!(matches!(error, KeystoreError::DuplicateKid { .. }));
    assert_eq!(error.to_string(), "the keys a and b have the same id `one`");

    let key = generate(KeyKind::P256);
    let twice = ["a", "b"].map(|origin| source(origin, key.expose_secret()));
    let error = Keystore::load(twice.into()).err().unwrap();
    assert!(matches!(error, KeystoreError::DuplicateKid { .. }));
}

#[test]
fn an_algorithm_without_a_key_is_an_error() {
    let keystore = keystore(&[KeyKind::P256]);
    for algorithm in [Algorithm::RS256, Algorithm::ES384, Algorithm::HS256, Algorithm::EdDSA] {
        let outcome = keystore.sign(algorithm, None, &json!({}));
        assert!(matches!(outcome, Err(SignError::NoKey(missing)) if missing == algorithm));
    }
    assert!(matches!(Keystore::load(vec![]), Err(KeystoreError::NoKey)));
}

// RFC 7515 appendix A.3: key and signature of the example.
#[test]
fn the_es256_example_of_rfc_7515_verifies() {
    let d = BASE64_URL_SAFE_NO_PAD
        .decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")
        .unwrap();
    let key = sec1::EcPrivateKey {
        private_key: &d,
        parameters: Some(pkcs8::ObjectIdentifier::new("1.2.840.10045.3.1.7").unwrap().into()),
        public_key: None,
    };
    let der = pkcs8::SecretDocument::try_from(&key).unwrap();
    let keystore = Keystore::load(vec![source("A.3", der.as_bytes())]).ok().unwrap();
    let jwk = &keystore.jwks()["keys"][0];
    assert_eq!(jwk["x"], "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    assert_eq!(jwk["y"], "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");

    let jws = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let claims: Value = keystore.verify(None, jws).unwrap();
    assert_eq!(claims["iss"], "joe");
}

// RJOSE-07
#[test]
fn a_jwt_that_is_not_ours_does_not_verify() {
    let keystore = keystore(&ALL);
    let ours = keystore.sign(Algorithm::RS256, None, &json!({"sub": "x"})).unwrap();
    assert!(keystore.verify::<Value>(None, &ours).is_ok());
    let parts: Vec<_> = ours.split('.').collect();
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let kid = &keystore.jwks()["keys"][0]["kid"];
    let with_header = |header: Value| format!("{}.{}.{}", part(&header), parts[1], parts[2]);
    let other = crate::support::keystore(&[KeyKind::Rsa2048]);
    // The public key as an HMAC secret.
    let confused = {
        let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
        header.kid = Some(kid.as_str().unwrap().to_owned());
        let n = BASE64_URL_SAFE_NO_PAD.decode(keystore.jwks()["keys"][0]["n"].as_str().unwrap());
        let secret = jsonwebtoken::EncodingKey::from_secret(&n.unwrap());
        jsonwebtoken::encode(&header, &json!({"sub": "x"}), &secret).unwrap()
    };
    let table = [
        ("empty", String::new()),
        ("no JWT", "a.b.c".to_owned()),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("four parts", format!("{ours}.x")),
        (
            "other claims",
            format!("{}.{}.{}", parts[0], part(&json!({"sub": "y"})), parts[2]),
        ),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("none", with_header(json!({"alg": "none", "kid": kid}))),
        (
            "none, unsigned",
            format!("{}.{}.", part(&json!({"alg": "none"})), parts[1]),
        ),
        ("other algorithm", with_header(json!({"alg": "PS256", "kid": kid}))),
        ("other kid", with_header(json!({"alg": "RS256", "kid": "?"}))),
        (
            "critical",
            with_header(json!({"alg": "RS256", "kid": kid, "crit": ["exp"]})),
        ),
        ("confused", confused),
        ("foreign key", other.sign(Algorithm::RS256, None, &json!({})).unwrap()),
        (
            "other type",
            keystore.sign(Algorithm::RS256, Some("logout+jwt"), &json!({})).unwrap(),
        ),
        (
            "too long",
            keystore
                .sign(Algorithm::RS256, None, &json!({"sub": "x".repeat(20_000)}))
                .unwrap(),
        ),
    ];
    for (name, jwt) in table {
        assert!(keystore.verify::<Value>(None, &jwt).is_err(), "{name}");
    }
}
