//! Who an app is: registration and authentication of clients.

mod keys;
mod logo;
mod management;
mod registration;

use gatehouse_domain::{AuthMethod, Client, ClientId, ErrorCode, OAuthError, StaticClient, TokenHash};
use gatehouse_storage::{Tx, client_assertions, clients as store};
use gatehouse_tokens::{AssertionKey, ClientJwtRules, client_assertion};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

pub(crate) use self::keys::{Unverified, verified};
pub use self::{
    logo::logo,
    management::{Managed, find_managed, replace, withdraw},
    registration::{ClientRegistrationSettings, NotAdmitted, Registered, admit, register, registration_policy},
};
use crate::{Context, Error, Result, jobs::Due, sessions};

/// What a request shows to prove which client sent it (RFC 6749 §2.3, RFC 7523 §2.2).
pub enum ClientCredentials {
    /// `client_id` alone.
    None { client_id: String },
    /// `Authorization: Basic`.
    Basic { client_id: String, secret: SecretString },
    /// `client_id` and `client_secret` in the form.
    Post { client_id: String, secret: SecretString },
    /// `client_assertion`.
    Assertion {
        client_id: Option<String>,
        assertion: String,
    },
}

/// The client that sent a request. Every failure looks the same to the sender.
pub async fn authenticate(cx: &Context, credentials: &ClientCredentials) -> Result<Client> {
    let client = find(cx, &named_by(credentials)?).await?;
    let client = client.ok_or_else(|| OAuthError::invalid_client("unknown client"))?;
    let method = client.metadata.token_endpoint_auth_method;
    match (credentials, method) {
        (ClientCredentials::None { .. }, AuthMethod::None) => {}
        (ClientCredentials::Basic { secret, .. }, AuthMethod::ClientSecretBasic)
        | (ClientCredentials::Post { secret, .. }, AuthMethod::ClientSecretPost) => check_secret(cx, &client, secret)?,
        (
            ClientCredentials::Assertion { client_id, assertion },
            AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt,
        ) => {
            // R7523-07
            if client_id.as_ref().is_some_and(|id| *id != client.id.to_string()) {
                return Err(OAuthError::invalid_client("client_id differs from the assertion").into());
            }
            check_assertion(cx, &client, assertion).await?;
        }
        // OCORE-29
        _ => return Err(OAuthError::invalid_client("not the client's authentication method").into()),
    }
    Ok(client)
}

fn named_by(credentials: &ClientCredentials) -> Result<String> {
    match credentials {
        ClientCredentials::None { client_id }
        | ClientCredentials::Basic { client_id, .. }
        | ClientCredentials::Post { client_id, .. } => Ok(client_id.clone()),
        ClientCredentials::Assertion { assertion, .. } => client_assertion::unverified_subject(assertion)
            .ok_or_else(|| OAuthError::invalid_client("the assertion names no client").into()),
    }
}

/// The client with this id, if there is one.
pub async fn find(cx: &Context, client_id: &str) -> Result<Option<Client>> {
    match client_id.parse::<ClientId>() {
        Ok(id) => Ok(store::find(&mut cx.db.read().await?, id).await?),
        Err(_) => Ok(None),
    }
}

fn secret_of(cx: &Context, client: &Client) -> Result<SecretString> {
    let sealed = client.encrypted_secret.as_deref();
    let sealed = sealed.ok_or_else(|| Error::Internal(format!("client {} has no secret", client.id)))?;
    cx.cipher
        .open(sealed)
        .map_err(|error| Error::Internal(format!("secret of client {}: {error}", client.id)))
}

fn check_secret(cx: &Context, client: &Client, secret: &SecretString) -> Result<()> {
    let expected = secret_of(cx, client)?;
    // Hashed first, so that not even the length shows in the time.
    let [expected, given] = [&expected, secret].map(|text| TokenHash::of(text.expose_secret()));
    if bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
        Ok(())
    } else {
        Err(OAuthError::invalid_client("wrong client secret").into())
    }
}

