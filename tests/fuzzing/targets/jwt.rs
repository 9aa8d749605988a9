//! Signed JWTs: hints that must be ours, assertions and request objects that must be a client's.
//!
//! A text is taken as a JWT as it is; one of two lines is a header and claims, which are then encoded and signed.

use std::{collections::BTreeSet, sync::LazyLock};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_domain::Timestamp;
use gatehouse_tokens::{
    Algorithm, AssertionKey, ClientJwtRules, IdToken, KeySource, Keystore,
    client_assertion::{self, unverified_subject},
    request_object,
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const ISSUER: &str = "https://as.example/";
const ENDPOINT: &str = "https://as.example/oauth2/token";
const CLIENT: &str = "01AN4Z07BY79KA1307SR9X4MV3";
const SECRET: &str = "a secret of the client, long enough for HS256";
/// When all of this happens, in seconds.
const NOW: u32 = 1_800_000_000;

/// Our own keys, of both kinds.
static KEYSTORE: LazyLock<Keystore> = LazyLock::new(|| {
    let keys = [
        include_str!("../../../crates/testkit/keys/rsa-2048.pem"),
        include_str!("../../../crates/testkit/keys/p-256.pem"),
    ];
    let sources = keys.map(|pem| KeySource {
        kid: None,
        material: pem.as_bytes().to_vec().into(),
        password: None,
        origin: "a test".to_owned(),
    });
    Keystore::load(sources.into()).unwrap()
});

/// The public keys of a client; nobody has signed anything for it.
static JWKS: LazyLock<Value> = LazyLock::new(|| KEYSTORE.jwks());

/// What we ever signed: everything of those JWTs but the signature.
static SIGNED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let signed = |algorithm| {
        let claims = json!({
            "iss": ISSUER, "sub": "someone", "aud": CLIENT, "exp": NOW, "iat": NOW, "nonce": "n",
        });
        let jwt = KEYSTORE.sign(algorithm, None, &claims).unwrap();
        signing_input(&jwt).to_owned()
    };
    [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256]
        .map(signed)
        .into()
});

pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    is_signed(text);
    if let Some((header, claims)) = text.split_once('\n') {
        let input = format!("{}.{}", encoded(header), encoded(claims));
        is_signed(&format!("{input}."));
        is_by_secret(header, claims, &input);
        if let Ok(claims) = serde_json::from_str(claims) {
            is_ours(&claims);
            is_a_request(header, &claims);
        }
    }
}

/// Nothing is accepted that nobody signed.
fn is_signed(jwt: &str) {
    if let Ok(hint) = IdToken::from_hint(&KEYSTORE, jwt) {
        assert!(SIGNED.contains(signing_input(jwt)), "{jwt}");
        assert_eq!(hint.issuer, ISSUER);
    }
    for key in [AssertionKey::Secret(SECRET), AssertionKey::Jwks(&JWKS)] {
        assert!(client_assertion::verify(jwt, key, &rules()).is_err(), "{jwt}");
    }
    assert!(request_object::verify(jwt, &JWKS, &rules()).is_err(), "{jwt}");
    let _ = unverified_subject(jwt);
}

/// With the client's secret, an assertion is good if its claims are, and good for nothing else.
fn is_by_secret(header: &str, claims: &str, input: &str) {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(input.as_bytes());
    let jwt = format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    assert!(IdToken::from_hint(&KEYSTORE, &jwt).is_err(), "{header}");
    assert!(
        client_assertion::verify(&jwt, AssertionKey::Jwks(&JWKS), &rules()).is_err(),
        "{header}"
    );
    assert!(request_object::verify(&jwt, &JWKS, &rules()).is_err(), "{header}");
    let Ok(accepted) = client_assertion::verify(&jwt, AssertionKey::Secret(SECRET), &rules()) else {
        return;
    };

    let header: Value = serde_json::from_str(header).unwrap();
    assert_eq!(header["alg"], "HS256");
    assert_eq!(header["crit"], Value::Null, "RFC 7515 §4.1.11");
    let claims: Value = serde_json::from_str(claims).unwrap();
    assert_eq!(
        (&claims["iss"], &claims["sub"]),
        (&json!(CLIENT), &json!(CLIENT)),
        "R7523-02"
    );
    assert!(names_us(&claims["aud"]), "R7523-03");
    is_valid_now(&claims);
    let exp = seconds(&claims, "exp").unwrap();
    assert!(exp <= f64::from(NOW) + 3660.0, "R7523-04: {exp}");
    assert_eq!(claims["jti"], json!(accepted.jti));
    assert!((1..=256).contains(&accepted.jti.len()), "R7523-05");
    assert!(accepted.expires_at >= rules().now);
    assert_eq!(unverified_subject(&jwt).as_deref(), Some(CLIENT));
}

