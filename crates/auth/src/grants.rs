//! What the token endpoint gives out, and in exchange for what.

pub mod authorization_code;
pub mod client_credentials;
pub mod device_code;
mod id_token;
mod new_session;
pub mod refresh_token;

use std::time::Duration;

use gatehouse_domain::{Scope, Token};

use crate::{Context, token_pair::NewPair};

/// A successful token response (RFC 6749 §5.1).
pub struct TokenSet {
    pub access_token: Token,
    /// None for a client that acts for itself: it can ask again at any time.
    pub refresh_token: Option<Token>,
    pub id_token: Option<String>,
    pub expires_in: Duration,
    pub scope: Scope,
}

impl TokenSet {
    fn of(cx: &Context, pair: NewPair, scope: Scope, id_token: Option<String>) -> Self {
        Self {
            access_token: pair.access.token,
            refresh_token: Some(pair.refresh),
            id_token,
            expires_in: cx.settings.access_token_lifetime,
            scope,
        }
    }
}
