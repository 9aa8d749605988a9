//! An OAuth client (RFC 6749 §2): an app that registered itself, or one that the operator named.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::{
    ClientId, ClientMetadata, MetadataError, OAuthError, RedirectUri, SubjectType, Timestamp,
    client_metadata::{jwks, registration::request_object_alg, request_uris, text},
};

/// An enum whose values have registered names.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The registered name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// The value with this registered name, if we know it.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use named;

named! {
    /// A way to get a token (`grant_type`).
    GrantType {
        /// RFC 6749 §4.1.
        AuthorizationCode = "authorization_code",
        /// RFC 6749 §4.4.
        ClientCredentials = "client_credentials",
        /// RFC 8628.
        DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
        /// RFC 6749 §6.
        RefreshToken = "refresh_token",
    }
}

named! {
    /// How a client proves who it is at the token endpoint (OpenID Connect Core §9).
    AuthMethod {
        /// The secret in an `Authorization: Basic` header.
        ClientSecretBasic = "client_secret_basic",
        /// An assertion signed with the secret.
        ClientSecretJwt = "client_secret_jwt",
        /// The secret in the form.
        ClientSecretPost = "client_secret_post",
        /// Not at all: an app on the person's device can't keep a secret.
        None = "none",
        /// An assertion signed with a key of the client.
        PrivateKeyJwt = "private_key_jwt",
    }
}

impl AuthMethod {
    /// The client and this server share a secret.
    pub const fn has_secret(self) -> bool {
        matches!(
            self,
            Self::ClientSecretBasic | Self::ClientSecretJwt | Self::ClientSecretPost
        )
    }
}

/// An app that may ask for tokens.
#[derive(Clone)]
pub struct Client {
    pub id: ClientId,
    pub metadata: ClientMetadata,
    pub encrypted_secret: Option<String>,
    /// Named in the configuration, and so trusted by the operator.
    pub is_static: bool,
    pub created_at: Timestamp,
}

/// A client as the operator's configuration describes it.
#[derive(Clone)]
pub struct StaticClient {
    pub id: ClientId,
    pub auth_method: AuthMethod,
    pub name: Option<String>,
    pub uri: Option<Url>,
    pub redirect_uris: Vec<String>,
    pub jwks: Option<Value>,
    pub jwks_uri: Option<Url>,
    pub encrypted_secret: Option<String>,
    pub logo_uri: Option<Url>,
    pub policy_uri: Option<Url>,
    pub tos_uri: Option<Url>,
    pub id_token_signed_response_alg: Option<String>,
    pub userinfo_signed_response_alg: Option<String>,
    pub request_object_signing_alg: Option<String>,
    pub require_signed_request_object: Option<bool>,
    pub request_uris: Vec<String>,
    pub subject_type: Option<SubjectType>,
    /// Only its host counts: the operator has looked at the list.
    pub sector_identifier_uri: Option<Url>,
    pub post_logout_redirect_uris: Vec<String>,
    pub backchannel_logout_uri: Option<Url>,
    pub backchannel_logout_session_required: Option<bool>,
    pub initiate_login_uri: Option<Url>,
    pub require_pkce: Option<bool>,
}

impl Client {
    /// A client of the configuration: every grant, and any redirect URI the operator wants.
    pub fn from_configuration(described: StaticClient, created_at: Timestamp) -> Result<Self, MetadataError> {
        described.check_credentials()?;
        let parsed = |texts: &[String]| texts.iter().map(|text| RedirectUri::parse(text)).collect();
        let redirect_uris: Result<Vec<_>, _> = parsed(&described.redirect_uris);
        let redirect_uris = redirect_uris.map_err(|error| MetadataError::redirect_uri(error.to_string()))?;
        let post_logout: Result<Vec<_>, _> = parsed(&described.post_logout_redirect_uris);
        let post_logout_redirect_uris =
            post_logout.map_err(|error| MetadataError::member("post_logout_redirect_uris", error.to_string()))?;
        let jwks = described.jwks.as_ref().map(jwks::checked).transpose()?;
        let name = described.name.as_deref();
        let client_name = name
            .map(|name| text::displayable("client_name", name))
            .transpose()?
            .flatten();
        let metadata = ClientMetadata {
            client_name,
            client_uri: described.uri.map(String::from),
            redirect_uris,
            grant_types: GrantType::ALL.iter().copied().collect(),
            jwks,
            jwks_uri: described.jwks_uri.map(String::from),
            logo_uri: described.logo_uri.map(String::from),
            policy_uri: described.policy_uri.map(String::from),
            tos_uri: described.tos_uri.map(String::from),
            id_token_signed_response_alg: described.id_token_signed_response_alg,
            userinfo_signed_response_alg: described.userinfo_signed_response_alg,
            request_object_signing_alg: request_object_alg(described.request_object_signing_alg.as_deref())?,
            require_signed_request_object: described.require_signed_request_object,
            request_uris: request_uris::configured(described.request_uris)?,
            subject_type: described.subject_type,
            sector_identifier_uri: described.sector_identifier_uri.map(String::from),
            post_logout_redirect_uris,
            backchannel_logout_uri: described.backchannel_logout_uri.map(String::from),
            backchannel_logout_session_required: described.backchannel_logout_session_required,
            initiate_login_uri: described.initiate_login_uri.map(String::from),
            require_pkce: described.require_pkce,
            ..ClientMetadata::new(described.auth_method)
        };
        metadata.check_sector()?;
        Ok(Self {
            id: described.id,
            metadata,
            encrypted_secret: described.encrypted_secret,
            is_static: true,
            created_at,
        })
    }