/// What a client signs is a request if its claims are good, whatever it asks for, and no assertion at the same time.
fn is_a_request(header: &str, claims: &Value) {
    let header: Value = serde_json::from_str(header).unwrap_or_default();
    // Our own keys are those of the client here.
    let object = KEYSTORE.sign(Algorithm::ES256, header["typ"].as_str(), claims).unwrap();
    let Ok(accepted) = request_object::verify(&object, &JWKS, &rules()) else {
        return;
    };
    assert_eq!(request_object::unverified(&object).as_ref(), Some(&accepted));
    let claims = Value::from(accepted);
    assert!(claims["iss"].is_null() || claims["iss"] == CLIENT, "R9101-04");
    assert_ne!(claims["sub"], CLIENT, "R9101-04");
    assert!(claims["aud"].is_null() || names_us(&claims["aud"]), "R9101-04");
    is_valid_now(&claims);
    assert!(client_assertion::verify(&object, AssertionKey::Jwks(&JWKS), &rules()).is_err());
}

fn names_us(audience: &Value) -> bool {
    let is_us = |name: &Value| [ISSUER, ENDPOINT].iter().any(|us| name == us);
    is_us(audience) || audience.as_array().is_some_and(|all| all.iter().any(is_us))
}

fn is_valid_now(claims: &Value) {
    let now = f64::from(NOW);
    assert!(seconds(claims, "exp").is_none_or(|time| time > now - 60.0), "R7523-04");
    for name in ["nbf", "iat"] {
        assert!(
            seconds(claims, name).is_none_or(|time| time <= now + 60.0),
            "RJOSE-08: {name}"
        );
    }
}

fn seconds(claims: &Value, name: &str) -> Option<f64> {
    claims[name].as_f64().map(f64::trunc)
}

/// What we sign is known again and says what it said, but is no JWT of another kind.
fn is_ours(claims: &Value) {
    let jwt = KEYSTORE.sign(Algorithm::ES256, None, claims).unwrap();
    if let Ok(hint) = IdToken::from_hint(&KEYSTORE, &jwt) {
        assert_eq!(
            (&json!(hint.issuer), &json!(hint.subject)),
            (&claims["iss"], &claims["sub"])
        );
        let audience = claims["aud"]
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![claims["aud"].clone()]);
        assert_eq!(json!(hint.audience), json!(audience));
    }
    assert!(KEYSTORE.verify::<Value>(Some("logout+jwt"), &jwt).is_err());
    let other = KEYSTORE.sign(Algorithm::ES256, Some("logout+jwt"), claims).unwrap();
    assert!(IdToken::from_hint(&KEYSTORE, &other).is_err(), "RFC 8725 §3.11");
}

fn rules() -> ClientJwtRules<'static> {
    ClientJwtRules {
        client_id: CLIENT,
        audiences: &[ISSUER, ENDPOINT],
        algorithm: None,
        now: Timestamp::from_timestamp(NOW.into(), 0).unwrap(),
    }
}

fn signing_input(jwt: &str) -> &str {
    jwt.rsplit_once('.').map_or(jwt, |(input, _)| input)
}

fn encoded(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}
