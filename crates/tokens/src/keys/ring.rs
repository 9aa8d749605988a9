//! A set of keys as it is at one time.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use gatehouse_domain::Timestamp;
use secrecy::ExposeSecret;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    KeyError, KeySource, KeyState, KeystoreError, KnownKey, ScheduledKey, SignError, key_pair::KeyPair, names,
    private_key::PrivateKey, schedule,
};
use crate::{
    Algorithm,
    jwt::{self, JwtError},
    verifying_key::VerifyingKey,
};

struct SigningKey {
    kid: String,
    algorithms: &'static [Algorithm],
    state: KeyState,
    pair: KeyPair,
    verifying: VerifyingKey,
}

/// The keys that are published, in the configured order.
pub(super) struct Ring {
    keys: Vec<SigningKey>,
    algorithms: Vec<Algorithm>,
    jwks: Value,
    list: Vec<KnownKey>,
}

/// A sound key, of which is not known yet whether it signs.
struct Read {
    key: SigningKey,
    jwk: Value,
    signs_from: Option<Timestamp>,
    origin: String,
}

impl Ring {
    pub(super) fn load(keys: Vec<ScheduledKey>, now: Timestamp, keep: TimeDelta) -> Result<Self, KeystoreError> {
        let all = read_all(keys)?;
        // A kind of key has one successor after the other.
        let times: Vec<_> = all.iter().map(|read| (read.key.algorithms, read.signs_from)).collect();
        let states = schedule::states(&times, now, keep);
        let mut ring = Self {
            keys: Vec::new(),
            algorithms: Vec::new(),
            jwks: Value::Null,
            list: Vec::new(),
        };
        let mut published = Vec::new();
        for (read, state) in all.into_iter().zip(states) {
            ring.list.push(KnownKey {
                kid: read.key.kid.clone(),
                algorithms: names(read.key.algorithms),
                state,
                signs_from: read.signs_from,
                origin: read.origin,
            });
            if !matches!(state, KeyState::Past { .. }) {
                published.push(read.jwk);
                ring.keys.push(SigningKey { state, ..read.key });
            }
        }
        let can_sign = |algorithm: &Algorithm| ring.signer(*algorithm).is_some();
        ring.algorithms = Algorithm::ASYMMETRIC.into_iter().filter(can_sign).collect();
        if ring.algorithms.is_empty() {
            return Err(KeystoreError::NoKey);
        }
        ring.jwks = json!({"keys": published});
        Ok(ring)
    }

    pub(super) const fn jwks(&self) -> &Value {
        &self.jwks
    }

    pub(super) fn algorithms(&self) -> &[Algorithm] {
        &self.algorithms
    }

    pub(super) fn list(&self) -> &[KnownKey] {
        &self.list
    }

    fn signer(&self, algorithm: Algorithm) -> Option<&SigningKey> {
        let signs = |key: &&SigningKey| matches!(key.state, KeyState::Current { .. });
        let mut keys = self.keys.iter().filter(signs);
        keys.find(|key| key.algorithms.contains(&algorithm))
    }

    pub(super) fn sign(
        &self,
        algorithm: Algorithm,
        typ: Option<&str>,
        claims: &impl Serialize,
    ) -> Result<String, SignError> {
        let key = self.signer(algorithm).ok_or(SignError::NoKey(algorithm))?;
        let mut header = json!({"alg": algorithm, "kid": key.kid});
        if let (Some(header), Some(typ)) = (header.as_object_mut(), typ) {
            header.insert("typ".to_owned(), typ.into());
        }
        let mut jws = format!("{}.{}", part(&header)?, part(claims)?);
        let signature = key.pair.sign(algorithm, jws.as_bytes())?;
        jws.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut jws);
        Ok(jws)
    }

    pub(super) fn verify<C: DeserializeOwned>(&self, typ: Option<&str>, jwt: &str) -> Result<C, JwtError> {
        let header = jwt::header(jwt)?;
        if !header
            .typ
            .as_deref()
            .unwrap_or("JWT")
            .eq_ignore_ascii_case(typ.unwrap_or("JWT"))
        {
            return Err(JwtError::Type(header.typ));
        }
        let algorithm = header.alg;
        let mut refusal = JwtError::UnknownKey {
            algorithm,
            kid: header.kid.clone(),
        };
        for key in &self.keys {
            let named = header.kid.as_ref().is_none_or(|kid| *kid == key.kid);
            if !named || !key.algorithms.contains(&algorithm) {
                continue;
            }
            match jwt::verify(jwt, &key.verifying, algorithm) {
                Err(JwtError::Signature) => refusal = JwtError::Signature,
                outcome => return outcome,
            }
        }
        Err(refusal)
    }
}

fn read_all(keys: Vec<ScheduledKey>) -> Result<Vec<Read>, KeystoreError> {
    let mut all = Vec::new();
    let mut origins = HashMap::new();
    for ScheduledKey { source, signs_from } in keys {
        let origin = source.origin.clone();
        let (key, jwk) = match read(source) {
            Ok(read) => read,
            Err(error) => return Err(KeystoreError::Key { origin, error }),
        };
        if let Some(first) = origins.insert(key.kid.clone(), origin.clone()) {
            return Err(KeystoreError::DuplicateKid {
                kid: key.kid,
                first,
                second: origin,
            });
        }
        all.push(Read {
            key,
            jwk,
            signs_from,
            origin,
        });
    }
    Ok(all)
}

/// RFC 7515 §2: JSON in base64url without padding.
fn part(value: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(value)?))
}

fn read(source: KeySource) -> Result<(SigningKey, Value), KeyError> {
    let PrivateKey {
        algorithms,
        pair,
        mut jwk,
    } = PrivateKey::parse(source.material.expose_secret(), source.password.as_ref())?;
    let kid = source.kid.unwrap_or_else(|| thumbprint(&jwk));
    let unread = || KeyError::Unsound("its public half can't be read".to_owned());
    let verifying = VerifyingKey::from_jwk(&jwk).ok_or_else(unread)?;
    if let Some(jwk) = jwk.as_object_mut() {
        jwk.insert("alg".to_owned(), json!(algorithms.first()));
        jwk.insert("kid".to_owned(), json!(kid));
        jwk.insert("use".to_owned(), json!("sig"));
    }
    let key = SigningKey {
        kid,
        algorithms,
        state: KeyState::Waiting,
        pair,
        verifying,
    };
    Ok((key, jwk))
}

/// RFC 7638, with SHA-256 as its §3.4 suggests: the members that a key of its kind has to have, in their order.
fn thumbprint(jwk: &Value) -> String {
    let required = ["crv", "e", "kty", "n", "x", "y"];
    let members = required
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), jwk.get(name)?.clone())));
    let text = Value::Object(members.collect()).to_string();
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // RJOSE-02
    #[test]
    fn the_example_of_rfc_7638_has_its_thumbprint() {
        let jwk = json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
            "alg": "RS256",
            "kid": "2011-04-29"
        });
        assert_eq!(thumbprint(&jwk), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
}
