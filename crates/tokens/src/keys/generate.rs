//! New private keys.

use aws_lc_rs::{
    encoding::AsDer,
    error::Unspecified,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair},
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
}

/// A new private key as PKCS#8 PEM.
pub fn generate(kind: KeyKind) -> Result<SecretString, Unspecified> {
    let der = match kind {
        KeyKind::Rsa2048 => RsaKeyPair::generate(KeySize::Rsa2048)?.as_der()?.as_ref().to_vec(),
        KeyKind::P256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
        KeyKind::P384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING)?,
    };
    Ok(pem::encode(&pem::Pem::new("PRIVATE KEY", der)).into())
}

fn ec(algorithm: &'static aws_lc_rs::signature::EcdsaSigningAlgorithm) -> Result<Vec<u8>, Unspecified> {
    Ok(EcdsaKeyPair::generate(algorithm)?.to_pkcs8v1()?.as_ref().to_vec())
}