    /// RFC 6749 §2.1: it can't prove who it is.
    pub fn is_public(&self) -> bool {
        self.metadata.token_endpoint_auth_method == AuthMethod::None
    }

    /// RFC 6749 §2.1: it proves who it is.
    pub fn is_confidential(&self) -> bool {
        !self.is_public()
    }

    /// RFC 6749 §5.2: may the client use this grant?
    pub fn allows(&self, grant: GrantType) -> Result<(), OAuthError> {
        if self.metadata.grant_types.contains(&grant) {
            Ok(())
        } else {
            Err(
                OAuthError::unauthorized_client(format!("the client did not register the grant type {grant}"))
                    .explained(),
            )
        }
    }

    /// RFC 6749 §3.1.2.3, RFC 9700 §2.1: where the answer to an authorization request goes.
    ///
    /// The text is the one of the request, whose port may differ for a loopback address.
    pub fn redirect_uri_for(&self, requested: Option<&str>) -> Result<String, OAuthError> {
        let registered = self.metadata.redirect_uris.as_slice();
        match (requested, registered) {
            (Some(uri), _) if registered.iter().any(|known| known.matches(uri)) => Ok(uri.to_owned()),
            (Some(_), _) => {
                Err(OAuthError::invalid_request("redirect_uri is not one that the client registered").explained())
            }
            (None, [only]) => Ok(only.as_str().to_owned()),
            (None, []) => Err(OAuthError::invalid_request("the client registered no redirect URI").explained()),
            (None, _) => Err(
                OAuthError::invalid_request("redirect_uri is missing, and the client registered several").explained(),
            ),
        }
    }

    /// OpenID Connect Core §8.1: the host that pairwise subjects of this client are made for; every client that has them
    /// has one.
    pub fn sector(&self) -> Option<String> {
        self.metadata.sector()
    }

    /// OpenID Connect RP-Initiated Logout §3: may people be led there after they signed out?
    pub fn may_lead_after_logout(&self, requested: &str) -> bool {
        let mut registered = self.metadata.post_logout_redirect_uris.iter();
        registered.any(|known| known.matches(requested))
    }

    /// What to call the client; chosen by its developer, so never shown without [`Self::host`].
    pub fn name(&self) -> Cow<'_, str> {
        match (&self.metadata.client_name, self.host()) {
            (Some(name), _) => Cow::Borrowed(name),
            (None, Some(host)) => Cow::Owned(host),
            (None, None) => Cow::Owned(self.id.to_string()),
        }
    }

    /// The host of `client_uri`, else of the first redirect URI that has one.
    pub fn host(&self) -> Option<String> {
        let of_client_uri = self.metadata.client_uri.as_deref();
        of_client_uri
            .and_then(|uri| Url::parse(uri).ok()?.host_str().map(str::to_owned))
            .or_else(|| {
                let mut uris = self.metadata.redirect_uris.iter();
                uris.find_map(|uri| uri.url().host_str().map(str::to_owned))
            })
    }
}

impl StaticClient {
    /// A client of which no more is known than how it proves who it is.
    pub const fn new(id: ClientId, auth_method: AuthMethod) -> Self {
        Self {
            id,
            auth_method,
            name: None,
            uri: None,
            redirect_uris: Vec::new(),
            jwks: None,
            jwks_uri: None,
            encrypted_secret: None,
            logo_uri: None,
            policy_uri: None,
            tos_uri: None,
            id_token_signed_response_alg: None,
            userinfo_signed_response_alg: None,
            request_object_signing_alg: None,
            require_signed_request_object: None,
            request_uris: Vec::new(),
            subject_type: None,
            sector_identifier_uri: None,
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            backchannel_logout_session_required: None,
            initiate_login_uri: None,
            require_pkce: None,
        }
    }

