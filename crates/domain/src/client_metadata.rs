//! What a client says about itself when it registers (RFC 7591 §2, MSC2966).

mod error;
mod hosts;
pub(crate) mod jwks;
mod members;
mod openid;
mod policy;
pub(crate) mod registration;
pub(crate) mod request_uris;
pub(crate) mod text;
mod update;
pub(crate) mod web_uri;

#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{
    RedirectUri,
    client::{AuthMethod, GrantType, named},
};
use members::Members;

pub use error::MetadataError;
pub use policy::RegistrationPolicy;

named! {
    /// Where an app runs (OpenID Connect Registration §2).
    ApplicationType {
        /// On the person's device.
        Native = "native",
        /// On a web server or in a browser.
        Web = "web",
    }
}

named! {
    /// What the authorization endpoint answers with.
    ResponseType {
        /// RFC 6749 §4.1.
        Code = "code",
    }
}

named! {
    /// Who else learns that two people are one (OpenID Connect Core §8).
    SubjectType {
        /// Each sector has a name of its own for a person.
        Pairwise = "pairwise",
        /// All clients have the same.
        Public = "public",
    }
}

/// The registered metadata of a client.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ClientMetadata {
    pub application_type: ApplicationType,
    pub client_name: Option<String>,
    pub client_uri: Option<String>,
    pub logo_uri: Option<String>,
    pub tos_uri: Option<String>,
    pub policy_uri: Option<String>,
    pub redirect_uris: Vec<RedirectUri>,
    pub response_types: BTreeSet<ResponseType>,
    pub grant_types: BTreeSet<GrantType>,
    pub token_endpoint_auth_method: AuthMethod,
    pub token_endpoint_auth_signing_alg: Option<String>,
    pub id_token_signed_response_alg: Option<String>,
    pub userinfo_signed_response_alg: Option<String>,
    pub request_object_signing_alg: Option<String>,
    /// All its authorization requests are signed (RFC 9101 §10.5).
    pub require_signed_request_object: Option<bool>,
    /// Where its requests may be fetched (OpenID Connect Core §6.2), compared as text.
    #[serde(default)]
    pub request_uris: Vec<String>,
    /// A JWK set of public keys.
    pub jwks: Option<Value>,
    pub jwks_uri: Option<String>,
    #[serde(default)]
    pub contacts: Vec<String>,
    pub software_id: Option<String>,
    pub software_version: Option<String>,
    /// Seconds since the person last signed in.
    pub default_max_age: Option<u64>,
    pub require_auth_time: Option<bool>,
    /// It always uses PKCE, although it authenticates (RFC 9700 §2.1.1).
    pub require_pkce: Option<bool>,
    pub subject_type: Option<SubjectType>,
    /// A list of the redirect URIs that are one sector together.
    pub sector_identifier_uri: Option<String>,
    /// Where people may be led after they signed out (OpenID Connect RP-Initiated Logout §3.1).
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// Who is told that a session has ended (OpenID Connect Back-Channel Logout §2.2).
    pub backchannel_logout_uri: Option<String>,
    /// The logout token has to name the session.
    pub backchannel_logout_session_required: Option<bool>,
    /// Where others let people begin a sign-in (OpenID Connect Core §4).
    pub initiate_login_uri: Option<String>,
}

impl ClientMetadata {
    /// The longest registration request that is read, in bytes.
    pub const MAX_BODY_LENGTH: usize = 128 * 1024;

    /// Whether it has keys to verify its signatures by, or says where they are.
    pub const fn has_keys(&self) -> bool {
        self.jwks.is_some() || self.jwks_uri.is_some()
    }

    /// The defaults of RFC 7591 §2 for a client that authenticates by `method`.
    pub fn new(method: AuthMethod) -> Self {
        Self {
            application_type: ApplicationType::Web,
            client_name: None,
            client_uri: None,
            logo_uri: None,
            tos_uri: None,
            policy_uri: None,
            redirect_uris: Vec::new(),
            response_types: BTreeSet::from([ResponseType::Code]),
            grant_types: BTreeSet::from([GrantType::AuthorizationCode]),
            token_endpoint_auth_method: method,
            token_endpoint_auth_signing_alg: None,
            id_token_signed_response_alg: None,
            userinfo_signed_response_alg: None,
            request_object_signing_alg: None,
            require_signed_request_object: None,
            request_uris: Vec::new(),
            jwks: None,
            jwks_uri: None,
            contacts: Vec::new(),
            software_id: None,
            software_version: None,
            default_max_age: None,
            require_auth_time: None,
            require_pkce: None,
            subject_type: None,
            sector_identifier_uri: None,
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            backchannel_logout_session_required: None,
            initiate_login_uri: None,
        }
    }

