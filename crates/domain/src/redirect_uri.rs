//! Redirect URIs: what may be registered, and what matches at authorization time.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::client_metadata::{ApplicationType, RegistrationPolicy, web_uri};

/// The hosts that are the person's own device (RFC 8252 §7.3), as they must be written.
const LOOPBACK_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// Schemes that run code, read files or lead nowhere (M2966-33).
pub(crate) const DANGEROUS_SCHEMES: [&str; 8] = [
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "javascript",
    "vbscript",
    "view-source",
];

/// A redirect URI, exactly as it was registered.
#[derive(Clone)]
pub struct RedirectUri {
    text: String,
    url: Url,
}

/// Why a text can't be a redirect URI: the rule that it breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidRedirectUri(&'static str);

/// What the rules for a new redirect URI depend on.
pub(crate) struct RegistrationRules<'a> {
    pub application_type: ApplicationType,
    /// The host of `client_uri`, if redirect URIs have to stay under it.
    pub client_host: Option<&'a str>,
    pub policy: &'a RegistrationPolicy,
}

impl RedirectUri {
    /// The rules for every redirect URI, whoever names it (RFC 6749 §3.1.2).
    pub fn parse(text: &str) -> Result<Self, InvalidRedirectUri> {
        web_uri::check_text(text).map_err(InvalidRedirectUri)?;
        if text.contains('#') {
            return Err(InvalidRedirectUri("a fragment is not allowed"));
        }
        let url = Url::parse(text).map_err(|_| InvalidRedirectUri("not an absolute URI"))?;
        if DANGEROUS_SCHEMES.contains(&url.scheme()) {
            return Err(InvalidRedirectUri("the scheme is not allowed"));
        }
        // A parser of the web takes it until a query follows.
        if web_uri::authority(text).is_some_and(|authority| authority.ends_with('@')) {
            return Err(InvalidRedirectUri("the host is missing"));
        }
        let text = text.to_owned();
        Ok(Self { text, url })
    }

    /// The text as it was registered.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// RFC 9700 §2.1: the same string; only a loopback address may add a port (RFC 8252 §7.3).
    pub fn matches(&self, requested: &str) -> bool {
        if self.text == requested {
            return true;
        }
        let Some((origin, rest)) = loopback(&self.text) else {
            return false;
        };
        let port = requested
            .strip_prefix(origin)
            .and_then(|tail| tail.strip_suffix(rest))
            .and_then(|tail| tail.strip_prefix(':'));
        port.is_some_and(is_port)
    }

    /// An `http` URI of the person's own device that takes any port.
    pub fn is_loopback(&self) -> bool {
        loopback(&self.text).is_some()
    }

    /// Its private-use scheme begins with the reversed `host` (RFC 8252 §7.1).
    pub(crate) fn has_scheme_of(&self, host: &str) -> bool {
        is_reversed_under(self.url.scheme(), host)
    }

    /// The rules of the application type (MSC2966, "Redirect URI validation").
    pub(crate) fn check_registration(&self, rules: &RegistrationRules<'_>) -> Result<(), InvalidRedirectUri> {
        let is_native = rules.application_type == ApplicationType::Native;
        let checked = match self.url.scheme() {
            "https" => self.check_web(rules),
            "http" if is_native && self.is_loopback() => Ok(()),
            "http" if rules.policy.allow_insecure_uris => self.check_web(rules),
            "http" if is_native && self.has_loopback_host() => {
                Err("a loopback address is registered without a port or a user")
            }
            "http" => Err("http is only allowed for loopback addresses of native apps"),
            _ if is_native => self.check_private_use(rules),
            _ => Err("only https is allowed for web apps"),
        };
        checked.map_err(InvalidRedirectUri)
    }

