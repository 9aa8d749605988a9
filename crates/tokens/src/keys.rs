//! The keys that sign what this server says.

mod generate;
mod key_pair;
mod private_key;

use std::collections::HashMap;

use aws_lc_rs::error::Unspecified;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, Header,
    jwk::{Jwk, JwkSet, KeyAlgorithm, PublicKeyUse, ThumbprintHash},
};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use self::{
    generate::{KeyKind, generate},
    private_key::KeyError,
};
use self::{key_pair::KeyPair, private_key::PrivateKey};
use crate::jwt::{self, JwtError};

/// A configured private key, not yet read.
pub struct KeySource {
    /// The id to publish; without one it is the key's thumbprint (RFC 7638).
    pub kid: Option<String>,
    /// PEM or DER.
    pub material: SecretSlice<u8>,
    /// Opens an encrypted PKCS#8 key.
    pub password: Option<SecretString>,
    /// Where the key comes from, for error texts.
    pub origin: String,
}

/// A configured key that is of no use here, but no mistake either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedKey {
    /// Where the key comes from.
    pub origin: String,
    /// Why it isn't used.
    pub reason: String,
}

/// The configured keys don't make a keystore.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
    /// One of them is unusable.
    #[error("the key {origin} {error}")]
    Key {
        /// Where the key comes from.
        origin: String,
        /// What is wrong with it.
        error: KeyError,
    },
    /// Two of them could not be told apart.
    #[error("the keys {first} and {second} have the same id `{kid}`")]
    DuplicateKid {
        /// The id that both have.
        kid: String,
        /// Where the one comes from.
        first: String,
        /// Where the other comes from.
        second: String,
    },
    /// Nothing is left to sign with.
    #[error("no key can sign: configure an RSA key of at least 2048 bits")]
    NoKey,
}

/// A JWT can't be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// See [`Keystore::algorithms`].
    #[error("no key for {0:?} is configured")]
    NoKey(Algorithm),
    /// The claims are not JSON.
    #[error("the claims are not JSON: {0}")]
    Claims(#[from] serde_json::Error),
    /// The cryptography failed.
    #[error("the key failed to sign")]
    Key(#[from] Unspecified),
}

struct SigningKey {
    kid: String,
    algorithms: &'static [Algorithm],
    pair: KeyPair,
    decoding: DecodingKey,
}

/// The signing keys in the configured order: of those that can, the first signs.
pub struct Keystore {
    keys: Vec<SigningKey>,
    algorithms: Vec<Algorithm>,
    jwks: Value,
    skipped: Vec<SkippedKey>,
}

impl Keystore {
    /// Reads every key and checks that it is sound.
    pub fn load(sources: Vec<KeySource>) -> Result<Self, KeystoreError> {
        let mut keys = Vec::new();
        let mut published = JwkSet::default();
        let mut origins = HashMap::new();
        let mut skipped = Vec::new();
        for source in sources {
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
            keys.push(key);
            published.keys.push(jwk);
        }
        if keys.is_empty() {
            return Err(KeystoreError::NoKey);
        }
        let algorithms = private_key::ALGORITHMS
            .into_iter()
            .filter(|algorithm| keys.iter().any(|key| key.algorithms.contains(algorithm)))
            .collect();
        Ok(Self {
            keys,
            algorithms,
            jwks: serde_json::json!(published),
            skipped,
        })
    }

    /// The JWK Set to publish (RFC 7517 §5): public parameters only.
    pub const fn jwks(&self) -> &Value {
        &self.jwks
    }

    /// What the keys can sign with, RS256 first if there is an RSA key.
    pub fn algorithms(&self) -> &[Algorithm] {
        &self.algorithms
    }

    /// The names of [`Self::algorithms`], for metadata.
    pub fn algorithm_names(&self) -> Vec<String> {
        self.algorithms
            .iter()
            .map(|algorithm| KeyAlgorithm::from(*algorithm).to_string())
            .collect()
    }

    /// The keys that are not used.
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// A JWT in JWS compact serialization (RFC 7515 §7.1), with the `kid` in its header.
    pub fn sign(&self, algorithm: Algorithm, typ: Option<&str>, claims: &impl Serialize) -> Result<String, SignError> {
        let key = self
            .keys
            .iter()
            .find(|key| key.algorithms.contains(&algorithm))
            .ok_or(SignError::NoKey(algorithm))?;
        let mut header = Header::new(algorithm);
        header.typ = typ.map(str::to_owned);
        header.kid = Some(key.kid.clone());
        let mut jws = format!("{}.{}", part(&header)?, part(claims)?);
        let signature = key.pair.sign(algorithm, jws.as_bytes())?;
        jws.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut jws);
        Ok(jws)
    }

    /// The claims of a JWT that one of these keys signed, however long ago. Checks no claim.
    ///
    /// Without `typ`, the header may have none or `JWT`, so that a JWT made for one use is no good for
    /// another (RFC 8725 §3.11).
    pub fn verify<C: DeserializeOwned>(&self, typ: Option<&str>, jwt: &str) -> Result<C, JwtError> {
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