    /// The credentials are those that the authentication method needs. Every client may have keys, as it may sign its
    /// requests.
    fn check_credentials(&self) -> Result<(), MetadataError> {
        let method = self.auth_method;
        let has_secret = self.encrypted_secret.is_some();
        let rule = match (self.jwks.is_some(), self.jwks_uri.is_some()) {
            _ if method.has_secret() && !has_secret => "needs a secret",
            _ if has_secret && !method.has_secret() => "takes no secret",
            (true, true) => "takes either jwks or jwks_uri",
            (false, false) if method == AuthMethod::PrivateKeyJwt => "needs either jwks or jwks_uri",
            _ => return Ok(()),
        };
        Err(MetadataError::member("client_auth_method", format!("{method} {rule}")))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.id)
            .field("metadata", &self.metadata)
            .field("is_static", &self.is_static)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ErrorCode;

    fn described(method: AuthMethod) -> StaticClient {
        StaticClient::new(ClientId::new(Timestamp::default(), [7; 10]), method)
    }

    fn client(redirect_uris: &[&str]) -> Client {
        let redirect_uris = redirect_uris.iter().map(|&uri| uri.to_owned()).collect();
        let described = StaticClient {
            redirect_uris,
            ..described(AuthMethod::None)
        };
        Client::from_configuration(described, Timestamp::default()).unwrap()
    }

    #[test]
    fn an_answer_goes_to_a_registered_uri_only() {
        let one: &[&str] = &["https://example.com/cb"];
        let two: &[&str] = &["https://example.com/cb", "http://127.0.0.1/cb"];
        for (what, registered, requested, expected) in [
            (
                "one",
                one,
                Some("https://example.com/cb"),
                Some("https://example.com/cb"),
            ),
            ("one, not sent", one, None, Some("https://example.com/cb")),
            ("M2964-04", one, Some("https://example.com/cb/"), None),
            ("R6749-11", one, Some("https://evil.org/cb"), None),
            ("R6749-11", one, Some(""), None),
            ("R6749-10", two, None, None),
            (
                "M2966-31",
                two,
                Some("http://127.0.0.1:51234/cb"),
                Some("http://127.0.0.1:51234/cb"),
            ),
            ("none registered", &[], None, None),
            ("none registered", &[], Some("https://example.com/cb"), None),
        ] {
            let found = client(registered).redirect_uri_for(requested);
            match (found, expected) {
                (Ok(found), Some(expected)) => assert_eq!(found, expected, "{what}"),
                (Err(error), None) => assert_eq!(error.code(), ErrorCode::InvalidRequest, "{what}"),
                (found, expected) => panic!("{what}: {found:?} instead of {expected:?}"),
            }
        }
    }

    #[test]
    fn a_client_of_the_configuration_may_use_every_grant_and_any_redirect_uri() {
        let client = client(&["http://localhost:8080/cb", "myapp:/cb", "http://192.0.2.1/"]);
        assert!(client.is_static && client.is_public() && !client.is_confidential());
        for grant in GrantType::ALL {
            assert!(client.allows(*grant).is_ok(), "{grant}");
        }
        assert_eq!(client.metadata.redirect_uris.len(), 3);
    }

