use ipnet::IpNet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{http::Cidr, scope::Section};

/// What older Matrix clients may do, where the resource `compat` is served.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompatConfig {
    /// Whether they may sign in with a password, where `passwords` are enabled.
    pub password_login_enabled: bool,
    /// Whether they may sign in through the browser (`m.login.sso`).
    pub sso_login_enabled: bool,
    /// Passwords that people make for one of them each, in their account.
    pub app_passwords: AppPasswordsConfig,
    /// Networks from which they may sign in. Empty: from everywhere. Who is signed in stays so anywhere.
    #[schemars(with = "Vec<Cidr>")]
    pub networks: Vec<IpNet>,
    /// Usernames of those who may sign in with them. Absent: everybody. Who is signed in stays so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<String>>,
}

/// What becomes of passwords that people make for one older client each.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AppPasswordsConfig {
    /// They work beside the password of the account.
    Allowed,
    /// They work in place of it.
    Required,
    /// There are none.
    Off,
}

impl Default for CompatConfig {
    fn default() -> Self {
        Self {
            password_login_enabled: true,
            sso_login_enabled: true,
            app_passwords: AppPasswordsConfig::Allowed,
            networks: Vec::new(),
            users: None,
        }
    }
}

impl Section for CompatConfig {}
