//! The keys that sign what this server says.

mod generate;
mod key_pair;
mod private_key;
mod ring;
mod schedule;

use std::sync::Arc;

use arc_swap::ArcSwap;
use aws_lc_rs::error::Unspecified;
use chrono::TimeDelta;
use gatehouse_domain::Timestamp;
use secrecy::{SecretSlice, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use self::ring::Ring;
pub use self::{
    generate::{KeyKind, generate},
    private_key::KeyError,
    schedule::{KeyState, ScheduledKey},
};
use crate::{Algorithm, jwt::JwtError};

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
    #[error("no key for {0} is configured")]
    NoKey(Algorithm),
    /// The claims are not JSON.
    #[error("the claims are not JSON: {0}")]
    Claims(#[from] serde_json::Error),
    /// The cryptography failed.
    #[error("the key failed to sign")]
    Key(#[from] Unspecified),
}

/// A key, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// Its id in the published set.
    pub kid: String,
    /// The algorithms it signs with, the first by default.
    pub algorithms: Vec<String>,
    /// What is done with it.
    pub state: KeyState,
    /// When it begins or began to sign; none is from the beginning.
    pub signs_from: Option<Timestamp>,
    /// Where it comes from.
    pub origin: String,
}

/// The signing keys, which can be replaced while others sign with them.
pub struct Keystore {
    ring: ArcSwap<Ring>,
}

impl Keystore {
    /// Reads every key and checks that it is sound. Of those that can sign the same, the first does.
    pub fn load(sources: Vec<KeySource>) -> Result<Self, KeystoreError> {
        let always = |source| ScheduledKey {
            source,
            signs_from: None,
        };
        let keys = sources.into_iter().map(always).collect();
        Self::scheduled(keys, Timestamp::default(), TimeDelta::zero())
    }

    /// Reads every key and checks that it is sound. Each signs from its time on, and is published for as long as `keep`
    /// after another has taken its place.
    pub fn scheduled(keys: Vec<ScheduledKey>, now: Timestamp, keep: TimeDelta) -> Result<Self, KeystoreError> {
        Ok(Self {
            ring: ArcSwap::from_pointee(Ring::load(keys, now, keep)?),
        })
    }

    /// From now on uses the keys of `other`; true if that changes anything.
    pub fn replace(&self, other: &Self) -> bool {
        let next = other.ring.load_full();
        let before = self.ring.swap(Arc::clone(&next));
        before.list() != next.list()
    }

    /// The JWK Set to publish (RFC 7517 §5): public parameters only.
    pub fn jwks(&self) -> Value {
        self.ring.load().jwks().clone()
    }

    /// What the keys can sign with, RS256 first if there is an RSA key.
    pub fn algorithms(&self) -> Vec<Algorithm> {
        self.ring.load().algorithms().to_vec()
    }

    /// The names of [`Self::algorithms`], for metadata.
    pub fn algorithm_names(&self) -> Vec<String> {
        names(self.ring.load().algorithms())
    }

    /// All keys, those that are past as well.
    pub fn list(&self) -> Vec<KnownKey> {
        self.ring.load().list().to_vec()
    }

    /// A JWT in JWS compact serialization (RFC 7515 §7.1), with the `kid` in its header.
    pub fn sign(&self, algorithm: Algorithm, typ: Option<&str>, claims: &impl Serialize) -> Result<String, SignError> {
        self.ring.load().sign(algorithm, typ, claims)
    }

    /// The claims of a JWT that one of these keys signed, however long ago. Checks no claim.
    ///
    /// Without `typ`, the header may have none or `JWT`, so that a JWT made for one use is no good for
    /// another (RFC 8725 §3.11).
    pub fn verify<C: DeserializeOwned>(&self, typ: Option<&str>, jwt: &str) -> Result<C, JwtError> {
        self.ring.load().verify(typ, jwt)
    }
}

fn names(algorithms: &[Algorithm]) -> Vec<String> {
    algorithms.iter().map(ToString::to_string).collect()
}
