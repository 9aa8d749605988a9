use std::collections::HashSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    http::check_web,
    scope::{Scope, Section},
};

/// A client that exists without having registered itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientConfig {
    /// Id of the client: a ULID.
    #[schemars(regex(pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"))]
    pub client_id: String,
    /// How the client proves who it is.
    pub client_auth_method: ClientAuthMethod,
    /// Name shown to people.
    #[serde(default)]
    pub client_name: Option<String>,
    /// Page about the client.
    #[serde(default)]
    pub client_uri: Option<Url>,
    /// Secret of the client, for the methods that have one.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub client_secret: Option<SecretString>,
    /// File that holds the secret of the client.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// Public keys of the client, for `private_key_jwt` and signed requests.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub jwks: Option<serde_json::Value>,
    /// Address of the public keys of the client, for `private_key_jwt` and signed requests.
    #[serde(default)]
    pub jwks_uri: Option<Url>,
    /// Where the client may be called back; compared to what it asks for letter by letter.
    #[serde(default)]
    #[schemars(with = "Vec<Url>")]
    pub redirect_uris: Vec<String>,
    /// Where the client may lead people after they signed out; compared letter by letter.
    #[serde(default)]
    #[schemars(with = "Vec<Url>")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where the client is told that a session has ended.
    #[serde(default)]
    pub backchannel_logout_uri: Option<Url>,
    /// Whether the client has to be told which session.
    #[serde(default)]
    pub backchannel_logout_session_required: Option<bool>,
    /// Where others may begin a sign-in to the client.
    #[serde(default)]
    pub initiate_login_uri: Option<Url>,
    /// Whether the client has to use PKCE; one that can't authenticate has to in any case.
    #[serde(default)]
    pub require_pkce: Option<bool>,
    /// Picture of the client.
    #[serde(default)]
    pub logo_uri: Option<Url>,
    /// Privacy policy of the client.
    #[serde(default)]
    pub policy_uri: Option<Url>,
    /// Terms of the client.
    #[serde(default)]
    pub tos_uri: Option<Url>,
    /// Algorithm that signs ID tokens for the client; by default RS256.
    #[serde(default)]
    pub id_token_signed_response_alg: Option<String>,
    /// Algorithm that signs userinfo for the client; by default it is not signed.
    #[serde(default)]
    pub userinfo_signed_response_alg: Option<String>,
    /// Algorithm that the client signs its requests with; by default any that its keys have.
    #[serde(default)]
    pub request_object_signing_alg: Option<String>,
    /// Whether the client has to sign its requests.
    #[serde(default)]
    pub require_signed_request_object: Option<bool>,
    /// Where the client keeps signed requests; compared to what it names letter by letter.
    #[serde(default)]
    #[schemars(with = "Vec<Url>")]
    pub request_uris: Vec<String>,
    /// Whether people have the same subject for all clients, or one for each sector.
    #[serde(default)]
    pub subject_type: Option<ClientSubjectType>,
    /// Names the sector of pairwise subjects by its host, where the redirect URIs have several.
    #[serde(default)]
    pub sector_identifier_uri: Option<Url>,
}

/// Who else learns that two people are one.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientSubjectType {
    /// All clients know a person by the same subject.
    Public,
    /// Each sector has a subject of its own for a person.
    Pairwise,
}

/// How a client proves who it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthMethod {
    /// Not at all: a public client.
    None,
    /// Secret in the header `Authorization`.
    ClientSecretBasic,
    /// Secret in the body.
    ClientSecretPost,
    /// JWT signed with the secret.
    ClientSecretJwt,
    /// JWT signed with a key of its own.
    PrivateKeyJwt,
}

impl Section for Vec<ClientConfig> {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        let mut ids = HashSet::new();
        for (index, client) in self.iter_mut().enumerate() {
            let mut scope = scope.item(index);
            client.settle(&mut scope);
            if !ids.insert(client.client_id.clone()) {
                scope
                    .key("client_id")
                    .error(format!("{} is used by another client", client.client_id));
            }
        }
    }
}

