//! Reading of private keys: PKCS#1, PKCS#8 and SEC1, as PEM or DER.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use pem::Pem;
use pkcs1::RsaPrivateKeyRef;
use pkcs8::{EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef};
use sec1::EcPrivateKey;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde_json::{Value, json};

use super::key_pair::KeyPair;
use crate::Algorithm;

const RSA: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];
const P256: &[Algorithm] = &[Algorithm::ES256];
const P384: &[Algorithm] = &[Algorithm::ES384];
const SECP256K1: &[Algorithm] = &[Algorithm::ES256K];
const ED25519: &[Algorithm] = &[Algorithm::EdDSA];

const P256_OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384_OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
/// RFC 8410 §3.
const ED25519_OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const SECP256K1_OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");

/// RFC 7518 §3.3.
const MIN_RSA_BITS: usize = 2048;

/// What is wrong with a key; reads on from "the key NAME".
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text between the PEM lines is broken.
    #[error("is not valid PEM: {0}")]
    Pem(#[from] pem::PemError),
    /// PEM of something else.
    #[error("holds no private key, only: {0}")]
    NoPrivateKey(String),
    /// The encryption of OpenSSL before PKCS#8.
    #[error("has the old encryption of OpenSSL: convert it with `openssl pkcs8 -topk8`")]
    LegacyEncryption,
    /// An encrypted key without a password.
    #[error("is encrypted and has no password configured")]
    NoPassword,
    /// The password is wrong or the scheme unknown.
    #[error("can't be decrypted with its password: {0}")]
    Decryption(pkcs8::Error),
    /// Neither PEM nor a DER structure that we know.
    #[error("is neither PEM nor DER of a PKCS#1, PKCS#8 or SEC1 private key")]
    UnknownEncoding,
    /// The structure names an algorithm or curve that isn't supported.
    #[error("is of an unsupported kind ({0}): RSA, P-256, P-384, secp256k1 and Ed25519 are supported")]
    UnsupportedKind(ObjectIdentifier),
    /// SEC1 without the parameters that would tell.
    #[error("does not name its curve")]
    NoCurve,
    /// RFC 7518 §3.3.
    #[error("has {0} bits: an RSA key needs at least {MIN_RSA_BITS}")]
    TooSmall(usize),
    /// The numbers don't fit together, or are out of bounds.
    #[error("is not a sound key: {0}")]
    Unsound(String),
}

/// A sound private key, its public half and what it can do.
pub(super) struct PrivateKey {
    pub(super) algorithms: &'static [Algorithm],
    pub(super) pair: KeyPair,
    /// The public half, without what is the same for every key.
    pub(super) jwk: Value,
}

impl PrivateKey {
    pub(super) fn parse(material: &[u8], password: Option<&SecretString>) -> Result<Self, KeyError> {
        const PEM_START: &[u8] = b"-----BEGIN ";
        if material.windows(PEM_START.len()).any(|window| window == PEM_START) {
            Self::from_pem(material, password)
        } else {
            Self::from_der(material, password)
        }
    }

    /// The first private key: OpenSSL puts `EC PARAMETERS` before it, others a certificate.
    fn from_pem(text: &[u8], password: Option<&SecretString>) -> Result<Self, KeyError> {
        let mut labels = Vec::new();
        for block in pem::parse_many(text)? {
            if !block.tag().ends_with("PRIVATE KEY") {
                labels.push(block.tag().to_owned());
                continue;
            }
            if is_legacy_encrypted(&block) {
                return Err(KeyError::LegacyEncryption);
            }
            return Self::from_der(&Zeroizing::new(block.into_contents()), password);
        }
        if labels.is_empty() {
            return Err(pem::PemError::MalformedFraming.into());
        }
        Err(KeyError::NoPrivateKey(labels.join(", ")))
    }

