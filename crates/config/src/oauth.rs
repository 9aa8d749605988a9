use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scope::Section;

/// Ways in which apps get their tokens.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct OauthConfig {
    /// Whether a device can be signed in from another one, by a code or a QR code (RFC 8628).
    pub device_code_grant_enabled: bool,
    /// Whether a link that has the code in it fills in the field for the code.
    pub device_code_user_code_auto_fill_enabled: bool,
}

impl Default for OauthConfig {
    fn default() -> Self {
        Self {
            device_code_grant_enabled: true,
            device_code_user_code_auto_fill_enabled: false,
        }
    }
}

impl Section for OauthConfig {}
