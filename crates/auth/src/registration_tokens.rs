//! Registration tokens, as operators hand them out.

use std::time::Duration;

use chrono::TimeDelta;
use gatehouse_domain::{EmailAddress, Localpart, RegistrationToken, RegistrationTokenId, TokenHash};
use gatehouse_storage::registration_tokens as store;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use crate::{Context, Error, Result};

/// Longer ones have no place in the API of Matrix (Client-Server API, Token-authenticated registration).
const MAX_LENGTH: usize = 64;

/// A token to issue.
#[derive(Default)]
pub struct NewRegistrationToken {
    /// Without, one is drawn.
    pub token: Option<SecretString>,
    /// How often it may be used; none is without limit.
    pub usage_limit: Option<i64>,
    pub expires_in: Option<Duration>,
    /// With a name or an address it is an invitation of one person.
    pub username: Option<Localpart>,
    pub email: Option<EmailAddress>,
}

/// Why a token can't be issued.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationTokenError {
    #[error("there is such a registration token already")]
    Taken,
    #[error("a registration token has 1 to {MAX_LENGTH} characters of A-Z, a-z, 0-9 and . _ ~ -")]
    Invalid,
    #[error("a registration token that can't be used once is of no use")]
    Useless,
    #[error(transparent)]
    Fault(Error),
}

impl<E: Into<Error>> From<E> for RegistrationTokenError {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Issues a token.
pub async fn issue(
    cx: &Context,
    new: NewRegistrationToken,
) -> Result<(RegistrationToken, SecretString), RegistrationTokenError> {
    let text = new.token.unwrap_or_else(gatehouse_tokens::issue::registration_token);
    if !is_well_formed(text.expose_secret()) {
        return Err(RegistrationTokenError::Invalid);
    }
    let now = cx.now();
    let lifetime = new.expires_in.map(TimeDelta::from_std).transpose();
    let expires_at = lifetime
        .map_err(|_| RegistrationTokenError::Useless)?
        .map(|lifetime| now.checked_add_signed(lifetime).ok_or(RegistrationTokenError::Useless))
        .transpose()?;
    let token = RegistrationToken {
        id: cx.id(RegistrationTokenId::new),
        username: new.username.map(|name| name.to_string()),
        email: new.email,
        usage_limit: new.usage_limit,
        times_used: 0,
        created_at: now,
        last_used_at: None,
        expires_at,
        revoked_at: None,
    };
    if !token.is_valid(now) {
        return Err(RegistrationTokenError::Useless);
    }
    let (hash, sealed) = (
        TokenHash::of(text.expose_secret()),
        cx.cipher.seal(text.expose_secret()),
    );
    let inserted = cx
        .db
        .write(async |tx| store::insert(tx, &token, hash, &sealed).await)
        .await;
    match inserted {
        Ok(()) => Ok((token, text)),
        Err(error) if error.is_taken("hash") => Err(RegistrationTokenError::Taken),
        Err(error) => Err(error.into()),
    }
}

fn is_well_formed(text: &str) -> bool {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'-');
    (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(is_legal)
}

/// Where the person who was given a token signs up.
pub fn invitation_link(cx: &Context, text: &SecretString) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("token", text.expose_secret())
        .finish();
    cx.settings.link(&format!("/register?{query}"))
}

/// Makes a token useless; false when there is none of this text, or it is revoked already.
pub async fn revoke(cx: &Context, text: &str) -> Result<bool> {
    let found = store::find_by_hash(&mut cx.db.read().await?, TokenHash::of(text.trim())).await?;
    let Some(token) = found else { return Ok(false) };
    let now = cx.now();
    Ok(cx.db.write(async |tx| store::revoke(tx, token.id, now).await).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_can_be_typed_and_stand_in_a_link() {
        for good in ["a", "Spring-2026", "x.y_z~", &"a".repeat(64)] {
            assert!(is_well_formed(good), "{good}");
        }
        for bad in ["", " a", "a b", "ä", "a/b", "a\0", &"a".repeat(65)] {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }
}
