//! ID tokens (OpenID Connect Core §2).

use aws_lc_rs::digest::{SHA256, SHA384, SHA512, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{
    TimeDelta,
    serde::{ts_seconds, ts_seconds_option},
};
use gatehouse_domain::{Timestamp, Token};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Algorithm,
    audience::Audience,
    jwt::JwtError,
    keys::{Keystore, SignError},
};

/// How long an ID token says it is good for.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// The claims about a person's authentication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdToken {
    /// Exactly the issuer of the discovery document.
    #[serde(rename = "iss")]
    pub issuer: String,
    /// The person, never reassigned.
    #[serde(rename = "sub")]
    pub subject: String,
    /// The `client_id` of the app; written as a string, since there is one audience.
    #[serde(rename = "aud", serialize_with = "one_or_many", deserialize_with = "audience")]
    pub audience: Vec<String>,
    /// When it ends.
    #[serde(rename = "exp", with = "ts_seconds")]
    pub expires_at: Timestamp,
    /// When it was made.
    #[serde(rename = "iat", with = "ts_seconds")]
    pub issued_at: Timestamp,
    /// When the person last signed in.
    #[serde(default, with = "ts_seconds_option", skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<Timestamp>,
    /// From the authorization request, as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The sign-in that it is part of (OpenID Connect Back-Channel Logout §2.1).
    #[serde(default, rename = "sid", skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// What else it tells about the person.
    #[serde(flatten)]
    pub claims: Map<String, Value>,
}

impl IdToken {
    /// Claims that every ID token has.
    pub fn new(issuer: String, subject: String, client_id: String, issued_at: Timestamp) -> Self {
        Self {
            issuer,
            subject,
            audience: vec![client_id],
            expires_at: issued_at + LIFETIME,
            issued_at,
            auth_time: None,
            nonce: None,
            session_id: None,
            claims: Map::new(),
        }
    }

    /// Reads an `id_token_hint` (OpenID Connect Core §3.1.2.1): ours, and it may have expired.
    ///
    /// Whether issuer and subject are the expected ones is for the caller to say.
    pub fn from_hint(keystore: &Keystore, jwt: &str) -> Result<Self, JwtError> {
        keystore.verify(None, jwt)
    }
}

/// Signs `id_token`, bound to `access_token` by `at_hash` if there is one.
pub fn sign_id_token(
    keystore: &Keystore,
    algorithm: Algorithm,
    id_token: &IdToken,
    access_token: Option<&Token>,
) -> Result<String, SignError> {
    #[derive(Serialize)]
    struct Claims<'a> {
        #[serde(flatten)]
        id_token: &'a IdToken,
        #[serde(skip_serializing_if = "Option::is_none")]
        at_hash: Option<String>,
    }

    let at_hash = access_token.map(|token| at_hash(algorithm, token.expose()));
    keystore.sign(algorithm, None, &Claims { id_token, at_hash })
}

/// OpenID Connect Core §3.1.3.6: the left half of the hash that the algorithm uses.
fn at_hash(algorithm: Algorithm, access_token: &str) -> String {
    let hash = match algorithm {
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 | Algorithm::HS384 => &SHA384,
        // Ed25519 hashes with it (RFC 8032 §5.1).
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::HS512 | Algorithm::EdDSA => &SHA512,
        _ => &SHA256,
    };
    let digest = digest(hash, access_token.as_bytes());
    let (left, _) = digest.as_ref().split_at(digest.as_ref().len() / 2);
    BASE64_URL_SAFE_NO_PAD.encode(left)
}

fn audience<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Audience::deserialize(deserializer).map(Audience::into_values)
}

fn one_or_many<S: serde::Serializer>(values: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    match values {
        [value] => value.serialize(serializer),
        values => values.serialize(serializer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OCORE-07
    #[test]
    fn at_hash_is_the_left_half_of_the_algorithms_hash() {
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(at_hash(Algorithm::RS256, token), "77QmUPtjPfzWtF2AnpK9RQ");
        for (algorithm, bytes) in [
            (Algorithm::ES256, 16),
            (Algorithm::PS256, 16),
            (Algorithm::ES384, 24),
            (Algorithm::RS384, 24),
            (Algorithm::RS512, 32),
            (Algorithm::EdDSA, 32),
        ] {
            let hash = BASE64_URL_SAFE_NO_PAD.decode(at_hash(algorithm, token));
            assert_eq!(hash.unwrap().len(), bytes, "{algorithm:?}");
        }
    }
}
