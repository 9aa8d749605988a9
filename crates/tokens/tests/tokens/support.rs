//! Keys and clocks for the tests.

use gatehouse_domain::Timestamp;
use gatehouse_tokens::{KeyKind, KeySource, Keystore, keys};
use secrecy::{ExposeSecret, SecretString};

pub fn generate(kind: KeyKind) -> SecretString {
    keys::generate(kind).unwrap()
}

/// PKCS#8 DER of a new key.
pub fn generate_der(kind: KeyKind) -> Vec<u8> {
    pem::parse(generate(kind).expose_secret()).unwrap().into_contents()
}

pub fn source(origin: &str, material: impl Into<Vec<u8>>) -> KeySource {
    KeySource {
        kid: None,
        material: material.into().into(),
        password: None,
        origin: origin.to_owned(),
    }
}

pub fn keystore(kinds: &[KeyKind]) -> Keystore {
    let sources = kinds
        .iter()
        .map(|kind| source(&format!("{kind:?}"), generate(*kind).expose_secret()))
        .collect();
    Keystore::load(sources).unwrap()
}

/// Noon of a day long past, so that a look at the system's clock would show.
pub fn noon() -> Timestamp {
    "2001-02-03T12:00:00Z".parse().unwrap()
}
