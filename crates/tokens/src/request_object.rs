//! Request objects (RFC 9101), which are refused.

use serde::Deserialize;

use crate::jwt;

/// The `response_mode` of an object that nobody vouches for: how its sender wants to be told of the refusal.
pub fn unverified_response_mode(object: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Wish {
        response_mode: String,
    }
    let wish: Wish = jwt::unverified(object).ok()?;
    Some(wish.response_mode)
}
