use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::experimental::{optional_seconds, seconds};
use crate::scope::{Scope, Section};

/// Database: `uri`, or the fields of a PostgreSQL connection, or neither for SQLite in the
/// data directory.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite:PATH` or `postgresql://…`. Excludes the fields below up to `database`.
    #[schemars(with = "Option<Url>", extend("writeOnly" = true))]
    pub uri: Option<SecretString>,
    /// Host of the PostgreSQL server.
    pub host: Option<String>,
    /// Port of the PostgreSQL server.
    #[schemars(range(min = 1))]
    pub port: Option<u16>,
    /// Directory of the Unix socket of the PostgreSQL server.
    pub socket: Option<PathBuf>,
    /// PostgreSQL user.
    pub username: Option<String>,
    /// Password of the PostgreSQL user.
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub password: Option<SecretString>,
    /// File that holds the password of the PostgreSQL user.
    pub password_file: Option<PathBuf>,
    /// Name of the PostgreSQL database.
    pub database: Option<String>,
    /// Whether the connection to PostgreSQL is encrypted and checked.
    pub ssl_mode: Option<SslMode>,
    /// Certificates that the server's is checked against, PEM.
    pub ssl_ca: Option<String>,
    /// File that holds the certificates that the server's is checked against.
    pub ssl_ca_file: Option<PathBuf>,
    /// Client certificate, PEM.
    pub ssl_certificate: Option<String>,
    /// File that holds the client certificate.
    pub ssl_certificate_file: Option<PathBuf>,
    /// Key of the client certificate, PEM.
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub ssl_key: Option<SecretString>,
    /// File that holds the key of the client certificate.
    pub ssl_key_file: Option<PathBuf>,
    /// Most connections held at once.
    #[schemars(range(min = 1))]
    pub max_connections: u32,
    /// Connections kept open even when idle.
    pub min_connections: u32,
    /// How long to wait for a connection, in seconds.
    #[serde(with = "seconds")]
    #[schemars(with = "u64")]
    pub connect_timeout: Duration,
    /// How long a connection may be idle, in seconds; null for ever.
    #[serde(with = "optional_seconds")]
    #[schemars(with = "Option<u64>")]
    pub idle_timeout: Option<Duration>,
    /// How long a connection may live, in seconds; null for ever.
    #[serde(with = "optional_seconds")]
    #[schemars(with = "Option<u64>")]
    pub max_lifetime: Option<Duration>,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            uri: None,
            host: None,
            port: None,
            socket: None,
            username: None,
            password: None,
            password_file: None,
            database: None,
            ssl_mode: None,
            ssl_ca: None,
            ssl_ca_file: None,
            ssl_certificate: None,
            ssl_certificate_file: None,
            ssl_key: None,
            ssl_key_file: None,
            max_connections: 10,
            min_connections: 0,
            connect_timeout: Duration::from_secs(30),
            idle_timeout: Some(Duration::from_mins(10)),
            max_lifetime: Some(Duration::from_mins(30)),
        }
    }
}

/// Whether the connection to PostgreSQL is encrypted and checked, as libpq has it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SslMode {
    /// Never encrypted.
    Disable,
    /// Encrypted if the server refuses otherwise.
    Allow,
    /// Encrypted if the server can.
    Prefer,
    /// Encrypted.
    Require,
    /// Encrypted, and the server's certificate is checked.
    VerifyCa,
    /// Encrypted, and the server's certificate and name are checked.
    VerifyFull,
}