    fn check_web(&self, rules: &RegistrationRules<'_>) -> Result<(), &'static str> {
        web_uri::check(&self.text, &self.url, rules.policy)?;
        match rules.client_host {
            Some(host) if !web_uri::is_under(&self.url, host) => {
                Err("the host must be that of client_uri or a subdomain of it")
            }
            _ => Ok(()),
        }
    }

    /// RFC 8252 §7.1: a scheme that only the owner of the domain may use.
    fn check_private_use(&self, rules: &RegistrationRules<'_>) -> Result<(), &'static str> {
        let scheme = self.url.scheme();
        if !scheme.contains('.') {
            return Err("a private-use scheme must be a reversed domain name");
        }
        let after_scheme = self.text.split_once(':').map_or("", |(_, rest)| rest);
        if after_scheme.starts_with("//") {
            return Err("a private-use scheme takes no authority: write scheme:/path");
        }
        match rules.client_host {
            Some(host) if !is_reversed_under(scheme, host) => {
                Err("the scheme must begin with the reversed host of client_uri")
            }
            _ => Ok(()),
        }
    }

    fn has_loopback_host(&self) -> bool {
        let host = self.url.host_str().unwrap_or_default();
        LOOPBACK_HOSTS.contains(&host)
    }
}

/// Splits a loopback URI without a port into its origin and the rest.
fn loopback(text: &str) -> Option<(&str, &str)> {
    let after_scheme = text.strip_prefix("http://")?;
    let length = after_scheme.find(['/', '?']).unwrap_or(after_scheme.len());
    let (host, rest) = after_scheme.split_at(length);
    let origin = text.strip_suffix(rest)?;
    LOOPBACK_HOSTS.contains(&host).then_some((origin, rest))
}

/// 1 to 65535, written without leading zeros.
fn is_port(text: &str) -> bool {
    text.parse::<u16>()
        .is_ok_and(|port| port != 0 && port.to_string() == text)
}

/// `com.example` and `com.example.app` are under the reversed host `example.com`.
fn is_reversed_under(scheme: &str, host: &str) -> bool {
    let reversed = host.rsplit('.').collect::<Vec<_>>().join(".");
    scheme
        .strip_prefix(reversed.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedirectUri({})", self.text)
    }
}

impl PartialEq for RedirectUri {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for RedirectUri {}

impl Serialize for RedirectUri {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for RedirectUri {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_uri_matches_itself_only() {
        // M2964-04, R9700-01, M2966-24, R8252-03
        let web = "https://example.com/cb?x=1";
        let private = "com.example:/cb";
        for (registered, requested, expected) in [
            (web, web, true),
            (web, "https://example.com/cb?x=1&y=2", false),
            (web, "https://example.com/cb?x=1&", false),
            (web, "https://example.com/cb", false),
            (web, "https://example.com/cb/?x=1", false),
            (web, "https://example.com/CB?x=1", false),
            (web, "https://Example.com/cb?x=1", false),
            (web, "HTTPS://example.com/cb?x=1", false),
            (web, "https://example.com/%63b?x=1", false),
            (web, "https://example.com/a/../cb?x=1", false),
            (web, "https://example.com/./cb?x=1", false),
            (web, "https://example.com:443/cb?x=1", false),
            (web, "https://example.com./cb?x=1", false),
            (web, "https://user@example.com/cb?x=1", false),
            (web, "https://example.com/cb?x=1#", false),
            (web, "https://example.com/cb?x=1#x", false),
            (web, " https://example.com/cb?x=1", false),
            (web, "http://example.com/cb?x=1", false),
            (web, "", false),
            ("https://example.com", "https://example.com/", false),
            (private, private, true),
            (private, "com.example://cb", false),
            (private, "com.example:///cb", false),
            (private, "com.example:/cb/", false),
            (private, "com.example.app:/cb", false),
            ("http://localhost:8080/", "http://localhost:8080/", true),
            ("http://localhost:8080/", "http://localhost:8081/", false),
        ] {
            let registered = RedirectUri::parse(registered).unwrap();
            assert_eq!(registered.matches(requested), expected, "{registered} {requested}");
        }
    }

    #[test]
    fn a_loopback_address_takes_any_port() {
        // M2966-31, R8252-01, R8252-03, R9700-01
        let callback = "http://127.0.0.1/cb?x=1";
        for (registered, requested, expected) in [
            (callback, "http://127.0.0.1/cb?x=1", true),
            (callback, "http://127.0.0.1:1/cb?x=1", true),
            (callback, "http://127.0.0.1:51234/cb?x=1", true),
            (callback, "http://127.0.0.1:65535/cb?x=1", true),
            (callback, "http://127.0.0.1:65536/cb?x=1", false),
            (callback, "http://127.0.0.1:0/cb?x=1", false),
            (callback, "http://127.0.0.1:080/cb?x=1", false),
            (callback, "http://127.0.0.1:+80/cb?x=1", false),
            (callback, "http://127.0.0.1:/cb?x=1", false),
            (callback, "http://127.0.0.1:80@evil.org/cb?x=1", false),
            (callback, "http://127.0.0.1:80/evil/cb?x=1", false),
            (callback, "http://127.0.0.1:80/cb", false),
            (callback, "http://127.0.0.1:80/other?x=1", false),
            (callback, "http://127.0.0.1:80/cb?x=1#x", false),
            (callback, "http://127.0.0.1.evil.org:80/cb?x=1", false),
            (callback, "http://localhost:80/cb?x=1", false),
            (callback, "http://127.1:80/cb?x=1", false),
            (callback, "https://127.0.0.1:80/cb?x=1", false),
            ("http://localhost/", "http://localhost:3000/", true),
            ("http://localhost/", "http://LOCALHOST:3000/", false),
            ("http://localhost/", "http://localhost:3000", false),
            ("http://localhost", "http://localhost:3000", true),
            ("http://localhost", "http://localhost:3000/", false),
            ("http://localhost?x", "http://localhost:3000?x", true),
            ("http://[::1]/cb", "http://[::1]:3000/cb", true),
            ("http://[::1]/cb", "http://[0:0:0:0:0:0:0:1]:3000/cb", false),
            ("http://example.com/cb", "http://example.com:3000/cb", false),
            ("http://localhost:80/cb", "http://localhost:3000/cb", false),
        ] {
            let registered = RedirectUri::parse(registered).unwrap();
            assert_eq!(registered.matches(requested), expected, "{registered} {requested}");
        }
    }

    #[test]
    fn a_redirect_uri_is_stored_as_it_was_written() {
        let uri = RedirectUri::parse("https://EXAMPLE.com/a/../b").unwrap();
        let stored = serde_json::to_string(&uri).unwrap();
        assert_eq!(stored, "\"https://EXAMPLE.com/a/../b\"");
        assert_eq!(serde_json::from_str::<RedirectUri>(&stored).unwrap(), uri);
        for bad in ["https://example.com/#x", "com.example://@"] {
            assert!(
                serde_json::from_str::<RedirectUri>(&format!("\"{bad}\"")).is_err(),
                "{bad}"
            );
        }
    }
}
