use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scope::Scope;

/// Something that can be served by a listener.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceConfig {
    /// Which part of the service.
    pub name: ResourceName,
    /// With `homeserver`: serve its admin API, `/_synapse/admin`, as well.
    #[serde(default, skip_serializing_if = "is_false")]
    pub admin: bool,
    /// With `homeserver`: serve `/.well-known/matrix/client` and `/.well-known/matrix/server`, by which it is found.
    #[serde(default, skip_serializing_if = "is_false")]
    pub well_known: bool,
}

impl From<ResourceName> for ResourceConfig {
    fn from(name: ResourceName) -> Self {
        Self {
            name,
            admin: false,
            well_known: false,
        }
    }
}

impl ResourceConfig {
    pub(crate) fn check(self, scope: &mut Scope<'_>) {
        if !self.name.is_served() {
            scope.warning("is not served by this version");
        }
        for (key, is_set) in [("admin", self.admin), ("well_known", self.well_known)] {
            if is_set && self.name != ResourceName::Homeserver {
                scope.key(key).error("goes with the resource `homeserver`");
            }
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Part of the service.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceName {
    /// Discovery documents.
    Discovery,
    /// Pages for people.
    Human,
    /// The endpoints of OAuth 2.0 and OpenID Connect.
    Oauth,
    /// Style sheets, scripts and icons of the pages.
    Assets,
    /// `/health`, which checks the database.
    Health,
    /// The homeserver itself: what is below `/_matrix` and `/_synapse/client` is passed on to `matrix.endpoint`.
    Homeserver,
    /// The API with which older Matrix clients sign in and out.
    Compat,
    /// API for operators; not served by this version.
    Adminapi,
    /// GraphQL API of Matrix Authentication Service; not served by this version.
    Graphql,
    /// Metrics; not served by this version.
    Prometheus,
    /// How the connection looks from here; not served by this version.
    ConnectionInfo,
}

impl ResourceName {
    /// Whether this version has it.
    pub fn is_served(self) -> bool {
        matches!(
            self,
            Self::Discovery | Self::Human | Self::Oauth | Self::Compat | Self::Assets | Self::Health | Self::Homeserver
        )
    }
}
