//! New private keys.

use aws_lc_rs::{
    encoding::AsDer,
    error::Unspecified,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
        EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair,
    },
};
use secrecy::SecretString;

/// A kind of key that can be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA with 2048 bits: RS256 and its kin.
    Rsa2048,
    /// NIST P-256: ES256.
    P256,
    /// NIST P-384: ES384.
    P384,
    /// SECG secp256k1: ES256K.
    Secp256k1,
    /// Edwards curve 25519: `EdDSA`.
    Ed25519,
}

impl KeyKind {
    /// All that can be made.
    pub const ALL: [Self; 5] = [Self::Rsa2048, Self::P256, Self::P384, Self::Secp256k1, Self::Ed25519];
    /// What a new installation gets. RS256 is what every app understands; at a key on secp256k1 some throw the whole set away.
    pub const USUAL: [Self; 4] = [Self::Rsa2048, Self::P256, Self::P384, Self::Ed25519];

    /// The name in files and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa2048 => "rsa-2048",
            Self::P256 => "p-256",
            Self::P384 => "p-384",
            Self::Secp256k1 => "secp256k1",
            Self::Ed25519 => "ed25519",
        }
    }

    /// The name of the algorithm that a key of this kind signs with by default.
    pub const fn algorithm(self) -> &'static str {
        match self {
            Self::Rsa2048 => "RS256",
            Self::P256 => "ES256",
            Self::P384 => "ES384",
            Self::Secp256k1 => "ES256K",
            Self::Ed25519 => "EdDSA",
        }
    }
}

/// A new private key as PKCS#8 PEM.
pub fn generate(kind: KeyKind) -> Result<SecretString, Unspecified> {
    let der = match kind {
        KeyKind::Rsa2048 => RsaKeyPair::generate(KeySize::Rsa2048)?.as_der()?.as_ref().to_vec(),
        KeyKind::P256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
        KeyKind::P384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING)?,
        KeyKind::Secp256k1 => ec(&ECDSA_P256K1_SHA256_FIXED_SIGNING)?,
        // The form that every program reads (RFC 8410 §7).
        KeyKind::Ed25519 => Ed25519KeyPair::generate()?.to_pkcs8v1()?.as_ref().to_vec(),
    };
    Ok(pem::encode(&pem::Pem::new("PRIVATE KEY", der)).into())
}

fn ec(algorithm: &'static aws_lc_rs::signature::EcdsaSigningAlgorithm) -> Result<Vec<u8>, Unspecified> {
    Ok(EcdsaKeyPair::generate(algorithm)?.to_pkcs8v1()?.as_ref().to_vec())
}
