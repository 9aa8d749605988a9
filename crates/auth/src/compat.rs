//! The older Client-Server login API of Matrix: what apps that don't speak OAuth 2.0 sign in and out with.

pub mod issue;
pub mod login;
pub mod logout;
mod password;
pub mod refresh;
pub mod sso;
mod start;

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use gatehouse_domain::User;
use ipnet::IpNet;

pub use start::{LoggedIn, Wish};

/// Passwords that people make for one older app each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AppPasswords {
    /// Beside the password of the account.
    #[default]
    Allowed,
    /// In place of it.
    Required,
    Off,
}

/// What older apps may do.
#[derive(Debug, Clone)]
pub struct CompatSettings {
    /// Sign in with a password: that of the account, where passwords are in use at all, or one for this app.
    pub password_login_enabled: bool,
    /// Sign in through the browser.
    pub sso_login_enabled: bool,
    pub app_passwords: AppPasswords,
    /// From where they may sign in; empty for everywhere.
    pub networks: Vec<IpNet>,
    /// The usernames of those who may sign in with them; none for everybody.
    pub users: Option<BTreeSet<String>>,
    /// Of the tokens of apps that can refresh them; those of others never expire.
    pub access_token_lifetime: Duration,
}

/// As the configuration has them by default.
impl Default for CompatSettings {
    fn default() -> Self {
        Self {
            password_login_enabled: true,
            sso_login_enabled: true,
            app_passwords: AppPasswords::default(),
            networks: Vec::new(),
            users: None,
            access_token_lifetime: Duration::from_mins(5),
        }
    }
}

impl CompatSettings {
    /// Whether older apps may sign in from this address. One that is not known came by a socket of this machine.
    pub fn is_open_to(&self, ip: Option<IpAddr>) -> bool {
        let ip = ip.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ip| ip.to_canonical());
        self.networks.is_empty() || self.networks.iter().any(|network| network.contains(&ip))
    }

    /// Whether a password of the kind that people make for one app signs anybody in.
    pub fn takes_app_passwords(&self) -> bool {
        self.password_login_enabled && self.app_passwords != AppPasswords::Off
    }

    /// Whether this person may sign in with older apps.
    pub fn is_for(&self, user: &User) -> bool {
        let users = self.users.as_ref();
        users.is_none_or(|users| users.contains(user.username.as_str()))
    }
}
