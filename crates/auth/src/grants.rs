//! What the token endpoint gives out, and in exchange for what.

pub mod authorization_code;
pub mod client_credentials;
pub mod device_code;
mod new_session;
pub mod refresh_token;

use std::time::Duration;

use gatehouse_domain::{Client, GrantType, Scope, Session, Token};

use crate::{
    Context, Result,
    token_pair::{NewAccess, NewPair, NewTokens},
};

/// A successful token response (RFC 6749 §5.1).
pub struct TokenSet {
    pub access_token: Token,
    /// None for a client that has no use for one, or acts for itself: it can ask again at any time.
    pub refresh_token: Option<Token>,
    pub id_token: Option<String>,
    pub expires_in: Duration,
    pub scope: Scope,
}

impl TokenSet {
    fn of(cx: &Context, tokens: NewTokens, scope: Scope, id_token: Option<String>) -> Self {
        let (access, refresh_token) = tokens.into_parts();
        Self {
            access_token: access.token,
            refresh_token,
            id_token,
            expires_in: cx.settings.access_token_lifetime,
            scope,
        }
    }
}

/// What a session of this client begins with: a refresh token only where it may be used.
fn mint(cx: &Context, client: &Client, session: &Session) -> Result<NewTokens> {
    if client.allows(GrantType::RefreshToken).is_ok() {
        NewPair::mint(cx, session).map(NewTokens::Pair)
    } else {
        NewAccess::mint(cx, session, Some(cx.settings.access_token_lifetime)).map(NewTokens::Access)
    }
}
