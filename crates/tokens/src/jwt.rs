//! Reading of signed JWTs (RFC 7519) whose key and algorithm the caller chose.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Algorithm, verifying_key::VerifyingKey};

/// Longer texts are refused before anything decodes them.
pub const MAX_LENGTH: usize = 16 * 1024;

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
    /// No key has the `kid`, or none fits the `alg`.
    #[error("no key for {algorithm} with the id {kid:?}")]
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

/// What counts of a header (RFC 7515 §4.1). A member that comes twice is none (RFC 7515 §10.12).
#[derive(Debug, Deserialize)]
pub(crate) struct Header {
    pub(crate) alg: Algorithm,
    pub(crate) kid: Option<String>,
    pub(crate) typ: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// The header, when `jwt` is not too long and asks for no extension.
pub(crate) fn header(jwt: &str) -> Result<Header, JwtError> {
    let header: Header = decode(parts(jwt)?.header)?;
    match header.crit {
        Some(_) => Err(JwtError::Critical),
        None => Ok(header),
    }
}

/// The claims, when `key` signed `jwt` with `algorithm`, which the caller took from the header and which suits the key.
/// Checks no claim.
pub(crate) fn verify<C: DeserializeOwned>(jwt: &str, key: &VerifyingKey, algorithm: Algorithm) -> Result<C, JwtError> {
    let parts = parts(jwt)?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(parts.signature).map_err(malformed)?;
    if !key.made(&signature, parts.signed.as_bytes(), algorithm) {
        return Err(JwtError::Signature);
    }
    decode(parts.claims)
}

/// The claims as they are written, by whomever.
pub(crate) fn unverified<C: DeserializeOwned>(jwt: &str) -> Result<C, JwtError> {
    decode(parts(jwt)?.claims)
}

/// A JWS in compact serialization (RFC 7515 §7.1), not yet decoded.
struct Parts<'a> {
    header: &'a str,
    claims: &'a str,
    /// Both, and the dot between them.
    signed: &'a str,
    signature: &'a str,
}

fn parts(jwt: &str) -> Result<Parts<'_>, JwtError> {
    if jwt.len() > MAX_LENGTH {
        return Err(JwtError::TooLong);
    }
    let split = || {
        let (signed, signature) = jwt.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        Some(Parts {
            header,
            claims,
            signed,
            signature,
        })
    };
    split().ok_or_else(|| malformed("it has not three parts"))
}

/// A fourth part would be no base64url.
fn decode<T: DeserializeOwned>(part: &str) -> Result<T, JwtError> {
    let json = BASE64_URL_SAFE_NO_PAD.decode(part).map_err(malformed)?;
    serde_json::from_slice(&json).map_err(malformed)
}

pub(crate) fn malformed(what: impl std::fmt::Display) -> JwtError {
    JwtError::Malformed(what.to_string())
}
