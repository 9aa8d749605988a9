//! Client authentication by a signed JWT (RFC 7523 §2.2 and §3, OpenID Connect Core §9).

use chrono::TimeDelta;
use gatehouse_domain::Timestamp;
use serde::Deserialize;
use serde_json::{Number, Value};

use crate::{
    Algorithm,
    audience::Audience,
    jwt::{self, Header, JwtError},
    verifying_key::VerifyingKey,
};

/// What `client_secret_jwt` may use.
pub const SECRET_ALGORITHMS: [Algorithm; 3] = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];

/// What `private_key_jwt` may use.
pub const KEY_ALGORITHMS: [Algorithm; 10] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES256K,
    Algorithm::EdDSA,
];

/// How far the clocks of client and server may be apart.
const SKEW: TimeDelta = TimeDelta::seconds(60);
/// How far ahead `exp` may be: as long the caller remembers each `jti`.
const MAX_LIFETIME: TimeDelta = TimeDelta::hours(1);
/// The caller stores the `jti`.
const MAX_JTI_LENGTH: usize = 256;
/// A client may publish more keys, but each one that is tried costs a verification.
const MAX_CANDIDATES: usize = 16;

/// Why an assertion is refused, for the log.
#[derive(Debug, thiserror::Error)]
pub enum AssertionError {
    /// Not a JWT that a key of the client signed.
    #[error("the client assertion is refused: {0}")]
    Jwt(#[from] JwtError),
    /// `alg` is none of those that the client's authentication method has.
    #[error("the client assertion uses {0}, which the client's kind of key does not allow")]
    Algorithm(Algorithm),
    /// `alg` is not `token_endpoint_auth_signing_alg`.
    #[error("the client assertion uses {used}, but the client registered {registered}")]
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
    #[error("`iss` of the client assertion is not the client")]
    Issuer,
    /// `sub` is missing or someone else.
    #[error("`sub` of the client assertion is not the client")]
    Subject,
    /// `aud` is missing or someone else.
    #[error("`aud` of the client assertion is not this server")]
    Audience,
    /// A time is missing or not a time.
    #[error("`{0}` of the client assertion is missing or not a time")]
    Time(&'static str),
    /// `exp` is past.
    #[error("the client assertion has expired")]
    Expired,
    /// `exp` is too far ahead.
    #[error("`exp` of the client assertion is more than an hour ahead")]
    TooLongLived,
    /// `nbf` or `iat` is ahead.
    #[error("the client assertion is not valid yet")]
    NotYetValid,
    /// `jti` is missing, empty or too long.
    #[error("`jti` of the client assertion is missing, empty or longer than {MAX_JTI_LENGTH} bytes")]
    Jti,
}

/// What the client registered to authenticate with.
#[derive(Clone, Copy)]
pub enum AssertionKey<'a> {
    /// The `client_secret`.
    Secret(&'a str),
    /// The JWK Set, from `jwks` or `jwks_uri`.
    Jwks(&'a Value),
}

/// What an assertion must say to be accepted.
#[derive(Debug, Clone, Copy)]
pub struct AssertionRules<'a> {
    /// The client that the assertion is about.
    pub client_id: &'a str,
    /// Names of this server: its issuer, the URL of the endpoint.
    pub audiences: &'a [&'a str],
    /// The client's `token_endpoint_auth_signing_alg`.
    pub algorithm: Option<Algorithm>,
    /// The time to judge by.
    pub now: Timestamp,
}

/// An accepted assertion; the caller refuses it a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAssertion {
    /// Its id, unique for the client.
    pub jti: String,
    /// From when on it would be refused anyway: `exp` and the allowed skew.
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<Audience>,
    exp: Option<Number>,
    nbf: Option<Number>,
    iat: Option<Number>,
    jti: Option<String>,
}

/// The `sub` that nobody vouches for, to look up the client whose key then verifies `jwt`.
pub fn unverified_subject(jwt: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Subject {
        sub: String,
    }
    let claims: Subject = jwt::unverified(jwt).ok()?;
    Some(claims.sub)
}