impl SslMode {
    /// The name that libpq knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

/// Which database to open.
#[derive(Clone, Debug)]
pub enum DatabaseTarget {
    /// Nothing is configured: SQLite in the data directory.
    Embedded,
    /// SQLite in this file.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres(PostgresTarget),
}

/// How to reach a PostgreSQL server.
#[derive(Clone, Debug)]
pub struct PostgresTarget {
    /// Connection URL with everything but the certificates, `sslmode` included.
    pub url: SecretString,
    /// Certificates that the server's is checked against, PEM.
    pub ca: Option<String>,
    /// Client certificate, PEM.
    pub certificate: Option<String>,
    /// Key of the client certificate, PEM.
    pub key: Option<SecretString>,
}

impl DatabaseConfig {
    /// Which database to open.
    pub fn target(&self) -> DatabaseTarget {
        let url = match &self.uri {
            Some(uri) => match sqlite_path(uri.expose_secret()) {
                Some(path) => return DatabaseTarget::Sqlite(path.into()),
                None => Url::parse(uri.expose_secret()),
            },
            None if self.has_fields() => Url::parse("postgresql://localhost"),
            None => return DatabaseTarget::Embedded,
        };
        match url {
            Ok(url) => DatabaseTarget::Postgres(PostgresTarget {
                url: self.with_fields(url),
                ca: self.ssl_ca.clone(),
                certificate: self.ssl_certificate.clone(),
                key: self.ssl_key.clone(),
            }),
            // `load` let nothing through that does not parse.
            Err(_) => DatabaseTarget::Embedded,
        }
    }

    fn has_fields(&self) -> bool {
        self.host.is_some()
            || self.port.is_some()
            || self.socket.is_some()
            || self.username.is_some()
            || self.password.is_some()
            || self.password_file.is_some()
            || self.database.is_some()
    }

    fn has_tls(&self) -> bool {
        self.ssl_mode.is_some() || self.ssl_ca.is_some() || self.ssl_certificate.is_some() || self.ssl_key.is_some()
    }

    /// All go into the query, where every character can be escaped and the last one wins.
    fn with_fields(&self, mut url: Url) -> SecretString {
        let socket = self.socket.as_ref().map(|path| path.to_string_lossy());
        let port = self.port.map(|port| port.to_string());
        let fields = [
            ("host", self.host.as_deref()),
            ("host", socket.as_deref()),
            ("port", port.as_deref()),
            ("user", self.username.as_deref()),
            ("password", self.password.as_ref().map(ExposeSecret::expose_secret)),
            ("dbname", self.database.as_deref()),
            ("sslmode", self.ssl_mode.map(SslMode::as_str)),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        String::from(url).into()
    }

    fn check_uri(&self, uri: &str, scope: &mut Scope<'_>) {
        if self.has_fields() {
            scope.error(
                "`uri` excludes `host`, `port`, `socket`, `username`, `password`, `password_file` and `database`",
            );
        }
        let mut scope_of_uri = scope.key("uri");
        match sqlite_path(uri) {
            Some(path) if path.is_empty() || path.starts_with(':') => {
                scope_of_uri.error("must name a file: `sqlite:PATH`");
            }
            Some(path) if path.contains('?') => {
                scope_of_uri.error("takes no options after the path");
            }
            Some(_) if self.has_tls() => {
                scope.error("the `ssl_…` options have a meaning for PostgreSQL only");
            }
            Some(_) => {}
            None if uri.starts_with("postgresql://") || uri.starts_with("postgres://") => {}
            None => scope_of_uri.error("must start with `sqlite:` or `postgresql://`"),
        }
    }
}

impl Section for DatabaseConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        scope.secret("password", &mut self.password, self.password_file.as_deref());
        scope.text("ssl_ca", &mut self.ssl_ca, self.ssl_ca_file.as_deref());
        scope.text(
            "ssl_certificate",
            &mut self.ssl_certificate,
            self.ssl_certificate_file.as_deref(),
        );
        scope.secret("ssl_key", &mut self.ssl_key, self.ssl_key_file.as_deref());
        match &self.uri {
            Some(uri) => self.check_uri(uri.expose_secret(), scope),
            None if !self.has_fields() && self.has_tls() => {
                scope.error("the `ssl_…` options need a PostgreSQL connection: give `uri` or `host`");
            }
            None => {}
        }
        if self.host.is_some() && self.socket.is_some() {
            scope.error("`host` and `socket` exclude each other");
        }
        let certificate = self.ssl_certificate.is_some() || self.ssl_certificate_file.is_some();
        let key = self.ssl_key.is_some() || self.ssl_key_file.is_some();
        if certificate != key {
            scope.error("`ssl_certificate` and `ssl_key` need each other");
        }
        if self.min_connections > self.max_connections {
            scope
                .key("min_connections")
                .error("must not be above `max_connections`");
        }
    }
}

/// `sqlite:PATH` and `sqlite://PATH` mean the same.
fn sqlite_path(uri: &str) -> Option<&str> {
    let path = uri.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path))
}
