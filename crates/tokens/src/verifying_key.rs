//! What verifies a signature: a public key (RFC 7517), or a secret.

use aws_lc_rs::signature::{ECDSA_P256K1_SHA256_FIXED, UnparsedPublicKey};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, jwk::Jwk};
use serde::Deserialize;
use serde_json::Value;

use crate::Algorithm;

pub(crate) enum VerifyingKey {
    Known(DecodingKey),
    /// The library doesn't know the curve (RFC 8812 §3.1): the point, uncompressed.
    Secp256k1(Vec<u8>),
}

impl VerifyingKey {
    pub(crate) fn from_secret(secret: &[u8]) -> Self {
        Self::Known(DecodingKey::from_secret(secret))
    }

    /// None of a key that is broken or of a kind that is not known.
    pub(crate) fn from_jwk(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        if text("crv") == Some("secp256k1") {
            let coordinate = |name| BASE64_URL_SAFE_NO_PAD.decode(text(name)?).ok();
            // SEC 1 §2.3.3.
            let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
            return Some(Self::Secp256k1(point));
        }
        let jwk = Jwk::deserialize(jwk).ok()?;
        DecodingKey::from_jwk(&jwk).ok().map(Self::Known)
    }

    /// Whether it made this signature of the message.
    pub(crate) fn made(&self, signature: &[u8], message: &[u8], algorithm: Algorithm) -> bool {
        match (self, algorithm.of_library()) {
            (Self::Known(key), Some(algorithm)) => {
                let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
                jsonwebtoken::crypto::verify(&signature, message, key, algorithm).unwrap_or(false)
            }
            (Self::Secp256k1(point), None) => UnparsedPublicKey::new(&ECDSA_P256K1_SHA256_FIXED, point)
                .verify(message, signature)
                .is_ok(),
            _ => false,
        }
    }
}
