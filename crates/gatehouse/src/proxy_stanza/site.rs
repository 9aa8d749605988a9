//! What is to be proxied, and where to.

use std::path::PathBuf;

use gatehouse_config::{Bind, Config, ListenerConfig, ResourceName};
use ipnet::IpNet;

use super::Proxy;
use crate::doctor::authority;

/// What older clients sign in and out by: ours, wherever the rest of `/_matrix` leads.
pub const COMPAT: &str =
    "^/_matrix/(client/(api/)?[^/]+/(login(/.*)?|logout(/all)?|refresh)|static/client/login(/.*)?)$";

/// What is to be proxied, and where to.
pub struct Site {
    /// Name that browsers use.
    pub host: String,
    /// Port that browsers use, unless it is that of the scheme.
    pub port: Option<u16>,
    pub is_https: bool,
    /// Path that browsers use, without a slash at its end; empty for the whole host.
    pub path: String,
    pub upstream: Upstream,
    /// Where the proxy finds the homeserver, unless the listener passes requests on.
    pub homeserver: Option<Homeserver>,
    /// Clients send uploads and hold requests for long, to the listener or past it.
    pub has_clients: bool,
    trusted: Vec<IpNet>,
    /// Browsers speak to the listener without a proxy.
    is_listener: bool,
}

/// The listener, as the proxy sees it.
pub struct Upstream {
    pub socket: Socket,
    /// The path below which it serves, without a slash at its end.
    pub prefix: String,
    pub tls: bool,
    /// It wants a PROXY protocol header.
    pub proxy_protocol: bool,
}

/// The homeserver, as the proxy sees it.
pub struct Homeserver {
    pub scheme: String,
    /// Host and port.
    pub authority: String,
    /// The path below which it serves, without a slash at its end.
    pub path: String,
}

impl Homeserver {
    fn new(config: &Config) -> Self {
        let endpoint = &config.matrix.endpoint;
        let host = endpoint.host_str().unwrap_or("localhost");
        Self {
            scheme: endpoint.scheme().to_owned(),
            authority: authority(host, endpoint.port_or_known_default().unwrap_or(80)),
            path: endpoint.path().trim_end_matches('/').to_owned(),
        }
    }

    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    pub fn is_https(&self) -> bool {
        self.scheme == "https"
    }
}

/// Where the listener listens.
pub enum Socket {
    Tcp(String),
    Unix(PathBuf),
    /// Whatever systemd hands over.
    Inherited,
}

impl Site {
    pub fn new(config: &Config) -> Self {
        let public = &config.http.public_base;
        let upstream = Upstream::new(&config.http.listeners);
        let has_clients = config.matrix.kind.is_some();
        let passes_on =
            listener(&config.http.listeners).is_some_and(|listener| listener.serves(ResourceName::Homeserver));
        let by_browsers = public
            .host_str()
            .zip(public.port_or_known_default())
            .map(|(host, port)| authority(host, port));
        Self {
            host: public.host_str().unwrap_or("localhost").to_owned(),
            port: public.port(),
            is_https: public.scheme() == "https",
            path: public.path().trim_end_matches('/').to_owned(),
            is_listener: by_browsers.as_deref() == upstream.authority(),
            upstream,
            homeserver: (has_clients && !passes_on).then(|| Homeserver::new(config)),
            has_clients,
            trusted: config.http.trusted_proxies.clone(),
        }
    }

    /// What the operator has to see to beside the stanza.
    pub fn notes(&self, proxy: Proxy) -> Vec<String> {
        let mut notes = Vec::new();
        if self.is_listener {
            notes.push(
                "http.public_base leads to the listener itself: to use a proxy, set it to the proxy's address."
                    .to_owned(),
            );
        }
        let networks: Vec<String> = self.trusted.iter().map(IpNet::to_string).collect();
        notes.push(if networks.is_empty() {
            "http.trusted_proxies is empty: name the address of the proxy there.".to_owned()
        } else {
            format!(
                "The proxy's own address must be in http.trusted_proxies: {}.",
                networks.join(", ")
            )
        });
        if self.homeserver.is_some() {
            notes.push(
                "If Matrix clients use another host, the parts about /_matrix belong there; /.well-known/matrix/client \
                 names it."
                    .to_owned(),
            );
        }
        notes.extend(self.notes_about(proxy));
        match &self.upstream.socket {
            Socket::Inherited => {
                notes.push("Instead of 127.0.0.1:8080: the socket that systemd hands over.".to_owned());
            }
            Socket::Unix(_) if proxy == Proxy::Traefik => {
                notes.push(
                    "Traefik does not speak to Unix sockets: add a bind on a TCP port, here 127.0.0.1:8080.".to_owned(),
                );
            }
            _ => {}
        }
        if self.upstream.proxy_protocol && !matches!(proxy, Proxy::Caddy | Proxy::Haproxy) {
            notes.push("This proxy sends no PROXY protocol header with HTTP: set proxy_protocol to false.".to_owned());
        }
        if self.upstream.tls {
            notes.push("The proxy must trust the certificate of the listener.".to_owned());
        }
        notes
    }
}

impl Site {
    /// What the stanza can't say, or wants to have.
    fn notes_about(&self, proxy: Proxy) -> Option<String> {
        let note = match proxy {
            Proxy::Apache => "Needs the modules headers, proxy, proxy_http and, for https, ssl.",
            Proxy::Haproxy if self.is_https => "The file of the certificate holds the key as well.",
            Proxy::Traefik if self.has_clients => {
                "Uploads are cut off after a minute, unless the static configuration sets \
                 entryPoints.NAME.transport.respondingTimeouts.readTimeout to 0."
            }
            _ => return None,
        };
        Some(note.to_owned())
    }
}

impl Upstream {
    fn new(listeners: &[ListenerConfig]) -> Self {
        let listener = listener(listeners);
        let bind = listener.and_then(|listener| listener.binds.first());
        Self {
            socket: bind.map_or(Socket::Inherited, |bind| Socket::new(bind.target())),
            prefix: listener
                .and_then(|listener| listener.prefix.clone())
                .unwrap_or_default(),
            tls: listener.is_some_and(|listener| listener.tls.is_some()),
            proxy_protocol: listener.is_some_and(|listener| listener.proxy_protocol),
        }
    }

    pub fn scheme(&self) -> &'static str {
        if self.tls { "https" } else { "http" }
    }

    /// Host and port; none for a Unix socket.
    pub fn authority(&self) -> Option<&str> {
        match &self.socket {
            Socket::Tcp(authority) => Some(authority),
            Socket::Unix(_) => None,
            Socket::Inherited => Some("127.0.0.1:8080"),
        }
    }
}

impl Socket {
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
    let mut serving = listeners.iter().filter(|listener| listener.serves(ResourceName::Oauth));
    serving.next().or(listeners.first())
}
