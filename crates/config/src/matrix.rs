use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::scope::{Scope, Section};

/// The Matrix homeserver.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatrixConfig {
    /// Which kind of homeserver. Without the section `matrix`: `none`.
    #[serde(default = "synapse")]
    pub kind: HomeserverKind,
    /// Server name of the homeserver: what stands behind the colon in a user id.
    #[serde(default = "homeserver")]
    pub homeserver: String,
    /// Address at which this service reaches the homeserver.
    #[serde(default = "endpoint")]
    pub endpoint: Url,
    /// Secret shared with the homeserver.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub secret: Option<SecretString>,
    /// File that holds the secret shared with the homeserver.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
}

impl Default for MatrixConfig {
    fn default() -> Self {
        Self {
            kind: HomeserverKind::None,
            homeserver: homeserver(),
            endpoint: endpoint(),
            secret: None,
            secret_file: None,
        }
    }
}

/// Kind of homeserver.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HomeserverKind {
    /// Synapse 1.136 or newer.
    Synapse,
    /// The same as `synapse`.
    SynapseModern,
    /// Synapse, from which is only read: for trying things out.
    SynapseReadOnly,
    /// No homeserver: a plain OpenID provider.
    None,
}

impl HomeserverKind {
    /// Whether there is a homeserver to talk to.
    pub fn is_some(self) -> bool {
        self != Self::None
    }
}

impl Section for MatrixConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        scope.secret("secret", &mut self.secret, self.secret_file.as_deref());
        if !self.kind.is_some() {
            return;
        }
        if self.secret.is_none() && self.secret_file.is_none() {
            scope.error("needs `secret` or `secret_file`, the secret shared with the homeserver");
        }
        if self.homeserver.is_empty()
            || self
                .homeserver
                .contains(|c: char| matches!(c, '/' | '@' | '?' | '#') || c.is_whitespace())
        {
            scope
                .key("homeserver")
                .error("must be a server name, such as `example.org`, not a URL");
        }
        if !matches!(self.endpoint.scheme(), "http" | "https") {
            scope.key("endpoint").error("must be an http or https URL");
        }
    }
}

fn synapse() -> HomeserverKind {
    HomeserverKind::Synapse
}

fn homeserver() -> String {
    "localhost:8008".to_owned()
}

#[expect(
    clippy::expect_used,
    reason = "the text is constant; the first test fails if it does not parse"
)]
fn endpoint() -> Url {
    "http://localhost:8008/".parse().expect("a URL")
}