/// Checks signature and claims of a client assertion (RFC 7523 §3).
pub fn verify(jwt: &str, key: AssertionKey<'_>, rules: &AssertionRules<'_>) -> Result<ClientAssertion, AssertionError> {
    let header = jwt::header(jwt)?;
    check_algorithm(header.alg, key, rules.algorithm)?;
    let claims = verify_signature(jwt, &header, key)?;
    check_parties(&claims, rules)?;
    let expires_at = check_times(&claims, rules.now)?;
    let jti = claims
        .jti
        .filter(|jti| (1..=MAX_JTI_LENGTH).contains(&jti.len()))
        .ok_or(AssertionError::Jti)?;
    Ok(ClientAssertion { jti, expires_at })
}

/// RFC 8725 §3.1: the kind of key, never the header, decides whether MAC or signature is checked.
fn check_algorithm(
    used: Algorithm,
    key: AssertionKey<'_>,
    registered: Option<Algorithm>,
) -> Result<(), AssertionError> {
    let allowed = match key {
        AssertionKey::Secret(_) => SECRET_ALGORITHMS.as_slice(),
        AssertionKey::Jwks(_) => KEY_ALGORITHMS.as_slice(),
    };
    if !allowed.contains(&used) {
        return Err(AssertionError::Algorithm(used));
    }
    match registered {
        Some(registered) if registered != used => Err(AssertionError::UnregisteredAlgorithm { used, registered }),
        _ => Ok(()),
    }
}

fn verify_signature(jwt: &str, header: &Header, key: AssertionKey<'_>) -> Result<Claims, AssertionError> {
    let jwks = match key {
        AssertionKey::Secret("") => return Err(AssertionError::EmptySecret),
        AssertionKey::Secret(secret) => {
            let key = VerifyingKey::from_secret(secret.as_bytes());
            return Ok(jwt::verify(jwt, &key, header.alg)?);
        }
        AssertionKey::Jwks(jwks) => jwks,
    };
    let mut refusal = JwtError::UnknownKey {
        algorithm: header.alg,
        kid: header.kid.clone(),
    };
    for key in candidates(jwks, header).take(MAX_CANDIDATES) {
        match jwt::verify(jwt, &key, header.alg) {
            Err(JwtError::Signature) => refusal = JwtError::Signature,
            outcome => return Ok(outcome?),
        }
    }
    Err(refusal.into())
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

fn check_parties(claims: &Claims, rules: &AssertionRules<'_>) -> Result<(), AssertionError> {
    if claims.iss.as_deref() != Some(rules.client_id) {
        return Err(AssertionError::Issuer);
    }
    if claims.sub.as_deref() != Some(rules.client_id) {
        return Err(AssertionError::Subject);
    }
    if !claims
        .aud
        .as_ref()
        .is_some_and(|audience| audience.names_any(rules.audiences))
    {
        return Err(AssertionError::Audience);
    }
    Ok(())
}

/// When the assertion ends, if it is valid at `now`.
fn check_times(claims: &Claims, now: Timestamp) -> Result<Timestamp, AssertionError> {
    let expires_at = numeric_date("exp", claims.exp.as_ref())?.ok_or(AssertionError::Time("exp"))?;
    if expires_at <= now - SKEW {
        return Err(AssertionError::Expired);
    }
    if expires_at > now + MAX_LIFETIME + SKEW {
        return Err(AssertionError::TooLongLived);
    }
    for (name, claim) in [("nbf", &claims.nbf), ("iat", &claims.iat)] {
        if numeric_date(name, claim.as_ref())?.is_some_and(|time| time > now + SKEW) {
            return Err(AssertionError::NotYetValid);
        }
    }
    Ok(expires_at + SKEW)
}

/// RFC 7519 §2: seconds since 1970, perhaps with a fraction.
fn numeric_date(name: &'static str, claim: Option<&Number>) -> Result<Option<Timestamp>, AssertionError> {
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
        .ok_or(AssertionError::Time(name))
}
