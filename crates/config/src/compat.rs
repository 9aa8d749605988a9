use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scope::Section;

/// What older Matrix clients may do, where the resource `compat` is served.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompatConfig {
    /// Whether they may sign in with a password, where `passwords` are enabled.
    pub password_login_enabled: bool,
    /// Whether they may sign in through the browser (`m.login.sso`).
    pub sso_login_enabled: bool,
}

impl Default for CompatConfig {
    fn default() -> Self {
        Self {
            password_login_enabled: true,
            sso_login_enabled: true,
        }
    }
}

impl Section for CompatConfig {}
