//! Clients that describe themselves (RFC 7591, MSC2966).

use std::{net::IpAddr, time::Duration};

use chrono::TimeDelta;
use gatehouse_domain::{Client, ClientId, ClientMetadata, ErrorCode, OAuthError, RegistrationPolicy, TokenHash};
use gatehouse_storage::clients as store;
use gatehouse_tokens::issue;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use subtle::ConstantTimeEq;
use url::Url;

use crate::{
    Context, Result,
    error::chain,
    limits::{Limit, TooMany},
};

/// Who may register, and for how long.
#[derive(Clone)]
pub struct ClientRegistrationSettings {
    /// Apps may register at all.
    pub enabled: bool,
    /// What they have to show first (RFC 7591 §3).
    pub initial_access_token: Option<SecretString>,
    /// A registration that nobody has asked for since, and that no session needs, is forgotten.
    pub unused_after: Duration,
}

impl Default for ClientRegistrationSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            initial_access_token: None,
            unused_after: Duration::from_hours(60 * 24),
        }
    }
}

/// Why a request to register is not even read.
#[derive(Debug, thiserror::Error)]
pub enum NotAdmitted {
    #[error("registration is switched off")]
    SwitchedOff,
    #[error("the initial access token is missing or wrong")]
    Token,
    #[error(transparent)]
    TooMany(#[from] TooMany),
}

/// A client that has just registered.
pub struct Registered {
    pub client: Client,
    pub secret: Option<SecretString>,
    /// What the client shows to look after its registration; none for one that several apps share (R7592-05).
    pub access_token: Option<SecretString>,
}

impl Registered {
    const fn shared(client: Client) -> Self {
        Self {
            client,
            secret: None,
            access_token: None,
        }
    }
}

/// May whoever is at `ip` register a client?
pub fn admit(cx: &Context, ip: Option<IpAddr>, token: Option<&SecretString>) -> Result<(), NotAdmitted> {
    let settings = &cx.settings.client_registration;
    if !settings.enabled {
        return Err(NotAdmitted::SwitchedOff);
    }
    // First, so that nobody guesses the token.
    cx.limits.check([Limit::ClientRegistrationPerIp(ip)])?;
    let Some(expected) = &settings.initial_access_token else {
        return Ok(());
    };
    let hash = |token: &SecretString| TokenHash::of(token.expose_secret());
    let is_right = token.is_some_and(|token| hash(token).as_bytes().ct_eq(hash(expected).as_bytes()).into());
    if is_right { Ok(()) } else { Err(NotAdmitted::Token) }
}

/// What is asked of clients now: the keys may have changed since the start.
pub fn registration_policy(cx: &Context) -> RegistrationPolicy {
    RegistrationPolicy {
        signing_algs: cx.keys.algorithm_names(),
        ..cx.settings.registration.clone()
    }
}

/// Registers a client that describes itself.
///
/// Equal descriptions of public clients share one registration (M2966-38): apps register before every sign-in.
pub async fn register(cx: &Context, metadata: ClientMetadata) -> Result<Registered> {
    check_sector_list(cx, &metadata).await?;
    let digest = metadata.may_be_shared().then(|| metadata.digest());
    // Once a day it is written down that somebody still asks for it.
    let yesterday = cx.now() - TimeDelta::days(1);
    if let Some(digest) = digest
        && let Some(client) = store::find_by_digest(&mut cx.db.read().await?, digest, yesterday).await?
    {
        return Ok(Registered::shared(client));
    }
    let secret = metadata
        .token_endpoint_auth_method
        .has_secret()
        .then(issue::client_secret);
    let client = Client {
        id: cx.id(ClientId::new),
        metadata,
        encrypted_secret: secret.as_ref().map(|secret| cx.cipher.seal(secret.expose_secret())),
        is_static: false,
        created_at: cx.now(),
    };
    if let Some(digest) = digest {
        let share = cx.db.write(async |tx| store::share(tx, &client, digest).await);
        return Ok(Registered::shared(share.await?));
    }
    let access_token = issue::registration_access_token();
    let hash = TokenHash::of(access_token.expose_secret());
    cx.db.write(async |tx| store::insert(tx, &client, hash).await).await?;
    Ok(Registered {
        client,
        secret,
        access_token: Some(access_token),
    })
}

/// OpenID Connect Registration §5: the list at `sector_identifier_uri` has to hold every redirect URI (OREG-07).
pub(super) async fn check_sector_list(cx: &Context, metadata: &ClientMetadata) -> Result<()> {
    let broken = |rule: String| {
        let text = format!("sector_identifier_uri: {rule}");
        OAuthError::new(ErrorCode::InvalidClientMetadata, text).explained()
    };
    let Some(uri) = &metadata.sector_identifier_uri else {
        return Ok(());
    };
    let url = Url::parse(uri).map_err(|error| broken(error.to_string()))?;
    let list = match cx.fetch.json_now(&url).await {
        Err(error) if error.is_ours() => return Err(error.into()),
        list => list.map_err(|error| broken(chain(&error)))?,
    };
    let list = list.as_array();
    let list = list.ok_or_else(|| broken("the document there is not a JSON array".to_owned()))?;
    let is_listed = |uri: &str| list.iter().filter_map(Value::as_str).any(|listed| listed == uri);
    let mut uris = metadata.redirect_uris.iter();
    match uris.find(|uri| !is_listed(uri.as_str())) {
        Some(uri) => Err(broken(format!("the list there lacks the redirect URI {uri}")).into()),
        None => Ok(()),
    }
}