    #[test]
    fn the_credentials_of_a_configured_client_fit_its_method() {
        let x = "A".repeat(43);
        let jwks = Some(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x }] }));
        let uri = Url::parse("https://example.com/jwks").ok();
        let secret = Some("encrypted".to_owned());
        for (method, secret, jwks, uri, expected) in [
            (AuthMethod::None, None, None, None, true),
            (AuthMethod::None, secret.clone(), None, None, false),
            (AuthMethod::None, None, jwks.clone(), None, true),
            (AuthMethod::None, None, jwks.clone(), uri.clone(), false),
            (AuthMethod::ClientSecretBasic, secret.clone(), None, None, true),
            (AuthMethod::ClientSecretPost, None, None, None, false),
            (AuthMethod::ClientSecretJwt, secret.clone(), None, uri.clone(), true),
            (AuthMethod::PrivateKeyJwt, None, jwks.clone(), None, true),
            (AuthMethod::PrivateKeyJwt, None, None, uri.clone(), true),
            (AuthMethod::PrivateKeyJwt, None, jwks.clone(), uri, false),
            (AuthMethod::PrivateKeyJwt, None, None, None, false),
            (AuthMethod::PrivateKeyJwt, secret, jwks, None, false),
        ] {
            let what = format!("{method} {secret:?} {jwks:?} {uri:?}");
            let described = StaticClient {
                encrypted_secret: secret,
                jwks,
                jwks_uri: uri,
                ..described(method)
            };
            let made = Client::from_configuration(described, Timestamp::default());
            assert_eq!(made.is_ok(), expected, "{what} {made:?}");
        }
    }

    // R9101-02
    #[test]
    fn a_configured_client_signs_requests_with_a_key() {
        for (alg, expected) in [("ES256", true), ("none", false), ("HS256", false), ("X", false)] {
            let described = StaticClient {
                request_object_signing_alg: Some(alg.to_owned()),
                ..described(AuthMethod::None)
            };
            let made = Client::from_configuration(described, Timestamp::default());
            assert_eq!(made.is_ok(), expected, "{alg} {made:?}");
        }
    }

    #[test]
    fn people_are_led_to_registered_addresses_only_after_they_signed_out() {
        let uris = [
            "https://example.com/out?x=1",
            "com.example:/out",
            "http://127.0.0.1/out",
        ];
        let described = StaticClient {
            post_logout_redirect_uris: uris.map(str::to_owned).into(),
            ..described(AuthMethod::None)
        };
        let client = Client::from_configuration(described, Timestamp::default()).unwrap();
        for (requested, expected) in [
            ("https://example.com/out?x=1", true),
            ("com.example:/out", true),
            ("http://127.0.0.1:51234/out", true),
            ("https://example.com/out", false),
            ("https://example.com/out?x=1&y=2", false),
            ("https://evil.org/out?x=1", false),
            ("", false),
        ] {
            assert_eq!(client.may_lead_after_logout(requested), expected, "{requested}");
        }
    }

    // R9101-05
    #[test]
    fn a_configured_client_has_requests_anywhere() {
        let long = format!("https://example.com/{}", "a".repeat(500));
        for (uri, expected) in [
            ("https://example.com/r#1", true),
            ("http://10.0.0.1/r", true),
            (long.as_str(), false),
            ("https://example.com/a b", false),
            ("r", false),
        ] {
            let described = StaticClient {
                request_uris: vec![uri.to_owned()],
                ..described(AuthMethod::None)
            };
            let made = Client::from_configuration(described, Timestamp::default());
            let kept = made.map(|client| client.metadata.request_uris);
            assert_eq!(kept.is_ok_and(|kept| kept == [uri]), expected, "{uri}");
        }
    }

    // OCORE-30
    #[test]
    fn a_configured_client_with_pairwise_subjects_has_one_sector() {
        let list = Url::parse("https://sector.example/list.json").ok();
        let one: &[&str] = &["https://example.com/a", "https://example.com/b"];
        let two: &[&str] = &["https://example.com/a", "https://example.org/b"];
        for (uris, list, expected) in [
            (one, None, Some("example.com")),
            (one, list.clone(), Some("sector.example")),
            (two, list, Some("sector.example")),
            (two, None, None),
        ] {
            let described = StaticClient {
                redirect_uris: uris.iter().map(|&uri| uri.to_owned()).collect(),
                subject_type: Some(SubjectType::Pairwise),
                sector_identifier_uri: list,
                ..described(AuthMethod::None)
            };
            let made = Client::from_configuration(described, Timestamp::default());
            assert_eq!(
                made.ok().and_then(|client| client.sector()).as_deref(),
                expected,
                "{uris:?}"
            );
        }
    }

    #[test]
    fn a_grant_that_was_not_registered_is_refused() {
        // M2966-06
        let mut client = client(&["https://example.com/cb"]);
        client.metadata.grant_types.remove(&GrantType::RefreshToken);
        let error = client.allows(GrantType::RefreshToken).unwrap_err();
        assert_eq!(error.code(), ErrorCode::UnauthorizedClient);
        assert!(client.allows(GrantType::AuthorizationCode).is_ok());
    }

    #[test]
    fn a_client_is_shown_by_name_and_host() {
        // M2966-43, R7591-11
        let mut client = client(&["com.example:/", "https://app.example.com:8443/cb"]);
        assert_eq!(client.name(), "app.example.com");
        client.metadata.client_uri = Some("https://Example.com/about".to_owned());
        client.metadata.client_name = Some("App".to_owned());
        assert_eq!(client.host().as_deref(), Some("example.com"));
        assert_eq!(client.name(), "App");
        client.metadata.client_name = None;
        client.metadata.client_uri = None;
        client.metadata.redirect_uris.clear();
        assert_eq!(client.name(), client.id.to_string());
    }

    #[test]
    fn a_client_does_not_print_its_secret() {
        let mut client = client(&[]);
        client.encrypted_secret = Some("ciphertext".to_owned());
        assert!(!format!("{client:?}").contains("ciphertext"));
    }
}