    /// No DER of one structure reads as another, so the content decides and not a label.
    fn from_der(der: &[u8], password: Option<&SecretString>) -> Result<Self, KeyError> {
        if let Ok(info) = PrivateKeyInfoRef::try_from(der) {
            return Self::from_pkcs8(der, &info);
        }
        if let Ok(info) = EncryptedPrivateKeyInfoRef::try_from(der) {
            let password = password.ok_or(KeyError::NoPassword)?;
            let document = info.decrypt(password.expose_secret()).map_err(KeyError::Decryption)?;
            let info = PrivateKeyInfoRef::try_from(document.as_bytes()).map_err(KeyError::Decryption)?;
            return Self::from_pkcs8(document.as_bytes(), &info);
        }
        if let Ok(key) = RsaPrivateKeyRef::try_from(der) {
            return Self::from_pkcs1(der, &key);
        }
        let key = EcPrivateKey::try_from(der).map_err(|_| KeyError::UnknownEncoding)?;
        let curve = key.parameters.and_then(sec1::EcParameters::named_curve);
        Self::from_ec(der, curve.ok_or(KeyError::NoCurve)?)
    }

    fn from_pkcs8(der: &[u8], info: &PrivateKeyInfoRef<'_>) -> Result<Self, KeyError> {
        match info.algorithm.oid {
            pkcs1::ALGORITHM_OID => {
                let der = info.private_key.as_bytes();
                let key = RsaPrivateKeyRef::try_from(der).map_err(unsound)?;
                Self::from_pkcs1(der, &key)
            }
            sec1::ALGORITHM_OID => {
                let curve = info.algorithm.parameters_oid();
                Self::from_ec(der, curve.map_err(|_| KeyError::NoCurve)?)
            }
            ED25519_OID => Self::from_ed25519(der),
            other => Err(KeyError::UnsupportedKind(other)),
        }
    }

    /// RFC 8037 §2. `der` is PKCS#8, with or without the public half.
    fn from_ed25519(der: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(unsound)?;
        let x = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key());
        Ok(Self {
            algorithms: ED25519,
            jwk: json!({"kty": "OKP", "crv": "Ed25519", "x": x}),
            pair: KeyPair::Ed25519(Box::new(pair)),
        })
    }

    fn from_pkcs1(der: &[u8], key: &RsaPrivateKeyRef<'_>) -> Result<Self, KeyError> {
        let modulus = key.modulus.as_bytes();
        let unused = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        let bits = modulus.len() * 8 - unused;
        if bits < MIN_RSA_BITS {
            return Err(KeyError::TooSmall(bits));
        }
        let pair = RsaKeyPair::from_der(der).map_err(unsound)?;
        Ok(Self {
            algorithms: RSA,
            jwk: json!({
                "kty": "RSA",
                "n": BASE64_URL_SAFE_NO_PAD.encode(modulus),
                "e": BASE64_URL_SAFE_NO_PAD.encode(key.public_exponent.as_bytes()),
            }),
            pair: KeyPair::Rsa(Box::new(pair)),
        })
    }

    /// `der` is SEC1 or PKCS#8.
    fn from_ec(der: &[u8], curve: ObjectIdentifier) -> Result<Self, KeyError> {
        let (algorithms, crv, signing): (_, _, &'static EcdsaSigningAlgorithm) = match curve {
            P256_OID => (P256, "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING),
            P384_OID => (P384, "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
            SECP256K1_OID => (SECP256K1, "secp256k1", &ECDSA_P256K1_SHA256_FIXED_SIGNING),
            other => return Err(KeyError::UnsupportedKind(other)),
        };
        let pair = EcdsaKeyPair::from_private_key_der(signing, der).map_err(unsound)?;
        // Uncompressed: a byte that says so, and two coordinates (SEC 1 §2.3.3).
        let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
        let (x, y) = point.split_at(point.len() / 2);
        let [x, y] = [x, y].map(|coordinate| BASE64_URL_SAFE_NO_PAD.encode(coordinate));
        Ok(Self {
            algorithms,
            jwk: json!({"kty": "EC", "crv": crv, "x": x, "y": y}),
            pair: KeyPair::Ec(Box::new(pair)),
        })
    }
}

fn unsound(error: impl std::fmt::Display) -> KeyError {
    KeyError::Unsound(error.to_string())
}

/// RFC 1421 §4.6.1.1.
fn is_legacy_encrypted(block: &Pem) -> bool {
    block
        .headers()
        .get("Proc-Type")
        .is_some_and(|value| value.contains("ENCRYPTED"))
}
