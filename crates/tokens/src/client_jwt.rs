//! JWTs that a client makes: what assertions and request objects have in common.

use chrono::TimeDelta;
use gatehouse_domain::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Number, Value};

use crate::{
    Algorithm,
    audience::Audience,
    jwt::{self, Header, JwtError},
    verifying_key::VerifyingKey,
};

/// How far the clocks of client and server may be apart.
pub(crate) const SKEW: TimeDelta = TimeDelta::seconds(60);
/// A client may publish more keys, but each one that is tried costs a verification.
const MAX_CANDIDATES: usize = 16;

/// Why a JWT of a client is refused, for the log.
#[derive(Debug, thiserror::Error)]
pub enum ClientJwtError {
    /// Not a JWT that a key of the client signed.
    #[error(transparent)]
    Jwt(#[from] JwtError),
    /// `alg` is none of those that the kind of key has.
    #[error("uses {0}, which the client's kind of key does not allow")]
    Algorithm(Algorithm),
    /// `alg` is not the one of the client's metadata.
    #[error("uses {used}, but the client registered {registered}")]
    UnregisteredAlgorithm {
        /// The `alg` of the header.
        used: Algorithm,
        /// What the client registered.
        registered: Algorithm,
    },
    /// Anyone can sign with an empty secret.
    #[error("the client has an empty secret")]
    EmptySecret,
    /// `iss` is missing or someone else.
    #[error("`iss` is not the client")]
    Issuer,
    /// `sub` is missing or someone else, or the client where it must not be.
    #[error("`sub` is not what it must be")]
    Subject,
    /// `aud` is missing or someone else.
    #[error("`aud` is not this server")]
    Audience,
    /// A time is missing or not a time.
    #[error("`{0}` is missing or not a time")]
    Time(&'static str),
    /// `exp` is past.
    #[error("has expired")]
    Expired,
    /// `exp` is too far ahead.
    #[error("`exp` is more than an hour ahead")]
    TooLongLived,
    /// `nbf` or `iat` is ahead.
    #[error("is not valid yet")]
    NotYetValid,
    /// `jti` is missing, empty or too long.
    #[error("`jti` is missing, empty or too long")]
    Jti,
}

/// What a JWT of a client must say to be accepted.
#[derive(Debug, Clone, Copy)]
pub struct ClientJwtRules<'a> {
    /// The client that made it.
    pub client_id: &'a str,
    /// Names of this server: its issuer and, for assertions, the URL of the endpoint.
    pub audiences: &'a [&'a str],
    /// The algorithm that the client registered for this use.
    pub algorithm: Option<Algorithm>,
    /// The time to judge by.
    pub now: Timestamp,
}

impl ClientJwtRules<'_> {
    /// RFC 8725 §3.1: the kind of key, never the header, decides whether MAC or signature is checked.
    pub(crate) fn check_algorithm(&self, used: Algorithm, allowed: &[Algorithm]) -> Result<(), ClientJwtError> {
        if !allowed.contains(&used) {
            return Err(ClientJwtError::Algorithm(used));
        }
        match self.algorithm {
            Some(registered) if registered != used => Err(ClientJwtError::UnregisteredAlgorithm { used, registered }),
            _ => Ok(()),
        }
    }
}

/// The claims of RFC 7519 §4.1.
#[derive(Deserialize)]
pub(crate) struct RegisteredClaims {
    pub(crate) iss: Option<String>,
    pub(crate) sub: Option<String>,
    pub(crate) aud: Option<Audience>,
    exp: Option<Number>,
    nbf: Option<Number>,
    iat: Option<Number>,
    pub(crate) jti: Option<String>,
}

impl RegisteredClaims {
    /// When the JWT ends, if it says so; it is valid at `now`.
    pub(crate) fn check_times(&self, now: Timestamp) -> Result<Option<Timestamp>, ClientJwtError> {
        let expires_at = numeric_date("exp", self.exp.as_ref())?;
        if expires_at.is_some_and(|time| time <= now - SKEW) {
            return Err(ClientJwtError::Expired);
        }
        for (name, claim) in [("nbf", &self.nbf), ("iat", &self.iat)] {
            if numeric_date(name, claim.as_ref())?.is_some_and(|time| time > now + SKEW) {
                return Err(ClientJwtError::NotYetValid);
            }
        }
        Ok(expires_at)
    }
}

/// The claims, when a key of the set signed `jwt`, whose algorithm is known to be one of [`Algorithm::ASYMMETRIC`].
pub(crate) fn verify_by_keys<C: DeserializeOwned>(jwt: &str, header: &Header, jwks: &Value) -> Result<C, JwtError> {
    let mut refusal = JwtError::UnknownKey {
        algorithm: header.alg,
        kid: header.kid.clone(),
    };
    for key in candidates(jwks, header).take(MAX_CANDIDATES) {
        match jwt::verify(jwt, &key, header.alg) {
            Err(JwtError::Signature) => refusal = JwtError::Signature,
            outcome => return outcome,
        }
    }
    Err(refusal)
}

/// The keys of the set that may have made the signature; others, even broken ones, don't matter.
fn candidates(jwks: &Value, header: &Header) -> impl Iterator<Item = VerifyingKey> {
    jwks.get("keys")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|key| may_have_signed(key, header))
        .filter_map(VerifyingKey::from_jwk)
}

/// RFC 7517 §4: every parameter of the key agrees with the header of the JWS.
fn may_have_signed(key: &Value, header: &Header) -> bool {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let agrees = |name: &str, wanted: &str| key.get(name).is_none_or(|value| value == wanted);
    let suits = header
        .alg
        .public_key()
        .is_some_and(|(kty, crv)| text("kty") == Some(kty) && crv.is_none_or(|crv| text("crv") == Some(crv)));
    let may_verify = |operations: &Value| operations.as_array().is_some_and(|all| all.contains(&"verify".into()));
    suits
        && header.kid.as_deref().is_none_or(|kid| agrees("kid", kid))
        && agrees("use", "sig")
        && agrees("alg", header.alg.as_str())
        && key.get("key_ops").is_none_or(may_verify)
}

/// RFC 7519 §2: seconds since 1970, perhaps with a fraction.
fn numeric_date(name: &'static str, claim: Option<&Number>) -> Result<Option<Timestamp>, ClientJwtError> {
    let Some(number) = claim else { return Ok(None) };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates, and no such second is a timestamp"
    )]
    let seconds = number
        .as_i64()
        .or_else(|| number.as_f64().map(|seconds| seconds as i64));
    seconds
        .and_then(|seconds| Timestamp::from_timestamp(seconds, 0))
        .map(Some)
        .ok_or(ClientJwtError::Time(name))
}
