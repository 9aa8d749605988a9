//! The older Client-Server login API of Matrix: what apps that don't speak OAuth 2.0 sign in and out with.

pub mod login;
pub mod logout;
pub mod refresh;

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use gatehouse_domain::User;
use ipnet::IpNet;

/// What older apps may do.
#[derive(Debug, Clone)]
pub struct CompatSettings {
    /// Sign in with a password, where passwords are in use at all.
    pub password_login_enabled: bool,
    /// Sign in through the browser.
    pub sso_login_enabled: bool,
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

    /// Whether this person may sign in with older apps.
    pub fn is_for(&self, user: &User) -> bool {
        let users = self.users.as_ref();
        users.is_none_or(|users| users.contains(user.username.as_str()))
    }
}
