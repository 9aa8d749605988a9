//! The older Client-Server login API of Matrix: what apps that don't speak OAuth 2.0 sign in and out with.

pub mod login;
pub mod logout;
pub mod refresh;
pub mod sso;

use std::time::Duration;

/// What older apps may do.
#[derive(Debug, Clone)]
pub struct CompatSettings {
    /// Sign in with a password, where passwords are in use at all.
    pub password_login_enabled: bool,
    /// Sign in through the browser.
    pub sso_login_enabled: bool,
    /// Of the tokens of apps that can refresh them; those of others never expire.
    pub access_token_lifetime: Duration,
}

/// As the configuration has them by default.
impl Default for CompatSettings {
    fn default() -> Self {
        Self {
            password_login_enabled: true,
            sso_login_enabled: true,
            access_token_lifetime: Duration::from_mins(5),
        }
    }
}
