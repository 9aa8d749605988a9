//! Tokens that are about to be stored and handed out.

use std::time::Duration;

use gatehouse_domain::{AccessTokenId, RefreshTokenId, Session, SessionKind, Token, TokenHash, TokenKind};
use gatehouse_storage::{
    Tx,
    access_tokens::{self, NewAccessToken},
    refresh_tokens::{self, NewRefreshToken},
};

use crate::{Context, Error, Result};

/// An access token that is not yet stored.
pub(crate) struct NewAccess {
    pub token: Token,
    /// None for a token that never expires.
    pub expires_in: Option<Duration>,
    row: NewAccessToken,
}

impl NewAccess {
    /// A token of the session's kind, good for `expires_in`.
    pub fn mint(cx: &Context, session: &Session, expires_in: Option<Duration>) -> Result<Self> {
        let token = gatehouse_tokens::issue::mint(match session.kind {
            SessionKind::OAuth => TokenKind::Access,
            SessionKind::Compat => TokenKind::CompatAccess,
        });
        let now = cx.now();
        let lifetime = expires_in
            .map(chrono::TimeDelta::from_std)
            .transpose()
            .map_err(|_| Error::Internal("the lifetime of access tokens is out of range".to_owned()))?;
        let row = NewAccessToken {
            id: cx.id(AccessTokenId::new),
            hash: TokenHash::of(token.expose()),
            session_id: session.id,
            created_at: now,
            expires_at: lifetime.map(|lifetime| now + lifetime),
        };
        Ok(Self { token, expires_in, row })
    }

    pub async fn insert(&self, tx: &mut Tx) -> Result<()> {
        Ok(access_tokens::insert(tx, &self.row).await?)
    }
}

/// What a session begins with.
pub(crate) enum NewTokens {
    /// Nothing to refresh.
    Access(NewAccess),
    Pair(NewPair),
}

impl NewTokens {
    pub async fn insert(&self, tx: &mut Tx) -> Result<()> {
        match self {
            Self::Access(access) => access.insert(tx).await,
            Self::Pair(pair) => pair.insert(tx).await,
        }
    }

    pub const fn access(&self) -> &NewAccess {
        match self {
            Self::Access(access) => access,
            Self::Pair(pair) => &pair.access,
        }
    }

    pub fn into_parts(self) -> (NewAccess, Option<Token>) {
        match self {
            Self::Access(access) => (access, None),
            Self::Pair(pair) => (pair.access, Some(pair.refresh)),
        }
    }
}

/// An access token that expires, and the refresh token to follow it.
pub(crate) struct NewPair {
    pub access: NewAccess,
    pub refresh: Token,
    refresh_row: NewRefreshToken,
}

impl NewPair {
    /// A pair of the session's kind, with the lifetime that the operator gave to tokens of this kind.
    pub fn mint(cx: &Context, session: &Session) -> Result<Self> {
        let (kind, lifetime) = match session.kind {
            SessionKind::OAuth => (TokenKind::Refresh, cx.settings.access_token_lifetime),
            SessionKind::Compat => (TokenKind::CompatRefresh, cx.settings.compat.access_token_lifetime),
        };
        let access = NewAccess::mint(cx, session, Some(lifetime))?;
        let refresh = gatehouse_tokens::issue::mint(kind);
        let refresh_row = NewRefreshToken {
            id: cx.id(RefreshTokenId::new),
            hash: refresh.hash(),
            session_id: session.id,
            access_token_id: access.row.id,
            created_at: access.row.created_at,
        };
        Ok(Self {
            access,
            refresh,
            refresh_row,
        })
    }

    pub const fn refresh_id(&self) -> RefreshTokenId {
        self.refresh_row.id
    }

    pub async fn insert(&self, tx: &mut Tx) -> Result<()> {
        self.access.insert(tx).await?;
        refresh_tokens::insert(tx, &self.refresh_row).await?;
        Ok(())
    }
}