impl ClientConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        if !is_ulid(&self.client_id) {
            scope
                .key("client_id")
                .error("must be a ULID: 26 capital letters and digits, without I, L, O and U, starting with 0 to 7");
        }
        scope.secret(
            "client_secret",
            &mut self.client_secret,
            self.client_secret_file.as_deref(),
        );
        self.check_credentials(scope);
        for (key, uri) in [
            ("client_uri", &self.client_uri),
            ("jwks_uri", &self.jwks_uri),
            ("backchannel_logout_uri", &self.backchannel_logout_uri),
            ("initiate_login_uri", &self.initiate_login_uri),
            ("logo_uri", &self.logo_uri),
            ("policy_uri", &self.policy_uri),
            ("tos_uri", &self.tos_uri),
            ("sector_identifier_uri", &self.sector_identifier_uri),
        ] {
            if let Some(uri) = uri {
                check_web(uri, &mut scope.key(key));
            }
        }
        self.check_request_uris(scope);
        // RFC 6749 §3.1.2.
        for (key, uris) in [
            ("redirect_uris", &self.redirect_uris),
            ("post_logout_redirect_uris", &self.post_logout_redirect_uris),
        ] {
            for (index, uri) in uris.iter().enumerate() {
                if uri.contains('#') {
                    scope.key(key).item(index).error("must not have a fragment");
                }
            }
        }
        // OpenID Connect Back-Channel Logout §2.2.
        if let Some(uri) = &self.backchannel_logout_uri
            && uri.fragment().is_some()
        {
            scope.key("backchannel_logout_uri").error("must not have a fragment");
        }
    }

    fn check_request_uris(&self, scope: &mut Scope<'_>) {
        let mut scope = scope.key("request_uris");
        for (index, text) in self.request_uris.iter().enumerate() {
            let mut scope = scope.item(index);
            if text.len() > MAX_REQUEST_URI {
                scope.error(format!("must not be longer than {MAX_REQUEST_URI} bytes"));
            }
            if let Ok(uri) = Url::parse(text) {
                check_web(&uri, &mut scope);
            }
        }
    }

    /// RFC 6749 §2.3.1: as anybody may try secrets, a secret has to be beyond guessing.
    fn check_secret(&self, scope: &mut Scope<'_>) {
        let Some(secret) = &self.client_secret else { return };
        let mut scope = scope.given("client_secret", self.client_secret_file.is_some());
        match secret.expose_secret().len() {
            0 => scope.error("must not be empty"),
            1..SHORT_SECRET => scope.warning("is short enough to be guessed: 32 random characters are not"),
            _ => {}
        }
    }

    fn check_credentials(&self, scope: &mut Scope<'_>) {
        let secret = self.client_secret.is_some() || self.client_secret_file.is_some();
        match self.client_auth_method {
            ClientAuthMethod::None => {
                if secret {
                    scope.error("a client with method `none` has no secret");
                }
            }
            ClientAuthMethod::PrivateKeyJwt => {
                if self.jwks.is_none() && self.jwks_uri.is_none() {
                    scope.error("method `private_key_jwt` needs either `jwks` or `jwks_uri`");
                }
                if secret {
                    scope.error("a client with method `private_key_jwt` has no secret");
                }
            }
            ClientAuthMethod::ClientSecretBasic
            | ClientAuthMethod::ClientSecretPost
            | ClientAuthMethod::ClientSecretJwt => {
                if !secret {
                    scope.error("this method needs `client_secret` or `client_secret_file`");
                }
            }
        }
        self.check_secret(scope);
        let signs = !self.request_uris.is_empty() || self.require_signed_request_object == Some(true);
        if signs && self.jwks.is_none() && self.jwks_uri.is_none() {
            scope.error("signed requests need either `jwks` or `jwks_uri`");
        }
        if self.jwks.is_some() && self.jwks_uri.is_some() {
            scope.error("a client has either `jwks` or `jwks_uri`");
        }
        if let Some(jwks) = &self.jwks
            && !jwks.get("keys").is_some_and(serde_json::Value::is_array)
        {
            scope
                .key("jwks")
                .error("must be a key set: a mapping with the list `keys`");
        }
    }
}

/// OpenID Connect Core §6.2, in bytes.
const MAX_REQUEST_URI: usize = 512;

/// Shorter secrets are not drawn at random from 128 bits, in whatever alphabet.
const SHORT_SECRET: usize = 20;

/// Crockford base32 of 128 bits: 26 digits, of which the first holds three bits.
fn is_ulid(text: &str) -> bool {
    text.len() == 26
        && text.starts_with(|first: char| first.is_digit(8))
        && text
            .chars()
            .all(|digit| (digit.is_ascii_digit() || digit.is_ascii_uppercase()) && !"ILOU".contains(digit))
}
