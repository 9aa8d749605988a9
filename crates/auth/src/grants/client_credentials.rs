//! The client credentials grant (RFC 6749 §4.4): a client acts for itself.

use gatehouse_domain::{Client, OAuthError, Scope, Session, SessionId, SessionKind};
use gatehouse_storage::sessions as store;

use super::TokenSet;
use crate::{Context, Requester, Result, token_pair::NewAccess};

/// Gives a client a token of its own: no person, no device, no refresh token (RFC 6749 §4.4.3).
pub async fn client_credentials(
    cx: &Context,
    client: &Client,
    scope: Option<&Scope>,
    requester: &Requester,
) -> Result<TokenSet> {
    if client.is_public() {
        return Err(OAuthError::unauthorized_client("a public client can't act for itself")
            .explained()
            .into());
    }
    let scope = scope.map_or_else(|| Ok(Scope::default()), Scope::grantable_to_client);
    let scope = scope.map_err(|error| OAuthError::invalid_scope(error.to_string()).explained())?;
    let now = cx.now();
    let session = Session {
        id: cx.id(SessionId::new),
        kind: SessionKind::OAuth,
        user_id: None,
        client_id: Some(client.id),
        browser_session_id: None,
        scope,
        device_id: None,
        name: None,
        user_agent: requester.user_agent.clone(),
        created_at: now,
        last_active_at: Some(now),
        ended_at: None,
    };
    let lifetime = cx.settings.access_token_lifetime;
    let access = NewAccess::mint(cx, &session, Some(lifetime))?;
    let ip = requester.ip_text();
    cx.db
        .write(async |tx| -> Result<()> {
            store::insert(tx, &session, ip.as_deref()).await?;
            access.insert(tx).await
        })
        .await?;
    Ok(TokenSet {
        access_token: access.token,
        refresh_token: None,
        id_token: None,
        expires_in: lifetime,
        scope: session.scope,
    })
}
