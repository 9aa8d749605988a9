//! Clients that look after their registration themselves (RFC 7592).

use gatehouse_domain::{Client, ClientId, ClientMetadata, OAuthError, TokenHash};
use gatehouse_storage::{authorization_grants, clients as store, consents};
use gatehouse_tokens::issue;
use secrecy::{ExposeSecret, SecretString};

use super::{Registered, end_sessions_of, registration, registration_policy, secret_of};
use crate::{Context, Result};

/// A client, and the registration access token that it has shown.
pub struct Managed {
    pub client: Client,
    pub secret: Option<SecretString>,
    token: SecretString,
}

impl Managed {
    fn token_hash(&self) -> TokenHash {
        TokenHash::of(self.token.expose_secret())
    }
}

impl From<Managed> for Registered {
    fn from(managed: Managed) -> Self {
        Self {
            client: managed.client,
            secret: managed.secret,
            access_token: Some(managed.token),
        }
    }
}

fn refused() -> OAuthError {
    OAuthError::invalid_token("no client has this registration access token")
}

/// The client of this id, for whoever holds its registration access token. Nobody else is told whether it exists
/// (R7592-02).
pub async fn find_managed(cx: &Context, client_id: &str, token: SecretString) -> Result<Managed> {
    let id: ClientId = client_id.parse().map_err(|_| refused())?;
    let hash = TokenHash::of(token.expose_secret());
    let client = store::find_managed(&mut cx.db.read().await?, id, hash).await?;
    let client = client.ok_or_else(refused)?;
    let secret = match client.encrypted_secret {
        Some(_) => Some(secret_of(cx, &client)?),
        None => None,
    };
    Ok(Managed { client, secret, token })
}

/// Replaces all that the client said about itself by `body` (RFC 7592 §2.2). It keeps its id, its token, and its secret
/// if it still has a use for one.
pub async fn replace(cx: &Context, managed: Managed, body: &[u8]) -> Result<Managed> {
    let known = managed.secret.as_ref().map(ExposeSecret::expose_secret);
    let policy = registration_policy(cx);
    let metadata = ClientMetadata::from_update(body, &policy, managed.client.id, known).map_err(OAuthError::from)?;
    registration::check_sector_list(cx, &metadata).await?;
    let hash = managed.token_hash();
    let needs_secret = metadata.token_endpoint_auth_method.has_secret();
    let secret = needs_secret.then(|| managed.secret.unwrap_or_else(issue::client_secret));
    let client = Client {
        encrypted_secret: secret.as_ref().map(|secret| cx.cipher.seal(secret.expose_secret())),
        metadata,
        ..managed.client
    };
    let replace = cx.db.write(async |tx| -> Result<bool> {
        let is_replaced = store::replace(tx, &client, hash, cx.now()).await?;
        if is_replaced {
            // People allowed the app that it was: whoever got hold of the token may have made it another.
            consents::forget_client(tx, client.id).await?;
        }
        Ok(is_replaced)
    });
    if !replace.await? {
        return Err(refused().into());
    }
    Ok(Managed {
        client,
        secret,
        token: managed.token,
    })
}

/// Takes the client out of service at its own wish (RFC 7592 §2.3): its sessions end and their devices go, its codes are
/// worth nothing (R7592-04).
pub async fn withdraw(cx: &Context, managed: &Managed) -> Result<()> {
    let (id, hash) = (managed.client.id, managed.token_hash());
    let withdraw = cx.db.write(async |tx| -> Result<bool> {
        let withdrawn = store::withdraw(tx, id, hash, cx.now()).await?;
        if withdrawn {
            end_sessions_of(cx, tx, id).await?;
            authorization_grants::forget_client(tx, id).await?;
            consents::forget_client(tx, id).await?;
        }
        Ok(withdrawn)
    });
    if !withdraw.await? {
        return Err(refused().into());
    }
    cx.jobs_waiting.notify_one();
    Ok(())
}
