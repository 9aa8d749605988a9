//! A set of keys as it is at one time.

use std::collections::HashMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use gatehouse_domain::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, Header,
    jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash},
};
use secrecy::ExposeSecret;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    KeyError, KeySource, KeyState, KeystoreError, KnownKey, ScheduledKey, SignError, SkippedKey,
    key_pair::KeyPair,
    names,
    private_key::{self, PrivateKey},
    schedule,
};
use crate::jwt::{self, JwtError};

struct SigningKey {
    kid: String,
    algorithms: &'static [Algorithm],
    state: KeyState,
    pair: KeyPair,
    decoding: DecodingKey,
}

/// The keys that are published, in the configured order.
pub(super) struct Ring {
    keys: Vec<SigningKey>,
    algorithms: Vec<Algorithm>,
    jwks: Value,
    skipped: Vec<SkippedKey>,
    list: Vec<KnownKey>,
}

/// A sound key, of which is not known yet whether it signs.
struct Read {
    key: SigningKey,
    jwk: Jwk,
    signs_from: Option<Timestamp>,
    origin: String,
}

impl Ring {
    pub(super) fn load(keys: Vec<ScheduledKey>, now: Timestamp, keep: TimeDelta) -> Result<Self, KeystoreError> {
        let (all, skipped) = read_all(keys)?;
        // A kind of key has one successor after the other.
        let times: Vec<_> = all.iter().map(|read| (read.key.algorithms, read.signs_from)).collect();
        let states = schedule::states(&times, now, keep);
        let mut ring = Self {
            keys: Vec::new(),
            algorithms: Vec::new(),
            jwks: Value::Null,
            skipped,
            list: Vec::new(),
        };
        let mut published = JwkSet::default();
        for (read, state) in all.into_iter().zip(states) {
            ring.list.push(KnownKey {
                kid: read.key.kid.clone(),
                algorithms: names(read.key.algorithms),
                state,
                signs_from: read.signs_from,
                origin: read.origin,
            });
            if !matches!(state, KeyState::Past { .. }) {
                published.keys.push(read.jwk);
                ring.keys.push(SigningKey { state, ..read.key });
            }
        }
        let can_sign = |algorithm: &Algorithm| ring.signer(*algorithm).is_some();
        ring.algorithms = private_key::ALGORITHMS.into_iter().filter(can_sign).collect();
        if ring.algorithms.is_empty() {
            return Err(KeystoreError::NoKey);
        }
        ring.jwks = serde_json::json!(published);
        Ok(ring)
    }

    pub(super) const fn jwks(&self) -> &Value {
        &self.jwks
    }

    pub(super) fn algorithms(&self) -> &[Algorithm] {
        &self.algorithms
    }

    pub(super) fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
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
        let mut header = Header::new(algorithm);
        header.typ = typ.map(str::to_owned);
        header.kid = Some(key.kid.clone());
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
            match jwt::verify(jwt, &key.decoding, algorithm) {
                Err(JwtError::Signature) => refusal = JwtError::Signature,
                outcome => return outcome,
            }
        }
        Err(refusal)
    }
}

fn read_all(keys: Vec<ScheduledKey>) -> Result<(Vec<Read>, Vec<SkippedKey>), KeystoreError> {
    let mut all = Vec::new();
    let mut skipped = Vec::new();
    let mut origins = HashMap::new();
    for ScheduledKey { source, signs_from } in keys {
        let origin = source.origin.clone();
        let (key, jwk) = match read(source) {
            Ok(read) => read,
            Err(error @ KeyError::Secp256k1) => {
                let reason = error.to_string();
                skipped.push(SkippedKey { origin, reason });
                continue;
            }
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
    Ok((all, skipped))
}

/// RFC 7515 §2: JSON in base64url without padding.
fn part(value: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(value)?))
}

fn read(source: KeySource) -> Result<(SigningKey, Jwk), KeyError> {
    let PrivateKey {
        algorithms,
        pair,
        mut jwk,
    } = PrivateKey::parse(source.material.expose_secret(), source.password.as_ref())?;
    let kid = match source.kid {
        Some(kid) => kid,
        None => thumbprint(&jwk)?,
    };
    let decoding = DecodingKey::from_jwk(&jwk)?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    let key = SigningKey {
        kid,
        algorithms,
        state: KeyState::Waiting,
        pair,
        decoding,
    };
    Ok((key, jwk))
}

/// RFC 7638, with SHA-256 as its §3.4 suggests.
fn thumbprint(jwk: &Jwk) -> Result<String, KeyError> {
    Ok(jwk.thumbprint(ThumbprintHash::SHA256)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RJOSE-02
    #[test]
    fn the_example_of_rfc_7638_has_its_thumbprint() {
        let jwk = serde_json::from_value(serde_json::json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
            "alg": "RS256",
            "kid": "2011-04-29"
        }))
        .unwrap();
        assert_eq!(thumbprint(&jwk).unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
}
