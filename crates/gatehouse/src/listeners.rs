//! The configured listeners: their sockets, TLS, the PROXY protocol, and serving HTTP on them until the end.

mod connection;
mod proxy_protocol;
mod serve;
mod shard;
mod socket;
mod socket_file;
mod stall;
mod tls;

use std::fmt::{self, Display};
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use gatehouse_config::{ListenerConfig, ResourceConfig, ResourceName};
use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio_rustls::TlsAcceptor;

pub use self::serve::{Shutdown, serve};
use self::socket::Socket;

/// Where a socket listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// TCP, with the port that was assigned if the configured one was 0.
    Tcp(SocketAddr),
    /// Unix socket; one that was handed over need not have a path.
    Unix(Option<PathBuf>),
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(Some(path)) => write!(f, "unix:{}", path.display()),
            Self::Unix(None) => f.write_str("unix:"),
        }
    }
}

/// A listener whose sockets listen: connections are queued until it is served.
pub struct BoundListener {
    name: String,
    resources: Vec<ResourceConfig>,
    prefix: Option<String>,
    sockets: Vec<Socket>,
    addresses: Vec<Address>,
    tls: Option<TlsAcceptor>,
    proxy_protocol: bool,
}

impl BoundListener {
    /// Its name in logs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is to be served.
    pub fn resources(&self) -> &[ResourceConfig] {
        &self.resources
    }

    /// Whether most of what is asked for there is passed on to the homeserver.
    fn is_proxy(&self) -> bool {
        self.resources
            .iter()
            .any(|resource| resource.name == ResourceName::Homeserver)
    }

    /// The path under which all of it is to be served, such as `/auth`.
    pub fn prefix(&self) -> Option<&str> {
        self.prefix.as_deref()
    }

    /// Where it listens: a name may stand for several addresses.
    pub fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// The same as a person would type them into a browser; Unix sockets as [`Address`] shows them.
    pub fn urls(&self) -> impl Iterator<Item = String> {
        let scheme = if self.uses_tls() { "https" } else { "http" };
        self.addresses.iter().map(move |address| match address {
            Address::Tcp(address) => format!("{scheme}://{address}{}", self.prefix().unwrap_or_default()),
            Address::Unix(_) => address.to_string(),
        })
    }

    /// Whether it speaks https.
    pub fn uses_tls(&self) -> bool {
        self.tls.is_some()
    }

    async fn bind(index: usize, config: &ListenerConfig, inherited: &mut ListenFd) -> anyhow::Result<Self> {
        let name = config.name.clone().unwrap_or_else(|| index.to_string());
        let of_listener = || format!("the listener `{name}`");
        let tls = config.tls.as_ref().map(tls::acceptor);
        let tls = tls.transpose().with_context(of_listener)?;
        let mut sockets = Vec::new();
        for bind in &config.binds {
            let opened = socket::open(&bind.target(), inherited).await;
            sockets.extend(opened.with_context(of_listener)?);
        }
        let addresses: std::io::Result<_> = sockets.iter().map(Socket::address).collect();
        Ok(Self {
            addresses: addresses.with_context(of_listener)?,
            resources: config.resources.clone(),
            prefix: config.prefix.clone(),
            proxy_protocol: config.proxy_protocol,
            name,
            sockets,
            tls,
        })
    }
}

/// Opens all sockets, so that a conflict is known before anything starts.
///
/// To be called once: sockets handed over by systemd can be taken once.
pub async fn bind(config: &[ListenerConfig]) -> anyhow::Result<Vec<BoundListener>> {
    let mut inherited = ListenFd::from_env();
    let mut bound = Vec::with_capacity(config.len());
    for (index, config) in config.iter().enumerate() {
        bound.push(BoundListener::bind(index, config, &mut inherited).await?);
    }
    Ok(bound)
}

/// Tells systemd, if it wants to know, that requests are served.
pub fn notify_ready() {
    notify(NotifyState::Ready);
}

/// Tells systemd, if it wants to know, that the end has begun.
pub fn notify_stopping() {
    notify(NotifyState::Stopping);
}

fn notify(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd was not told the state of the server");
    }
}

#[cfg(test)]
mod tests;
