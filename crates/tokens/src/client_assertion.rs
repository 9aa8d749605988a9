//! Client authentication by a signed JWT (RFC 7523 §2.2 and §3, OpenID Connect Core §9).

use chrono::TimeDelta;
use gatehouse_domain::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Algorithm,
    client_jwt::{ClientJwtError, ClientJwtRules, RegisteredClaims, SKEW, verify_by_keys},
    jwt::{self, Header},
    verifying_key::VerifyingKey,
};

/// What `client_secret_jwt` may use; `private_key_jwt` may use [`Algorithm::ASYMMETRIC`].
pub const SECRET_ALGORITHMS: [Algorithm; 3] = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];

/// How far ahead `exp` may be: as long the caller remembers each `jti`.
const MAX_LIFETIME: TimeDelta = TimeDelta::hours(1);
/// The caller stores the `jti`.
const MAX_JTI_LENGTH: usize = 256;

/// What the client registered to authenticate with.
#[derive(Clone, Copy)]
pub enum AssertionKey<'a> {
    /// The `client_secret`.
    Secret(&'a str),
    /// The JWK Set, from `jwks` or `jwks_uri`.
    Jwks(&'a Value),
}

/// An accepted assertion; the caller refuses it a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAssertion {
    /// Its id, unique for the client.
    pub jti: String,
    /// From when on it would be refused anyway: `exp` and the allowed skew.
    pub expires_at: Timestamp,
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
pub fn verify(jwt: &str, key: AssertionKey<'_>, rules: &ClientJwtRules<'_>) -> Result<ClientAssertion, ClientJwtError> {
    let header = jwt::header(jwt)?;
    let allowed = match key {
        AssertionKey::Secret(_) => SECRET_ALGORITHMS.as_slice(),
        AssertionKey::Jwks(_) => Algorithm::ASYMMETRIC.as_slice(),
    };
    rules.check_algorithm(header.alg, allowed)?;
    let claims = verify_signature(jwt, &header, key)?;
    check_parties(&claims, rules)?;
    let expires_at = claims.check_times(rules.now)?.ok_or(ClientJwtError::Time("exp"))?;
    if expires_at > rules.now + MAX_LIFETIME + SKEW {
        return Err(ClientJwtError::TooLongLived);
    }
    let jti = claims
        .jti
        .filter(|jti| (1..=MAX_JTI_LENGTH).contains(&jti.len()))
        .ok_or(ClientJwtError::Jti)?;
    Ok(ClientAssertion {
        jti,
        expires_at: expires_at + SKEW,
    })
}

fn verify_signature(jwt: &str, header: &Header, key: AssertionKey<'_>) -> Result<RegisteredClaims, ClientJwtError> {
    Ok(match key {
        AssertionKey::Secret("") => return Err(ClientJwtError::EmptySecret),
        AssertionKey::Secret(secret) => {
            let key = VerifyingKey::from_secret(secret.as_bytes());
            jwt::verify(jwt, &key, header.alg)?
        }
        AssertionKey::Jwks(jwks) => verify_by_keys(jwt, header, jwks)?,
    })
}

fn check_parties(claims: &RegisteredClaims, rules: &ClientJwtRules<'_>) -> Result<(), ClientJwtError> {
    if claims.iss.as_deref() != Some(rules.client_id) {
        return Err(ClientJwtError::Issuer);
    }
    if claims.sub.as_deref() != Some(rules.client_id) {
        return Err(ClientJwtError::Subject);
    }
    if !claims
        .aud
        .as_ref()
        .is_some_and(|audience| audience.names_any(rules.audiences))
    {
        return Err(ClientJwtError::Audience);
    }
    Ok(())
}