/// RFC 7523 §3, and each assertion once.
async fn check_assertion(cx: &Context, client: &Client, assertion: &str) -> Result<()> {
    let client_id = client.id.to_string();
    let algorithm = client
        .metadata
        .token_endpoint_auth_signing_alg
        .as_deref()
        .and_then(|name| name.parse().ok());
    let rules = ClientJwtRules {
        client_id: &client_id,
        audiences: &[&cx.settings.issuer, &cx.settings.token_endpoint],
        algorithm,
        now: cx.now(),
    };
    let verified = if client.metadata.token_endpoint_auth_method == AuthMethod::ClientSecretJwt {
        let secret = secret_of(cx, client)?;
        let key = AssertionKey::Secret(secret.expose_secret());
        client_assertion::verify(assertion, key, &rules).map_err(Unverified::Refused)
    } else {
        let by_keys = |jwks: &_| client_assertion::verify(assertion, AssertionKey::Jwks(jwks), &rules);
        verified(cx, client, by_keys).await
    };
    let verified = verified.map_err(|refusal| refusal.into_oauth(ErrorCode::InvalidClient, "client assertion"))?;
    let jti = TokenHash::of(&verified.jti);
    if cx
        .db
        .write(async |tx| client_assertions::spend(tx, client.id, jti, verified.expires_at).await)
        .await?
    {
        Ok(())
    } else {
        Err(OAuthError::invalid_client("client assertion: used before").into())
    }
}

/// What a synchronisation changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Synced {
    pub added_or_changed: Vec<ClientId>,
    pub removed: Vec<ClientId>,
    /// In the database but not in the configuration; they stay unless they are pruned.
    pub left: Vec<ClientId>,
}

/// How [`sync_static`] goes about it.
#[derive(Debug, Default, Clone, Copy)]
pub struct SyncMode {
    /// Remove the clients that the configuration no longer has.
    pub prune: bool,
    /// Only tell what would happen.
    pub dry_run: bool,
}

/// Makes the database know the clients of the configuration.
pub async fn sync_static(
    cx: &Context,
    described: Vec<(StaticClient, Option<SecretString>)>,
    mode: SyncMode,
) -> Result<Synced> {
    let known = store::list_static(&mut cx.db.read().await?).await?;
    let mut wanted = Vec::with_capacity(described.len());
    for (mut described, secret) in described {
        let before = known.iter().find(|client| client.id == described.id);
        described.encrypted_secret = secret.map(|secret| reseal(cx, before, &secret));
        let created_at = before.map_or_else(|| cx.now(), |client| client.created_at);
        let id = described.id;
        let client = Client::from_configuration(described, created_at)
            .map_err(|error| OAuthError::new(error.code(), format!("client {id}: {error}")))?;
        wanted.push(client);
    }
    let changed = wanted.iter().filter(|client| {
        !known.iter().any(|known| {
            known.id == client.id
                && known.metadata == client.metadata
                && known.encrypted_secret == client.encrypted_secret
        })
    });
    let changed: Vec<&Client> = changed.collect();
    let surplus = known
        .iter()
        .map(|client| client.id)
        .filter(|id| !wanted.iter().any(|client| client.id == *id));
    let surplus: Vec<ClientId> = surplus.collect();
    if !mode.dry_run && !(changed.is_empty() && (surplus.is_empty() || !mode.prune)) {
        cx.db
            .write(async |tx| -> Result<()> {
                for client in &changed {
                    store::upsert_static(tx, client).await?;
                }
                if mode.prune {
                    for id in &surplus {
                        end_sessions_of(cx, tx, *id).await?;
                        store::retire(tx, *id, cx.now()).await?;
                    }
                }
                Ok(())
            })
            .await?;
    }
    let (removed, left) = if mode.prune {
        (surplus, Vec::new())
    } else {
        (Vec::new(), surplus)
    };
    Ok(Synced {
        added_or_changed: changed.into_iter().map(|client| client.id).collect(),
        removed,
        left,
    })
}

/// Ends what a client that is taken out of service still holds.
async fn end_sessions_of(cx: &Context, tx: &mut Tx, client: ClientId) -> Result<()> {
    for session in gatehouse_storage::sessions::list_of_client(tx, client).await? {
        sessions::end_in(cx, tx, &session, Due::Now).await?;
    }
    Ok(())
}

/// The sealed secret: the stored one when it is the same secret, so that a start without changes writes nothing.
fn reseal(cx: &Context, before: Option<&Client>, secret: &SecretString) -> String {
    let stored = before.and_then(|client| client.encrypted_secret.clone());
    let same = stored.filter(|sealed| {
        cx.cipher
            .open(sealed)
            .is_ok_and(|opened| opened.expose_secret() == secret.expose_secret())
    });
    same.unwrap_or_else(|| cx.cipher.seal(secret.expose_secret()))
}
