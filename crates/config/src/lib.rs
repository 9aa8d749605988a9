//! Typed configuration, its loading and its JSON schema.
//!
//! Keys have the names and meanings they have in Matrix Authentication Service, so that a file
//! written for it can be brought along. [`load`] merges files, lets environment variables win,
//! checks the whole against the JSON schema and reports every problem with its position.
//!
//! Wherever a key has a sibling `KEY_file`, the file is read while loading and its contents end
//! up in the field `KEY`: code that uses the configuration never looks at the `_file` fields.

mod account;
mod branding;
mod check;
mod client_registration;
mod clients;
mod compat;
mod database;
mod dump;
mod email;
mod environment;
mod experimental;
mod http;
mod http_client;
mod listeners;
mod load;
mod mas;
mod matrix;
mod oauth;
mod passwords;
mod problem;
mod rate_limiting;
mod resources;
mod schema;
mod scope;
mod secrets;
mod telemetry;
mod templates;
mod tree;

use schemars::JsonSchema;
use serde::Deserialize;

pub use account::AccountConfig;
pub use branding::{BrandingConfig, Picture, PictureFormat};
pub use client_registration::ClientRegistrationConfig;
pub use clients::{ClientAuthMethod, ClientConfig, ClientSubjectType};
pub use compat::{AppPasswordsConfig, CompatConfig};
pub use database::{DatabaseConfig, DatabaseTarget, PostgresTarget, SslMode};
pub use dump::Secrets;
pub use email::{EmailConfig, EmailTransport, NoticesConfig, SmtpMode};
pub use experimental::{ExperimentalConfig, InactiveSessionExpirationConfig};
pub use http::HttpConfig;
pub use http_client::HttpClientConfig;
pub use listeners::{Bind, BindConfig, ListenerConfig, SocketKind, TlsConfig};
pub use load::{Loaded, load};
pub use matrix::{HomeserverKind, MatrixConfig};
pub use oauth::OauthConfig;
pub use passwords::{Algorithm, PasswordScheme, PasswordsConfig};
pub use problem::{ConfigError, Position, Problem, Warning};
pub use rate_limiting::{Rate, RateLimitingConfig};
pub use resources::{ResourceConfig, ResourceName};
pub use schema::json_schema;
pub use secrets::{KeyConfig, KeyRotationConfig, SecretsConfig};
pub use telemetry::{LogConfig, LogFormat, TelemetryConfig};
pub use templates::TemplatesConfig;

/// Configuration of Gatehouse.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Web server: public address and listeners.
    pub http: HttpConfig,
    /// Database. Without `uri` or connection fields: SQLite in the data directory.
    pub database: DatabaseConfig,
    /// Encryption key and signing keys. Without them: created in the data directory.
    pub secrets: SecretsConfig,
    /// The Matrix homeserver. Without this section Gatehouse is a plain OpenID provider.
    #[schemars(extend("default" = {"kind": "none"}))]
    pub matrix: MatrixConfig,
    /// How passwords are checked and hashed.
    pub passwords: PasswordsConfig,
    /// What people may do with their own account.
    pub account: AccountConfig,
    /// Ways in which apps get their tokens.
    pub oauth: OauthConfig,
    /// What older Matrix clients may do.
    pub compat: CompatConfig,
    /// Mail: from whom it comes, and how it is sent.
    pub email: EmailConfig,
    /// How often things may be tried before the next attempt has to wait.
    pub rate_limiting: RateLimitingConfig,
    /// What is downloaded from addresses that clients name.
    pub http_client: HttpClientConfig,
    /// Apps that register themselves.
    pub client_registration: ClientRegistrationConfig,
    /// Clients that exist without having registered themselves.
    pub clients: Vec<ClientConfig>,
    /// Names, links and looks of pages.
    pub branding: BrandingConfig,
    /// Own templates, texts and assets.
    pub templates: TemplatesConfig,
    /// Logs.
    pub telemetry: TelemetryConfig,
    /// Options that may change their name or go away.
    pub experimental: ExperimentalConfig,
}
