//! How requested claims are stored: not at all when there are none.

use gatehouse_domain::RequestedClaims;
use serde_json::Value;
use sqlx::types::Json;

use crate::{Error, Result};

pub(crate) fn stored(claims: &RequestedClaims) -> Result<Option<Json<Value>>> {
    if claims.is_empty() {
        return Ok(None);
    }
    serde_json::to_value(claims)
        .map(Json)
        .map(Some)
        .map_err(Error::unwritable)
}
