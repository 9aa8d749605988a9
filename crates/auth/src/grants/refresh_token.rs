//! The refresh token grant (RFC 6749 §6).

use gatehouse_domain::{Client, OAuthError, Scope, Token, TokenKind};

use super::TokenSet;
use crate::{
    Context, Result,
    id_tokens::{self, About},
    rotation,
    token_pair::NewTokens,
};

/// Exchanges a refresh token for a new pair.
pub async fn refresh_token(cx: &Context, client: &Client, token: &str, scope: Option<&Scope>) -> Result<TokenSet> {
    // CS-03
    if Token::kind_of(token) != Some(TokenKind::Refresh) {
        return Err(OAuthError::invalid_grant("not a refresh token").into());
    }
    let check = |session: &gatehouse_domain::Session| check_scope(&session.scope, scope);
    let (pair, session, user) = rotation::rotate(cx, token, Some(client.id), check).await?;
    // OCORE-26
    let id_token = match &user {
        Some(user) => {
            let about = About {
                client,
                user,
                session: &session,
                nonce: None,
                access_token: &pair.access.token,
            };
            id_tokens::issue(cx, &about).await?
        }
        None => None,
    };
    Ok(TokenSet::of(cx, NewTokens::Pair(pair), session.scope, id_token))
}

/// RFC 6749 §6: never more than was granted. Who asks for less gets as before, and the answer says so (§3.3).
fn check_scope(granted: &Scope, requested: Option<&Scope>) -> Result<()> {
    if requested.is_none_or(|requested| granted.covers(requested)) {
        Ok(())
    } else {
        Err(OAuthError::invalid_scope("the scope exceeds what was granted before")
            .explained()
            .into())
    }
}
