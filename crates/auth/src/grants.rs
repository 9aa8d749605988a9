//! What the token endpoint gives out, and in exchange for what.

pub mod authorization_code;
pub mod refresh_token;

use std::time::Duration;

use gatehouse_domain::{AccessTokenId, RefreshTokenId, Scope, SessionId, Token, TokenKind};
use gatehouse_storage::{
    Tx,
    access_tokens::{self, NewAccessToken},
    refresh_tokens::{self, NewRefreshToken},
};

use crate::{Context, Error, Result};

/// A successful token response (RFC 6749 §5.1).
pub struct TokenSet {
    pub access_token: Token,
    pub refresh_token: Token,
    pub id_token: Option<String>,
    pub expires_in: Duration,
    pub scope: Scope,
}

/// A pair of tokens that is not yet stored.
struct NewPair {
    access: Token,
    refresh: Token,
    access_row: NewAccessToken,
    refresh_row: NewRefreshToken,
}

impl NewPair {
    fn mint(cx: &Context, session_id: SessionId) -> Result<Self> {
        let now = cx.now();
        let lifetime = chrono::TimeDelta::from_std(cx.settings.access_token_lifetime)
            .map_err(|_| Error::Internal("access_token_ttl is out of range".to_owned()))?;
        let access = gatehouse_tokens::issue::mint(TokenKind::Access);
        let refresh = gatehouse_tokens::issue::mint(TokenKind::Refresh);
        let access_row = NewAccessToken {
            id: cx.id(AccessTokenId::new),
            hash: access.hash(),
            session_id,
            created_at: now,
            expires_at: Some(now + lifetime),
        };
        let refresh_row = NewRefreshToken {
            id: cx.id(RefreshTokenId::new),
            hash: refresh.hash(),
            session_id,
            access_token_id: access_row.id,
            created_at: now,
        };
        Ok(Self {
            access,
            refresh,
            access_row,
            refresh_row,
        })
    }

    async fn insert(&self, tx: &mut Tx) -> Result<()> {
        access_tokens::insert(tx, &self.access_row).await?;
        refresh_tokens::insert(tx, &self.refresh_row).await?;
        Ok(())
    }

    fn into_set(self, cx: &Context, scope: Scope, id_token: Option<String>) -> TokenSet {
        TokenSet {
            access_token: self.access,
            refresh_token: self.refresh,
            id_token,
            expires_in: cx.settings.access_token_lifetime,
            scope,
        }
    }
}
