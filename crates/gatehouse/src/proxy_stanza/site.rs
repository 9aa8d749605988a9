//! What is to be proxied, and where to.

use std::path::PathBuf;

use gatehouse_config::{Bind, Config, ListenerConfig, ResourceName};
use ipnet::IpNet;

use super::Proxy;
use crate::doctor::authority;

/// What is to be proxied, and where to.
pub struct Site {
    /// Name that browsers use.
    pub host: String,
    /// Port that browsers use, unless it is that of the scheme.
    pub port: Option<u16>,
    pub is_https: bool,
    /// Path that browsers use, without a slash at its end; empty for the whole host.
    pub path: String,
    /// The same at the listener.
    pub prefix: String,
    pub upstream: Upstream,
    /// The listener speaks TLS.
    pub upstream_tls: bool,
    /// The listener wants a PROXY protocol header.
    pub proxy_protocol: bool,
    trusted: Vec<IpNet>,
    has_homeserver: bool,
}

/// The listener's socket.
pub enum Upstream {
    Tcp(String),
    Unix(PathBuf),
    /// Whatever systemd hands over.
    Inherited,
}

impl Site {
    pub fn new(config: &Config) -> Self {
        let public = &config.http.public_base;
        let listener = listener(&config.http.listeners);
        let bind = listener.and_then(|listener| listener.binds.first());
        Self {
            host: public.host_str().unwrap_or("localhost").to_owned(),
            port: public.port(),
            is_https: public.scheme() == "https",
            path: public.path().trim_end_matches('/').to_owned(),
            prefix: listener
                .and_then(|listener| listener.prefix.clone())
                .unwrap_or_default(),
            upstream: bind.map_or(Upstream::Inherited, |bind| Upstream::new(bind.target())),
            upstream_tls: listener.is_some_and(|listener| listener.tls.is_some()),
            proxy_protocol: listener.is_some_and(|listener| listener.proxy_protocol),
            trusted: config.http.trusted_proxies.clone(),
            has_homeserver: config.matrix.kind.is_some(),
        }
    }

    /// `http` or `https`, towards the listener.
    pub fn upstream_scheme(&self) -> &'static str {
        if self.upstream_tls { "https" } else { "http" }
    }

    /// Host and port of the listener; none for a Unix socket.
    pub fn upstream_authority(&self) -> Option<&str> {
        match &self.upstream {
            Upstream::Tcp(authority) => Some(authority),
            Upstream::Unix(_) => None,
            Upstream::Inherited => Some("127.0.0.1:8080"),
        }
    }

    /// What the operator has to see to beside the stanza.
    pub fn notes(&self, proxy: Proxy) -> Vec<String> {
        let mut notes = Vec::new();
        let networks: Vec<String> = self.trusted.iter().map(IpNet::to_string).collect();
        notes.push(if networks.is_empty() {
            "http.trusted_proxies is empty: name the address of the proxy there.".to_owned()
        } else {
            format!(
                "The proxy's own address must be in http.trusted_proxies: {}.",
                networks.join(", ")
            )
        });
        if self.has_homeserver {
            notes.push("Paths of the homeserver, /_matrix and /_synapse, go on leading to the homeserver.".to_owned());
        }
        match &self.upstream {
            Upstream::Inherited => {
                notes.push("Instead of 127.0.0.1:8080: the socket that systemd hands over.".to_owned())
            }
            Upstream::Unix(_) if proxy == Proxy::Traefik => {
                notes.push(
                    "Traefik does not speak to Unix sockets: add a bind on a TCP port, here 127.0.0.1:8080.".to_owned(),
                );
            }
            _ => {}
        }
        if self.proxy_protocol && proxy != Proxy::Caddy {
            notes.push("This proxy sends no PROXY protocol header with HTTP: set proxy_protocol to false.".to_owned());
        }
        if self.upstream_tls {
            notes.push("The proxy must trust the certificate of the listener.".to_owned());
        }
        notes
    }
}

impl Upstream {
    fn new(bind: Bind) -> Self {
        match bind {
            Bind::Host { host, port } => Self::Tcp(authority(host.as_deref().unwrap_or_default(), port)),
            Bind::Address(address) => match address.rsplit_once(':') {
                Some((host, port)) => Self::Tcp(authority(host, port.parse().unwrap_or_default())),
                None => Self::Tcp(address),
            },
            Bind::Unix { path, .. } => Self::Unix(path),
            Bind::Inherited { .. } => Self::Inherited,
        }
    }
}

/// The listener that apps speak to.
fn listener(listeners: &[ListenerConfig]) -> Option<&ListenerConfig> {
    let serves = |listener: &&ListenerConfig| {
        let mut names = listener.resources.iter().map(|resource| resource.name);
        names.any(|name| name == ResourceName::Oauth)
    };
    listeners.iter().find(serves).or(listeners.first())
}