    /// Reads and checks the body of a registration request (RFC 7591 §3.1).
    pub fn from_registration(body: &[u8], policy: &RegistrationPolicy) -> Result<Self, MetadataError> {
        Self::from_members(&Members::parse(body)?, policy)
    }

    fn from_members(members: &Members, policy: &RegistrationPolicy) -> Result<Self, MetadataError> {
        let metadata = registration::read(members, policy)?;
        hosts::check(&metadata, policy)?;
        // Wherever it hides: PostgreSQL keeps no NUL in JSON, and no value has a use for one.
        if Value::Object(metadata.to_response()).to_string().contains("\\u0000") {
            return Err(MetadataError::unreadable("a value holds the character NUL"));
        }
        Ok(metadata)
    }

    /// The registered members, for the answer (RFC 7591 §3.2.1) and for the database.
    pub fn to_response(&self) -> Map<String, Value> {
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        let texts = |texts: &[String]| (!texts.is_empty()).then(|| texts.into());
        let names = |names: Vec<&str>| Some(Value::from(names));
        let uris = |uris: &[RedirectUri]| names(uris.iter().map(RedirectUri::as_str).collect());
        let members = [
            ("application_type", Some(self.application_type.as_str().into())),
            ("client_name", text(&self.client_name)),
            ("client_uri", text(&self.client_uri)),
            ("logo_uri", text(&self.logo_uri)),
            ("tos_uri", text(&self.tos_uri)),
            ("policy_uri", text(&self.policy_uri)),
            ("redirect_uris", uris(&self.redirect_uris)),
            (
                "response_types",
                names(self.response_types.iter().map(|kind| kind.as_str()).collect()),
            ),
            (
                "grant_types",
                names(self.grant_types.iter().map(|grant| grant.as_str()).collect()),
            ),
            (
                "token_endpoint_auth_method",
                Some(self.token_endpoint_auth_method.as_str().into()),
            ),
            (
                "token_endpoint_auth_signing_alg",
                text(&self.token_endpoint_auth_signing_alg),
            ),
            ("id_token_signed_response_alg", text(&self.id_token_signed_response_alg)),
            ("userinfo_signed_response_alg", text(&self.userinfo_signed_response_alg)),
            ("request_object_signing_alg", text(&self.request_object_signing_alg)),
            (
                "require_signed_request_object",
                self.require_signed_request_object.map(Value::from),
            ),
            ("request_uris", texts(&self.request_uris)),
            ("jwks", self.jwks.clone()),
            ("jwks_uri", text(&self.jwks_uri)),
            ("contacts", texts(&self.contacts)),
            ("software_id", text(&self.software_id)),
            ("software_version", text(&self.software_version)),
            ("default_max_age", self.default_max_age.map(Value::from)),
            ("require_auth_time", self.require_auth_time.map(Value::from)),
            ("require_pkce", self.require_pkce.map(Value::from)),
            ("subject_type", self.subject_type.map(|kind| kind.as_str().into())),
            ("sector_identifier_uri", text(&self.sector_identifier_uri)),
            (
                "post_logout_redirect_uris",
                uris(&self.post_logout_redirect_uris).filter(|_| !self.post_logout_redirect_uris.is_empty()),
            ),
            ("backchannel_logout_uri", text(&self.backchannel_logout_uri)),
            (
                "backchannel_logout_session_required",
                self.backchannel_logout_session_required.map(Value::from),
            ),
            ("initiate_login_uri", text(&self.initiate_login_uri)),
        ];
        members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    /// Equal for registrations that differ only in the order of their members and values.
    pub fn digest(&self) -> [u8; 32] {
        let mut sorted = self.clone();
        sorted.contacts.sort_unstable();
        sorted.request_uris.sort_unstable();
        for uris in [&mut sorted.redirect_uris, &mut sorted.post_logout_redirect_uris] {
            uris.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        }
        // The order of a JSON map depends on a feature of its library, so it is made explicit.
        let mut members: Vec<_> = sorted.to_response().into_iter().collect();
        members.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let text: Vec<_> = members
            .into_iter()
            .map(|(name, value)| Value::from(vec![Value::from(name), value]))
            .collect();
        Sha256::digest(Value::from(text).to_string()).into()
    }

    /// Whether an equal registration may get the same client: only if it holds no credentials.
    pub const fn may_be_shared(&self) -> bool {
        matches!(self.token_endpoint_auth_method, AuthMethod::None) && self.jwks.is_none() && self.jwks_uri.is_none()
    }
}

impl Serialize for ClientMetadata {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_response().serialize(serializer)
    }
}
