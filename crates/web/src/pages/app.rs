//! An app, as a person can tell it from another.

use gatehouse_domain::Client;
use serde::Serialize;
use url::{Host, Url};

/// Where a browser is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "name")]
pub enum Destination {
    /// A host, with the port if it is an unusual one.
    Website(String),
    /// A loopback address (RFC 8252 §7.3): a program on the person's own machine.
    Device,
    /// A private-use scheme (RFC 8252 §7.1): whatever program claimed it.
    Native(String),
}

impl From<&Url> for Destination {
    fn from(url: &Url) -> Self {
        if !matches!(url.scheme(), "http" | "https") {
            return Self::Native(url.scheme().to_owned());
        }
        match url.host() {
            Some(Host::Ipv4(address)) if address.is_loopback() => Self::Device,
            Some(Host::Ipv6(address)) if address.is_loopback() => Self::Device,
            Some(Host::Domain("localhost")) => Self::Device,
            // An international name stays in Punycode, where look-alikes differ.
            Some(host) => Self::Website(match url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_string(),
            }),
            None => Self::Native(url.scheme().to_owned()),
        }
    }
}

/// Who made an app, as far as anybody can say. Its name is chosen by whoever registered it, so it
/// is never shown without the place that it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct App {
    pub name: Option<String>,
    pub place: Destination,
    /// It told its website. Without one it is shown as of unknown origin.
    pub has_website: bool,
    /// Where our origin has its picture, if it names one.
    pub logo: Option<String>,
    pub tos_uri: Option<Url>,
    pub policy_uri: Option<Url>,
}

impl App {
    /// A client that sends the browser to `redirect_uri`, as its developer describes it (M2966-16, M2966-43).
    pub fn of(client: &Client, redirect_uri: &Url) -> Self {
        let url = |text: &Option<String>| text.as_deref().and_then(|text| Url::parse(text).ok());
        let metadata = &client.metadata;
        Self {
            logo: metadata
                .logo_uri
                .is_some()
                .then(|| format!("/clients/{}/logo", client.id)),
            tos_uri: url(&metadata.tos_uri),
            policy_uri: url(&metadata.policy_uri),
            ..Self::new(
                metadata.client_name.as_deref(),
                url(&metadata.client_uri).as_ref(),
                redirect_uri,
            )
        }
    }

    /// An app without links, known by its website or else by where it sends the browser.
    pub fn new(name: Option<&str>, client_uri: Option<&Url>, redirect_uri: &Url) -> Self {
        Self {
            name: name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned),
            place: Destination::from(client_uri.unwrap_or(redirect_uri)),
            has_website: client_uri.is_some(),
            logo: None,
            tos_uri: None,
            policy_uri: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_named_by_what_a_person_can_check() {
        let website = |name: &str| Destination::Website(name.to_owned());
        let native = |name: &str| Destination::Native(name.to_owned());
        let cases = [
            ("https://app.element.io/path?query", website("app.element.io")),
            ("https://app.element.io:8443/", website("app.element.io:8443")),
            ("https://paypal.com@evil.example/", website("evil.example")),
            ("https://\u{430}pple.com/", website("xn--pple-43d.com")),
            ("http://127.0.0.1:4711/callback", Destination::Device),
            ("http://[::1]:4711/", Destination::Device),
            ("http://localhost/", Destination::Device),
            ("io.element.app:/callback", native("io.element.app")),
            ("io.element.app://localhost/", native("io.element.app")),
        ];
        for (url, expected) in cases {
            let url = Url::parse(url).unwrap();
            assert_eq!(Destination::from(&url), expected, "{url}");
        }
    }

    #[test]
    fn an_app_without_a_website_is_known_by_where_it_sends_the_browser() {
        let redirect_uri = Url::parse("https://rp.example/callback").unwrap();
        let app = App::new(Some("  "), None, &redirect_uri);
        assert_eq!(app.name, None);
        assert!(!app.has_website);
        assert_eq!(app.place, Destination::Website("rp.example".into()));
    }
}
