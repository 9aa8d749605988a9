//! ID tokens as an app sees them.

use chrono::TimeDelta;
use gatehouse_domain::TokenKind;
use gatehouse_tokens::{Algorithm, IdToken, JwtError, KeyKind, issue, sign_id_token};
use jsonwebtoken::{DecodingKey, Validation, jwk::JwkSet};
use serde_json::{Value, json};

use crate::support::{keystore, noon};

fn id_token() -> IdToken {
    IdToken::new(
        "https://auth.example.org/".to_owned(),
        "01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned(),
        "client".to_owned(),
        noon(),
    )
}

// OCORE-03, OCORE-05, OCORE-07, RJOSE-06
#[test]
fn an_app_can_check_it_with_the_published_key() {
    let keystore = keystore(&[KeyKind::Rsa2048, KeyKind::P256]);
    let published: JwkSet = serde_json::from_value(keystore.jwks()).unwrap();
    let mut id_token = id_token();
    id_token.nonce = Some("n-0S6_WzA2Mj".to_owned());
    id_token.auth_time = Some(noon() - TimeDelta::minutes(5));
    let access_token = issue::mint(TokenKind::Access);
    for algorithm in [Algorithm::RS256, Algorithm::ES256] {
        let jwt = sign_id_token(&keystore, algorithm, &id_token, Some(&access_token)).unwrap();
        let header = jsonwebtoken::decode_header(&jwt).unwrap();
        assert_eq!(format!("{:?}", header.alg), algorithm.as_str());
        let key = DecodingKey::from_jwk(published.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&["client"]);
        validation.set_issuer(&["https://auth.example.org/"]);
        validation.set_required_spec_claims(&["aud", "exp", "iss", "sub"]);
        validation.validate_exp = false;
        let mut claims = jsonwebtoken::decode::<Value>(&jwt, &key, &validation).unwrap().claims;
        let at_hash = claims.as_object_mut().unwrap().remove("at_hash").unwrap();
        assert_eq!(at_hash.as_str().unwrap().len(), 22);
        assert_eq!(
            claims,
            json!({
                "iss": "https://auth.example.org/",
                "sub": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "aud": "client",
                "iat": 981_201_600,
                "exp": 981_205_200,
                "auth_time": 981_201_300,
                "nonce": "n-0S6_WzA2Mj",
            })
        );
    }
}

// OCORE-04, OCORE-08
#[test]
fn what_was_not_asked_for_is_absent() {
    let keystore = keystore(&[KeyKind::P256]);
    let jwt = sign_id_token(&keystore, Algorithm::ES256, &id_token(), None).unwrap();
    let claims: Value = keystore.verify(None, &jwt).unwrap();
    let mut names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "sub"]);
}

// OCORE-16
#[test]
fn a_hint_is_read_although_it_has_expired() {
    let keystore = keystore(&[KeyKind::P256]);
    let jwt = sign_id_token(&keystore, Algorithm::ES256, &id_token(), None).unwrap();
    assert_eq!(IdToken::from_hint(&keystore, &jwt).unwrap(), id_token());

    let many = json!({"iss": "i", "sub": "s", "aud": ["a", "b"], "exp": 2, "iat": 1});
    let jwt = keystore.sign(Algorithm::ES256, Some("JWT"), &many).unwrap();
    assert_eq!(IdToken::from_hint(&keystore, &jwt).unwrap().audience, ["a", "b"]);
}

// RJOSE-07
#[test]
fn a_hint_of_someone_else_or_of_another_type_is_refused() {
    let keystore = keystore(&[KeyKind::P256]);
    let foreign = crate::support::keystore(&[KeyKind::P256]);
    let jwt = sign_id_token(&foreign, Algorithm::ES256, &id_token(), None).unwrap();
    assert!(IdToken::from_hint(&keystore, &jwt).is_err());

    let jwt = keystore
        .sign(Algorithm::ES256, Some("logout+jwt"), &id_token())
        .unwrap();
    let outcome = IdToken::from_hint(&keystore, &jwt);
    assert!(matches!(outcome, Err(JwtError::Type(_))));
}
