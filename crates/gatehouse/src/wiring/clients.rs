//! The clients of the configuration.

use anyhow::{Result, bail};
use gatehouse_auth::{
    Context,
    clients::{self, SyncMode, Synced},
};
use gatehouse_config::{ClientAuthMethod, ClientConfig, ClientSubjectType, Config};
use gatehouse_domain::{AuthMethod, StaticClient, SubjectType};
use secrecy::SecretString;

/// Makes the database know the clients of the configuration.
pub async fn sync_clients(cx: &Context, config: &Config, mode: SyncMode) -> Result<Synced> {
    let described = config.clients.iter().map(described).collect::<Result<_>>()?;
    Ok(clients::sync_static(cx, described, mode).await?)
}

fn described(client: &ClientConfig) -> Result<(StaticClient, Option<SecretString>)> {
    let Ok(id) = client.client_id.parse() else {
        bail!("client_id {} is no ULID", client.client_id)
    };
    let auth_method = match client.client_auth_method {
        ClientAuthMethod::None => AuthMethod::None,
        ClientAuthMethod::ClientSecretBasic => AuthMethod::ClientSecretBasic,
        ClientAuthMethod::ClientSecretPost => AuthMethod::ClientSecretPost,
        ClientAuthMethod::ClientSecretJwt => AuthMethod::ClientSecretJwt,
        ClientAuthMethod::PrivateKeyJwt => AuthMethod::PrivateKeyJwt,
    };
    let described = StaticClient {
        name: client.client_name.clone(),
        uri: client.client_uri.clone(),
        redirect_uris: client.redirect_uris.clone(),
        jwks: client.jwks.clone(),
        jwks_uri: client.jwks_uri.clone(),
        logo_uri: client.logo_uri.clone(),
        policy_uri: client.policy_uri.clone(),
        tos_uri: client.tos_uri.clone(),
        id_token_signed_response_alg: client.id_token_signed_response_alg.clone(),
        userinfo_signed_response_alg: client.userinfo_signed_response_alg.clone(),
        request_object_signing_alg: client.request_object_signing_alg.clone(),
        require_signed_request_object: client.require_signed_request_object,
        request_uris: client.request_uris.clone(),
        subject_type: client.subject_type.map(|kind| match kind {
            ClientSubjectType::Public => SubjectType::Public,
            ClientSubjectType::Pairwise => SubjectType::Pairwise,
        }),
        sector_identifier_uri: client.sector_identifier_uri.clone(),
        post_logout_redirect_uris: client.post_logout_redirect_uris.clone(),
        backchannel_logout_uri: client.backchannel_logout_uri.clone(),
        backchannel_logout_session_required: client.backchannel_logout_session_required,
        initiate_login_uri: client.initiate_login_uri.clone(),
        require_pkce: client.require_pkce,
        ..StaticClient::new(id, auth_method)
    };
    Ok((described, client.client_secret.clone()))
}
