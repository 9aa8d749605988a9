//! Bearer credentials in a header (RFC 6750 §2.1).

use axum::http::{HeaderMap, header};
use secrecy::SecretString;

/// The header is there but holds no single bearer token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the Authorization header is not one bearer token")]
pub struct BearerError;

/// The token of `Authorization: Bearer …`; none without the header or with another scheme. R6750-07
pub fn bearer_token(headers: &HeaderMap) -> Result<Option<SecretString>, BearerError> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else { return Ok(None) };
    if lines.next().is_some() {
        return Err(BearerError);
    }
    let line = line.to_str().map_err(|_| BearerError)?;
    let (scheme, token) = line.split_once(' ').unwrap_or((line, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    let token = token.trim();
    let is_one_word = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_one_word {
        Ok(Some(SecretString::from(token)))
    } else {
        Err(BearerError)
    }
}
