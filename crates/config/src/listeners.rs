use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::{SecretSlice, SecretString};
use serde::{Deserialize, Serialize};

use crate::resources::{ResourceConfig, ResourceName};
use crate::scope::Scope;

/// A set of sockets and what is served on them.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ListenerConfig {
    /// Name shown in logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is served.
    #[schemars(length(min = 1))]
    pub resources: Vec<ResourceConfig>,
    /// Path under which all of it is served, such as `/auth`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Sockets: each `{host, port}`, `{address}`, `{socket, mode}` or `{fd, kind}`.
    #[schemars(length(min = 1))]
    pub binds: Vec<BindConfig>,
    /// Whether connections start with a PROXY protocol header.
    #[serde(default)]
    pub proxy_protocol: bool,
    /// Serve TLS with this certificate.
    #[serde(default, skip_serializing)]
    pub tls: Option<TlsConfig>,
}

impl Default for ListenerConfig {
    fn default() -> Self {
        use ResourceName::{Assets, Compat, Discovery, Health, Human, Oauth};
        Self {
            name: Some("web".to_owned()),
            resources: [Discovery, Human, Oauth, Compat, Assets, Health]
                .map(ResourceConfig::from)
                .into(),
            prefix: None,
            binds: vec![BindConfig {
                host: Some("localhost".to_owned()),
                port: Some(8080),
                ..BindConfig::default()
            }],
            proxy_protocol: false,
            tls: None,
        }
    }
}

impl ListenerConfig {
    /// Whether this is among its resources.
    pub fn serves(&self, name: ResourceName) -> bool {
        self.resources.iter().any(|resource| resource.name == name)
    }

    pub(crate) fn settle(&mut self, scope: &mut Scope<'_>) {
        for (index, resource) in self.resources.iter().enumerate() {
            resource.check(&mut scope.key("resources").item(index));
        }
        for (index, bind) in self.binds.iter().enumerate() {
            bind.check(&mut scope.key("binds").item(index));
        }
        if let Some(prefix) = self.prefix.take() {
            if prefix.contains(['?', '#', '{', '}']) {
                scope.key("prefix").error("must be a plain path");
            }
            let path = prefix.trim_matches('/');
            self.prefix = (!path.is_empty()).then(|| format!("/{path}"));
        }
        if let Some(tls) = &mut self.tls {
            tls.settle(&mut scope.key("tls"));
        }
    }
}

/// A socket to listen on.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct BindConfig {
    /// Host name or address; without it all addresses. Goes with `port`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// TCP port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Address and port in one, such as `[::]:8080`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Path of a Unix socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket: Option<PathBuf>,
    /// Permissions of the Unix socket, in octal, such as `"660"`. Default: as the umask says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Index among the sockets handed over by systemd, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fd: Option<usize>,
    /// Kind of the socket handed over by systemd. Default: `tcp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<SocketKind>,
}

/// Kind of a socket that was handed over.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SocketKind {
    /// TCP socket.
    #[default]
    Tcp,
    /// Unix socket.
    Unix,
}

/// A socket to listen on, in the one form it was given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Bind {
    /// TCP on a host, or on all addresses, and a port.
    Host { host: Option<String>, port: u16 },
    /// TCP on `address:port`.
    Address(String),
    /// Unix socket, with its permissions.
    Unix { path: PathBuf, mode: Option<u32> },
    /// Socket handed over by systemd.
    Inherited { fd: usize, kind: SocketKind },
}

impl BindConfig {
    /// The one form in which the socket was given.
    pub fn target(&self) -> Bind {
        if let Some(port) = self.port {
            Bind::Host {
                host: self.host.clone(),
                port,
            }
        } else if let Some(address) = &self.address {
            Bind::Address(address.clone())
        } else if let Some(path) = &self.socket {
            Bind::Unix {
                path: path.clone(),
                mode: self.mode.as_deref().and_then(octal),
            }
        } else {
            Bind::Inherited {
                fd: self.fd.unwrap_or_default(),
                kind: self.kind.unwrap_or_default(),
            }
        }
    }

    fn check(&self, scope: &mut Scope<'_>) {
        let forms = [
            self.port.is_some() || self.host.is_some(),
            self.address.is_some(),
            self.socket.is_some() || self.mode.is_some(),
            self.fd.is_some() || self.kind.is_some(),
        ];
        match forms.into_iter().filter(|given| *given).count() {
            0 => scope.error("needs `port`, `address`, `socket` or `fd`"),
            1 => {}
            _ => scope.error("mixes forms: give `host` and `port`, `address`, `socket`, or `fd` alone"),
        }
        if self.host.is_some() && self.port.is_none() {
            scope.error("`host` needs `port`");
        }
        if self.mode.is_some() && self.socket.is_none() {
            scope.error("`mode` needs `socket`");
        }
        if let Some(address) = &self.address
            && address
                .rsplit_once(':')
                .is_none_or(|(host, port)| host.is_empty() || port.parse::<u16>().is_err())
        {
            scope
                .key("address")
                .error("must be an address and a port, such as `[::]:8080`");
        }
        if let Some(mode) = &self.mode
            && octal(mode).is_none()
        {
            scope.key("mode").error("must be octal, such as \"660\"");
        }
    }
}

fn octal(mode: &str) -> Option<u32> {
    u32::from_str_radix(mode, 8).ok().filter(|mode| *mode <= 0o777)
}

/// Certificate and key of a listener.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TlsConfig {
    /// Certificate chain, PEM.
    pub certificate: Option<String>,
    /// File that holds the certificate chain, PEM.
    pub certificate_file: Option<PathBuf>,
    /// Private key, PEM.
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub key: Option<SecretString>,
    /// File that holds the private key, PEM or DER.
    pub key_file: Option<PathBuf>,
    /// Password of the private key.
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub password: Option<SecretString>,
    /// File that holds the password of the private key.
    pub password_file: Option<PathBuf>,
    #[serde(skip)]
    key_bytes: SecretSlice<u8>,
}

impl TlsConfig {
    /// The certificate chain, PEM.
    pub fn certificate(&self) -> &str {
        self.certificate.as_deref().unwrap_or_default()
    }

    /// The private key, PEM or DER.
    pub fn key(&self) -> &SecretSlice<u8> {
        &self.key_bytes
    }

    fn settle(&mut self, scope: &mut Scope<'_>) {
        scope.text("certificate", &mut self.certificate, self.certificate_file.as_deref());
        scope.secret("password", &mut self.password, self.password_file.as_deref());
        match scope.bytes("key", self.key.as_ref(), self.key_file.as_deref()) {
            Some(bytes) => self.key_bytes = bytes,
            None if self.key_file.is_none() => scope.error("needs `key` or `key_file`"),
            None => {}
        }
        if self.certificate.is_none() && self.certificate_file.is_none() {
            scope.error("needs `certificate` or `certificate_file`");
        }
    }
}
