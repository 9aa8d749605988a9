//! Refreshing a token (Matrix specification, Refreshing access tokens).

use std::time::Duration;

use gatehouse_domain::{OAuthError, Token, TokenKind};

use crate::{Context, Result, rotation};

/// A new pair of tokens.
pub struct Refreshed {
    pub access_token: Token,
    pub refresh_token: Token,
    pub expires_in: Option<Duration>,
}

/// Exchanges a refresh token of an older app. As with OAuth 2.0, the old one stays good until the new pair is used (LG-40).
pub async fn refresh(cx: &Context, token: &str) -> Result<Refreshed> {
    // CS-03
    if Token::kind_of(token) != Some(TokenKind::CompatRefresh) {
        return Err(OAuthError::invalid_grant("not a refresh token of an older app").into());
    }
    let (pair, ..) = rotation::rotate(cx, token, None, |_| Ok(())).await?;
    Ok(Refreshed {
        access_token: pair.access.token,
        refresh_token: pair.refresh,
        expires_in: pair.access.expires_in,
    })
}
