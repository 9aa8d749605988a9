//! Proof Key for Code Exchange, method S256 (RFC 7636).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Why the PKCE parameters of a request are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPkce {
    #[error("code_challenge is required")]
    Missing,
    #[error("code_challenge_method has to be S256: transform algorithm not supported")]
    Method,
    #[error("code_challenge has to be 43 characters of base64url")]
    Challenge,
    #[error("code_challenge_method without code_challenge")]
    MethodAlone,
}

/// A code challenge of method S256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    const LENGTH: usize = 43;

    /// Reads both parameters of an authorization request (RFC 7636 §4.3); a missing method means `plain`.
    pub fn from_request(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, InvalidPkce> {
        match (challenge, method) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(InvalidPkce::MethodAlone),
            (Some(challenge), Some("S256")) => {
                let legal = challenge
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
                if challenge.len() == Self::LENGTH && legal {
                    Ok(Some(Self(challenge.to_owned())))
                } else {
                    Err(InvalidPkce::Challenge)
                }
            }
            (Some(_), _) => Err(InvalidPkce::Method),
        }
    }

    /// A challenge that was checked before it was stored.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// RFC 7636 §4.6: the verifier has the right shape and hashes to this challenge.
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let well_formed = (43..=128).contains(&verifier.len())
            && verifier
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        let computed = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        well_formed && bool::from(computed.as_bytes().ct_eq(self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn challenge(text: &str) -> CodeChallenge {
        CodeChallenge::from_request(Some(text), Some("S256")).unwrap().unwrap()
    }

    // R7636-01, R7636-02, M2964-22, XC-12
    #[test]
    fn a_challenge_is_met_by_its_verifier_alone() {
        let long = "a".repeat(128);
        let too_long = "a".repeat(129);
        let hashed = |verifier: &str| challenge(&BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)));
        assert!(challenge(CHALLENGE).is_met_by(VERIFIER));
        assert!(
            challenge("8coMp56MvhmfFtjk0dYd9H9d3jQRV1qjS703hAOVnEk")
                .is_met_by("NXt2S0jiptl4q0m8OYVJFFyuDB5i5aeJSOUJ4NpdmTv")
        );
        assert!(hashed(&long).is_met_by(&long));
        for bad in [
            &too_long,
            "ogie4iVaeteeKeeLaid0aizuimairaCh",
            &VERIFIER.replace('-', "+"),
            "",
            &VERIFIER[1..],
        ] {
            assert!(!hashed(bad).is_met_by(bad), "{bad}");
            assert!(!challenge(CHALLENGE).is_met_by(bad), "{bad}");
        }
    }

    // R7636-03, R7636-04, R7636-05
    #[test]
    fn only_s256_is_taken() {
        for (text, method, error) in [
            (Some(CHALLENGE), None, InvalidPkce::Method),
            (Some(CHALLENGE), Some("plain"), InvalidPkce::Method),
            (Some(CHALLENGE), Some("s256"), InvalidPkce::Method),
            (Some(&CHALLENGE[1..]), Some("S256"), InvalidPkce::Challenge),
            (
                Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"),
                Some("S256"),
                InvalidPkce::Challenge,
            ),
            (None, Some("S256"), InvalidPkce::MethodAlone),
        ] {
            assert_eq!(
                CodeChallenge::from_request(text, method),
                Err(error),
                "{text:?} {method:?}"
            );
        }
        assert_eq!(CodeChallenge::from_request(None, None), Ok(None));
    }
}
