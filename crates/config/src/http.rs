use std::borrow::Cow;

use ipnet::IpNet;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use url::Url;

use crate::listeners::ListenerConfig;
use crate::matrix::MatrixConfig;
use crate::resources::ResourceName;
use crate::scope::{Scope, Section};

/// Web server: public address and listeners.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Address at which browsers and clients reach this service, as seen from outside.
    pub public_base: Url,
    /// OpenID issuer. Default: `public_base`.
    pub issuer: Option<Url>,
    /// Networks of reverse proxies whose `X-Forwarded-For` is believed.
    #[schemars(with = "Vec<Cidr>")]
    pub trusted_proxies: Vec<IpNet>,
    /// What is listened on, and what is served there.
    pub listeners: Vec<ListenerConfig>,
}

impl HttpConfig {
    /// The OpenID issuer: `issuer`, or else `public_base`.
    pub fn issuer(&self) -> &Url {
        self.issuer.as_ref().unwrap_or(&self.public_base)
    }

    /// Whether any listener serves this.
    pub fn serves(&self, name: ResourceName) -> bool {
        self.listeners.iter().any(|listener| listener.serves(name))
    }

    /// Check what passes requests on against the homeserver that gets them.
    pub(crate) fn settle_with_homeserver(&self, matrix: &MatrixConfig, scope: &mut Scope<'_>) {
        for (index, listener) in self.listeners.iter().enumerate() {
            for (number, resource) in listener.resources.iter().enumerate() {
                if resource.name != ResourceName::Homeserver {
                    continue;
                }
                let mut listeners = scope.key("listeners");
                let mut listener_scope = listeners.item(index);
                let mut resources = listener_scope.key("resources");
                let mut scope = resources.item(number);
                if !matrix.kind.is_some() {
                    scope.warning("is not served: the section `matrix` names no homeserver");
                } else if matrix.endpoint.origin() == self.public_base.origin() {
                    scope.error("would go round in circles: `matrix.endpoint` leads to `public_base`");
                } else if !self.serves(ResourceName::Compat) {
                    scope.warning(
                        "passes the sign-in of older clients on to the homeserver, which has none: add `compat` beside it",
                    );
                }
                if resource.well_known {
                    self.check_well_known(listener, matrix, &mut scope.key("well_known"));
                }
            }
        }
    }

    /// Clients and homeservers look at the root of the host that the server name says.
    fn check_well_known(&self, listener: &ListenerConfig, matrix: &MatrixConfig, scope: &mut Scope<'_>) {
        if listener.prefix.is_some() {
            scope.warning("has no effect: with a `prefix`, the documents are not where they are looked for");
        }
        let host = self.public_base.host_str().unwrap_or_default();
        let name = &matrix.homeserver;
        if matrix.kind.is_some() && name != host && name.rsplit_once(':').is_none_or(|(name, _)| name != host) {
            scope.warning(format!(
                "may have no effect: the documents are looked for at `{name}`, and `public_base` leads to `{host}`"
            ));
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "the texts are constant; the first test fails if one does not parse"
)]
impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            public_base: "http://localhost:8080/".parse().expect("a URL"),
            issuer: None,
            trusted_proxies: [
                "192.168.0.0/16",
                "172.16.0.0/12",
                "10.0.0.0/8",
                "127.0.0.0/8",
                "fd00::/8",
                "::1/128",
            ]
            .map(|network| network.parse().expect("a network"))
            .into(),
            listeners: vec![ListenerConfig::default()],
        }
    }
}

impl Section for HttpConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        check_base(&self.public_base, &mut scope.key("public_base"));
        if let Some(issuer) = &self.issuer {
            let mut scope = scope.key("issuer");
            check_base(issuer, &mut scope);
            if issuer.scheme() == "http" && self.public_base.scheme() == "https" {
                scope.error("must be https, as `public_base` is");
            }
        }
        if self.listeners.is_empty() {
            scope.key("listeners").warning("is empty: nothing is served");
        }
        for (index, listener) in self.listeners.iter_mut().enumerate() {
            listener.settle(&mut scope.key("listeners").item(index));
        }
    }
}

/// RFC 8414 §2: an issuer has no query or fragment; the base, to which paths are added, neither.
fn check_base(url: &Url, scope: &mut Scope<'_>) {
    check_web(url, scope);
    if url.query().is_some() || url.fragment().is_some() {
        scope.error("must have neither a query nor a fragment");
    }
}

/// An address on the web, as anybody may know it.
pub(crate) fn check_web(url: &Url, scope: &mut Scope<'_>) {
    if !matches!(url.scheme(), "http" | "https") {
        scope.error("must be an http or https URL");
    }
    if !url.username().is_empty() || url.password().is_some() {
        scope.error("must not contain a username or password");
    }
}

/// How a network looks in the schema.
pub(crate) struct Cidr;

impl JsonSchema for Cidr {
    fn schema_name() -> Cow<'static, str> {
        "Cidr".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "cidr"})
    }
}
