//! Reading of signed JWTs (RFC 7519) whose key and algorithm the caller chose.

use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, errors::ErrorKind};
use serde::de::DeserializeOwned;

/// Longer texts are refused before anything decodes them.
const MAX_LENGTH: usize = 16 * 1024;

/// Why a JWT is refused, for the log.
#[derive(Debug, thiserror::Error)]
pub enum JwtError {
    /// Nothing honest is that long.
    #[error("longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// Not three parts of base64url with the JSON that belongs there; `alg: none` ends here too.
    #[error("malformed: {0}")]
    Malformed(String),
    /// RFC 7515 §4.1.11: a critical extension; none is supported.
    #[error("has critical header parameters")]
    Critical,
    /// The `typ` belongs to another use.
    #[error("has the type {0:?}")]
    Type(Option<String>),
    /// The key may not be used with this `alg`.
    #[error("the algorithm {0:?} is not allowed")]
    Algorithm(Algorithm),
    /// No key has the `kid`, or none fits the `alg`.
    #[error("no key for {algorithm:?} with the id {kid:?}")]
    UnknownKey {
        /// The `alg` of the header.
        algorithm: Algorithm,
        /// The `kid` of the header.
        kid: Option<String>,
    },
    /// No key made this signature.
    #[error("the signature is wrong")]
    Signature,
}

/// The header, when `jwt` is not too long and asks for no extension.
pub(crate) fn header(jwt: &str) -> Result<Header, JwtError> {
    check_length(jwt)?;
    let header = jsonwebtoken::decode_header(jwt).map_err(malformed)?;
    match header.crit {
        Some(_) => Err(JwtError::Critical),
        None => Ok(header),
    }
}

/// The claims, when `key` signed `jwt` with `algorithm`. Checks no claim.
pub(crate) fn verify<C: DeserializeOwned>(jwt: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<C, JwtError> {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    // The library would read the system's clock; callers have one of their own.
    validation.validate_exp = false;
    validation.validate_aud = false;
    match jsonwebtoken::decode(jwt, key, &validation) {
        Ok(token) => Ok(token.claims),
        Err(error) => Err(match error.kind() {
            ErrorKind::InvalidSignature => JwtError::Signature,
            ErrorKind::InvalidAlgorithm => JwtError::Algorithm(algorithm),
            _ => malformed(error),
        }),
    }
}

/// The claims as they are written, by whomever.
pub(crate) fn unverified<C: DeserializeOwned>(jwt: &str) -> Result<C, JwtError> {
    check_length(jwt)?;
    jsonwebtoken::dangerous::insecure_decode_claims(jwt).map_err(malformed)
}

fn check_length(jwt: &str) -> Result<(), JwtError> {
    if jwt.len() > MAX_LENGTH {
        return Err(JwtError::TooLong);
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn malformed(error: jsonwebtoken::errors::Error) -> JwtError {
    JwtError::Malformed(error.to_string())
}
