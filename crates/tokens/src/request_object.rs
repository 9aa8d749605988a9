//! Request objects: authorization requests that a client signed (RFC 9101, OpenID Connect Core §6).

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    Algorithm,
    client_jwt::{ClientJwtError, ClientJwtRules, RegisteredClaims, verify_by_keys},
    jwt::{self, Header, JwtError},
};

pub use crate::jwt::MAX_LENGTH;

/// RFC 9101 §10.8, beside the `typ` of any JWT, which most clients use or leave out.
const TYPE: &str = "oauth-authz-req+jwt";

/// Checks signature and registered claims of a request object (RFC 9101 §6.2); all its claims.
///
/// What they ask for, and whether `client_id` is the client, is for the caller to say.
pub fn verify(object: &str, jwks: &Value, rules: &ClientJwtRules<'_>) -> Result<Map<String, Value>, ClientJwtError> {
    let header = jwt::header(object)?;
    check_type(&header)?;
    rules.check_algorithm(header.alg, &Algorithm::ASYMMETRIC)?;
    let claims: Map<String, Value> = verify_by_keys(object, &header, jwks)?;
    let registered = RegisteredClaims::deserialize(&claims).map_err(jwt::malformed)?;
    check_parties(&registered, rules)?;
    registered.check_times(rules.now)?;
    Ok(claims)
}

/// The claims that nobody vouches for: how the sender of a bad object wants to be told of it.
pub fn unverified(object: &str) -> Option<Map<String, Value>> {
    jwt::unverified(object).ok()
}

/// RFC 7515 §4.1.9: `application/` may be left out, and case doesn't matter.
fn check_type(header: &Header) -> Result<(), JwtError> {
    let typ = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
    match typ.strip_prefix("application/").unwrap_or(&typ) {
        "jwt" | TYPE => Ok(()),
        _ => Err(JwtError::Type(header.typ.clone())),
    }
}

/// RFC 9101 §4: `iss` and `aud` should be there, and many clients leave them out.
fn check_parties(claims: &RegisteredClaims, rules: &ClientJwtRules<'_>) -> Result<(), ClientJwtError> {
    if claims.iss.as_deref().is_some_and(|issuer| issuer != rules.client_id) {
        return Err(ClientJwtError::Issuer);
    }
    // RFC 9101 §10.8: a client assertion is no request, nor the other way round.
    if claims.sub.as_deref() == Some(rules.client_id) {
        return Err(ClientJwtError::Subject);
    }
    if claims
        .aud
        .as_ref()
        .is_some_and(|audience| !audience.names_any(rules.audiences))
    {
        return Err(ClientJwtError::Audience);
    }
    Ok(())
}
