//! A private key that is ready to sign: reading one anew takes as long as signing with it.

use aws_lc_rs::{
    error::Unspecified,
    rand::SystemRandom,
    signature::{
        EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256,
        RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
    },
};

use crate::Algorithm;

pub(super) enum KeyPair {
    Rsa(Box<RsaKeyPair>),
    /// Its curve fixes the algorithm; signatures are raw R‖S (RFC 7518 §3.4).
    Ec(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl KeyPair {
    pub(super) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        // For the interface only: aws-lc draws its own randomness.
        let random = SystemRandom::new();
        match self {
            Self::Ec(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Self::Ed25519(pair) => Ok(pair.try_sign(message)?.as_ref().to_vec()),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding(algorithm)?, &random, message, &mut signature)?;
                Ok(signature)
            }
        }
    }
}

fn padding(algorithm: Algorithm) -> Result<&'static dyn RsaEncoding, Unspecified> {
    Ok(match algorithm {
        Algorithm::RS256 => &RSA_PKCS1_SHA256,
        Algorithm::RS384 => &RSA_PKCS1_SHA384,
        Algorithm::RS512 => &RSA_PKCS1_SHA512,
        Algorithm::PS256 => &RSA_PSS_SHA256,
        Algorithm::PS384 => &RSA_PSS_SHA384,
        Algorithm::PS512 => &RSA_PSS_SHA512,
        _ => return Err(Unspecified),
    })
}
