//! Request objects; what is wrong with a signature is tried with client assertions, which are verified alike.

use gatehouse_tokens::{
    Algorithm, ClientJwtError, ClientJwtRules, JwtError, KeyKind, client_assertion, request_object,
};
use serde_json::{Value, json};

use crate::support::{keystore, noon};

fn rules() -> ClientJwtRules<'static> {
    ClientJwtRules {
        client_id: "client",
        audiences: &["https://auth.example.org/"],
        algorithm: None,
        now: noon(),
    }
}

// R9101-02
#[test]
fn every_algorithm_of_a_key_is_accepted_and_none_of_a_secret() {
    let client = keystore(&KeyKind::ALL);
    let mut jwks = client.jwks();
    // The set names RS256, which would bind the key to it.
    jwks["keys"][0].as_object_mut().unwrap().remove("alg");
    let claims = json!({"client_id": "client", "scope": "openid"});
    for algorithm in Algorithm::ASYMMETRIC {
        let object = client.sign(algorithm, None, &claims).unwrap();
        let accepted = request_object::verify(&object, &jwks, &rules()).unwrap();
        assert_eq!(Value::from(accepted), claims, "{algorithm}");
    }
    assert!(
        client_assertion::SECRET_ALGORITHMS
            .iter()
            .all(|mac| !Algorithm::ASYMMETRIC.contains(mac))
    );
}

// R9101-04
#[test]
fn the_type_is_that_of_a_request_or_of_any_jwt() {
    let client = keystore(&[KeyKind::P256]);
    let jwks = client.jwks();
    for (typ, is_taken) in [
        (None, true),
        (Some("JWT"), true),
        (Some("jwt"), true),
        (Some("oauth-authz-req+jwt"), true),
        (Some("application/oauth-authz-req+jwt"), true),
        (Some("Application/JWT"), true),
        (Some("at+jwt"), false),
        (Some("client-authentication+jwt"), false),
        (Some("logout+jwt"), false),
        (Some("application/application/jwt"), false),
        (Some(""), false),
    ] {
        let object = client.sign(Algorithm::ES256, typ, &json!({})).unwrap();
        let outcome = request_object::verify(&object, &jwks, &rules());
        assert_eq!(outcome.is_ok(), is_taken, "{typ:?}");
        if let Err(error) = outcome {
            assert!(matches!(error, ClientJwtError::Jwt(JwtError::Type(_))), "{error}");
        }
    }
}
