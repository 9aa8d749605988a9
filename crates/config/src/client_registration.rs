use std::{path::PathBuf, time::Duration};

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::experimental::seconds;
use crate::scope::{Scope, Section};

/// Apps that register themselves, as all Matrix clients do.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own for the operator"
)]
pub struct ClientRegistrationConfig {
    /// Whether apps may register themselves. Matrix clients can't do without.
    pub enabled: bool,
    /// What apps have to show to register, as `Authorization: Bearer`. Matrix clients have nothing to show.
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub initial_access_token: Option<SecretString>,
    /// File that holds the initial access token.
    pub initial_access_token_file: Option<PathBuf>,
    /// Hosts on which, or below which, apps have to be at home. Empty: any.
    pub allowed_hosts: Vec<String>,
    /// Whether apps may leave out `client_uri`, and need not say where they are at home.
    pub allow_missing_client_uri: bool,
    /// Whether other addresses of an app may be on other hosts than its `client_uri`.
    pub allow_host_mismatch: bool,
    /// Whether addresses of an app may be http, localhost or an IP address: for trials only.
    pub allow_insecure_uris: bool,
    /// Seconds after which a registration is forgotten for which nobody has asked since. One with a session stays.
    #[serde(with = "seconds")]
    #[schemars(with = "u64", range(min = 86400))]
    pub unused_after: Duration,
}

impl Default for ClientRegistrationConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            initial_access_token: None,
            initial_access_token_file: None,
            allowed_hosts: Vec::new(),
            allow_missing_client_uri: false,
            allow_host_mismatch: false,
            allow_insecure_uris: false,
            unused_after: Duration::from_hours(60 * 24),
        }
    }
}

impl Section for ClientRegistrationConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        let by_file = self.initial_access_token_file.is_some();
        scope.secret(
            "initial_access_token",
            &mut self.initial_access_token,
            self.initial_access_token_file.as_deref(),
        );
        let token = self.initial_access_token.as_ref().map(ExposeSecret::expose_secret);
        // As `Authorization: Bearer` can carry it (RFC 6750 §2.1).
        if token.is_some_and(|token| token.len() < 16 || !token.bytes().all(|byte| byte.is_ascii_graphic())) {
            scope
                .given("initial_access_token", by_file)
                .error("must be at least 16 letters, digits and signs, without spaces");
        }
        for (index, host) in self.allowed_hosts.iter_mut().enumerate() {
            match url::Host::parse(host) {
                // As URLs have it: in lower case and Punycode.
                Ok(parsed) => *host = parsed.to_string(),
                Err(_) => scope
                    .key("allowed_hosts")
                    .item(index)
                    .error("must be a host such as example.org, which stands for all below it, too"),
            }
        }
        if self.enabled && self.allow_insecure_uris {
            scope
                .key("allow_insecure_uris")
                .warning("is for trials: what apps send and receive can be read on the way");
        }
    }
}
