use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::scope::{Scope, Section};

/// Names and links shown on pages.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BrandingConfig {
    /// Name of the service. Default: the host of `http.public_base`.
    pub service_name: Option<String>,
    /// Privacy policy, linked at the foot of pages and given to clients as `op_policy_uri`.
    pub policy_uri: Option<Url>,
    /// Terms of service, linked at the foot of pages and given to clients as `op_tos_uri`.
    pub tos_uri: Option<Url>,
    /// Legal imprint, shown at the foot of pages.
    pub imprint: Option<String>,
}

impl Section for BrandingConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        for (key, link) in [("policy_uri", &self.policy_uri), ("tos_uri", &self.tos_uri)] {
            // Shown as a link: `javascript:` and the like must not come this way.
            if let Some(link) = link
                && !matches!(link.scheme(), "http" | "https")
            {
                scope.key(key).error("must be an http or https URL");
            }
        }
    }
}
