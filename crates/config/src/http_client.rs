use std::path::PathBuf;

use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::scope::{Scope, Section};

/// What is downloaded from addresses that clients name: their keys, requests, pictures and lists of redirect URIs.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HttpClientConfig {
    /// Networks that may be asked although they are private, such as 10.1.0.0/16. By default only public addresses are.
    #[schemars(with = "Vec<String>")]
    pub allowed_networks: Vec<IpNet>,
    /// Whether http may be spoken: for trials only.
    pub allow_http: bool,
    /// Certificates of authorities that are trusted beside those of the machine, PEM.
    pub ca: Option<String>,
    /// File that holds these certificates.
    pub ca_file: Option<PathBuf>,
}

impl Section for HttpClientConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        scope.text("ca", &mut self.ca, self.ca_file.as_deref());
        if self.allow_http {
            scope
                .key("allow_http")
                .warning("is for trials: the keys of clients can be changed on the way");
        }
    }
}
