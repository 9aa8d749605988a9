//! The keys of a client, from its registration or from where it publishes them.

use gatehouse_domain::{Client, ErrorCode, OAuthError};
use gatehouse_tokens::{ClientJwtError, JwtError};
use serde_json::Value;
use url::Url;

use crate::{Context, error::chain, fetch::FetchError};

/// Why a JWT is not known to be the client's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unverified {
    #[error("the client has no keys")]
    NoKeys,
    #[error("the client's keys: {}", chain(.0))]
    Unavailable(FetchError),
    #[error("{0}")]
    Refused(#[from] ClientJwtError),
}

impl Unverified {
    /// The error with `code` and `what` was to be verified.
    pub(crate) fn into_oauth(self, code: ErrorCode, what: &str) -> OAuthError {
        let reason = format!("{what}: {self}");
        match self {
            // What may mend by itself is not the client's fault.
            Self::Unavailable(error) if error.is_transient() => OAuthError::temporarily_unavailable(reason),
            _ => OAuthError::new(code, reason),
        }
    }
}

/// Verifies by the client's keys. For a key that is not among them they are looked up anew: the client may have rotated
/// them (R7523-08).
pub(crate) async fn verified<T>(
    cx: &Context,
    client: &Client,
    verify: impl Fn(&Value) -> Result<T, ClientJwtError>,
) -> Result<T, Unverified> {
    if let Some(jwks) = &client.metadata.jwks {
        return Ok(verify(jwks)?);
    }
    let uri = client.metadata.jwks_uri.as_deref().and_then(|uri| Url::parse(uri).ok());
    let uri = uri.ok_or(Unverified::NoKeys)?;
    let jwks = cx.fetch.json(&uri).await.map_err(Unverified::Unavailable)?;
    match verify(&jwks) {
        Err(ClientJwtError::Jwt(JwtError::UnknownKey { .. })) => {
            let jwks = cx.fetch.refresh_json(&uri).await.map_err(Unverified::Unavailable)?;
            Ok(verify(&jwks)?)
        }
        verified => Ok(verified?),
    }
}
