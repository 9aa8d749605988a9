//! What the world sees.

use gatehouse_config::{Bind, Config, ResourceName};
use serde_json::Value;
use url::{Host, Url};

use super::{
    finding::Finding,
    older_apps,
    setup::is_local,
    web::{Cors, Document, Web},
};

const DISCOVERY: &str = ".well-known/openid-configuration";

pub async fn check(config: &Config, keys: Option<&Value>) -> Vec<Finding> {
    let web = match Web::new() {
        Ok(web) => web,
        Err(error) => {
            let remedy = "see that the certificates of the system's authorities are installed (ca-certificates)";
            return vec![Finding::fail(format!("{error:#}"), remedy)];
        }
    };
    let (inside, outside, matrix) =
        tokio::join!(inside(&web, config), provider(&web, config, keys), matrix(&web, config));
    let mut findings: Vec<Finding> = inside.into_iter().collect();
    findings.extend(outside);
    findings.extend(matrix);
    findings
}

/// The listener itself, so that a proxy that fails can be told from a server that does.
async fn inside(web: &Web, config: &Config) -> Option<Finding> {
    let url = listener(config)?;
    Some(match web.document(url.clone()).await {
        Ok(document) if document.status.is_success() => Finding::ok(format!("the server answers at {url}")),
        Ok(document) => Finding::fail(format!("{url}: HTTP {}", document.status), "see what listens there"),
        Err(error) => Finding::fail(format!("the server does not answer at {url}: {error:#}"), "start it"),
    })
}

/// The discovery document on the first plain TCP port where it is served.
fn listener(config: &Config) -> Option<Url> {
    let plain = config.http.listeners.iter().filter(|listener| {
        listener.serves(ResourceName::Discovery) && listener.tls.is_none() && !listener.proxy_protocol
    });
    let mut addresses = plain.flat_map(|listener| {
        let prefix = listener.prefix.as_deref().unwrap_or_default();
        listener.binds.iter().filter_map(move |bind| {
            let authority = match bind.target() {
                Bind::Host { host, port } if port != 0 => authority(host.as_deref().unwrap_or("0.0.0.0"), port),
                Bind::Address(address) => {
                    let (host, port) = address.rsplit_once(':')?;
                    authority(host, port.parse().ok().filter(|port| *port != 0)?)
                }
                Bind::Host { .. } | Bind::Unix { .. } | Bind::Inherited { .. } => return None,
            };
            Url::parse(&format!("http://{authority}{prefix}/{DISCOVERY}")).ok()
        })
    });
    addresses.next()
}

/// What a client on this machine asks for, for any address that can be listened on.
pub fn authority(host: &str, port: u16) -> String {
    match host.trim_matches(['[', ']']) {
        "0.0.0.0" | "::" | "" => format!("127.0.0.1:{port}"),
        ip if ip.contains(':') => format!("[{ip}]:{port}"),
        name => format!("{name}:{port}"),
    }
}

/// Our own documents, by the address that apps use.
async fn provider(web: &Web, config: &Config, keys: Option<&Value>) -> Vec<Finding> {
    let issuer = config.http.issuer();
    let Some(url) = below(issuer, DISCOVERY) else {
        return Vec::new();
    };
    let document = match web.document(url.clone()).await {
        Ok(document) => document,
        Err(error) => {
            let remedy = if is_local(issuer) {
                "start the server"
            } else {
                "see that the name leads to the reverse proxy and that it passes requests on \
                 (`gatehouse doctor --proxy all`)"
            };
            return vec![Finding::fail(format!("{url} can't be read: {error:#}"), remedy)];
        }
    };
    let mut findings = vec![issuer_of(&document, &url, issuer), readable(&document, &url)];
    if let Some(keys) = keys {
        findings.extend(published_keys(web, &document, keys).await);
    }
    findings
}

fn issuer_of(document: &Document, url: &Url, ours: &Url) -> Finding {
    match document.text("/issuer") {
        Some(theirs) if theirs == ours.as_str() => Finding::ok(format!("{url} names our issuer")),
        Some(theirs) => Finding::fail(
            format!("{url} names the issuer {theirs}, and the configuration {ours}"),
            "restart the server if its configuration has changed; otherwise another server answers there",
        ),
        None => Finding::fail(
            format!("{url}: HTTP {}, and no issuer", document.status),
            "see what answers there",
        ),
    }
}

fn readable(document: &Document, url: &Url) -> Finding {
    match document.cors {
        Cors::Everybody => Finding::ok(format!("apps in browsers can read {url}")),
        Cors::Nobody => Finding::fail(
            format!("apps in browsers can't read {url}: Access-Control-Allow-Origin is not *"),
            "let whatever serves it, or the proxy before it, send `Access-Control-Allow-Origin: *`",
        ),
        Cors::Repeated => Finding::fail(
            format!("apps in browsers can't read {url}: it has Access-Control-Allow-Origin more than once"),
            "let the proxy before it not add its own",
        ),
    }
}

/// The keys that are published are ours, so it is this installation that answers.
async fn published_keys(web: &Web, document: &Document, ours: &Value) -> Option<Finding> {
    let url = Url::parse(document.text("/jwks_uri")?).ok()?;
    Some(match web.document(url.clone()).await {
        Ok(published) if kids(&published.body) == kids(ours) => Finding::ok(format!("{url} has our keys")),
        Ok(_) => Finding::fail(
            format!("{url} has other keys than this configuration"),
            "restart the server if the keys have changed; otherwise another server answers there",
        ),
        Err(error) => Finding::fail(
            format!("{url} can't be read: {error:#}"),
            "let the proxy pass on everything below http.public_base",
        ),
    })
}

fn kids(jwks: &Value) -> Vec<&str> {
    let keys = jwks.get("keys").and_then(Value::as_array).into_iter().flatten();
    let mut kids: Vec<&str> = keys.filter_map(|key| key.get("kid")?.as_str()).collect();
    kids.sort_unstable();
    kids
}

/// The way by which a Matrix app finds us: the server name, the homeserver, and what it says about its issuer.
async fn matrix(web: &Web, config: &Config) -> Vec<Finding> {
    if !config.matrix.kind.is_some() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let base = match server(&config.matrix.homeserver) {
        Some(server) if !is_local(&server) => homeserver_of(web, &server, &mut findings).await,
        // Nobody outside can look a name up that means this machine.
        _ => config.matrix.endpoint.clone(),
    };
    let (delegation, older_apps) = tokio::join!(
        delegation(web, &base, config.http.issuer()),
        older_apps::check(web, config, &base),
    );
    findings.push(delegation);
    findings.extend(older_apps);
    findings
}

/// Where Matrix apps look first (Matrix specification, Well-known URI).
fn server(name: &str) -> Option<Url> {
    let mut url = Url::parse(&format!("https://{name}/")).ok()?;
    // The port is that of federation.
    url.set_port(None).ok()?;
    Some(url)
}

async fn homeserver_of(web: &Web, server: &Url, findings: &mut Vec<Finding>) -> Url {
    let Some(url) = below(server, ".well-known/matrix/client") else {
        return server.clone();
    };
    let remedy = "serve {\"m.homeserver\": {\"base_url\": \"https://…\"}} there, with the homeserver's address";
    let document = match web.document(url.clone()).await {
        Ok(document) => document,
        Err(error) => {
            findings.push(Finding::fail(format!("{url} can't be read: {error:#}"), remedy));
            return server.clone();
        }
    };
    let base = document
        .text("/m.homeserver/base_url")
        .and_then(|base| Url::parse(base).ok());
    let Some(base) = base.filter(|_| document.status.is_success()) else {
        findings.push(Finding::fail(
            format!("{url}: HTTP {}, and no m.homeserver.base_url", document.status),
            remedy,
        ));
        return server.clone();
    };
    findings.push(Finding::ok(format!("{url} leads to the homeserver at {base}")));
    findings.push(readable(&document, &url));
    if base.scheme() != "https" && !matches!(base.host(), Some(Host::Ipv4(_) | Host::Ipv6(_))) && !is_local(&base) {
        findings.push(Finding::warn(
            format!("apps speak to the homeserver in the clear: {base}"),
            "give the homeserver an https address",
        ));
    }
    base
}

/// What the homeserver tells apps about us (MSC2965).
async fn delegation(web: &Web, base: &Url, issuer: &Url) -> Finding {
    let Some(url) = below(base, "_matrix/client/v1/auth_metadata") else {
        return Finding::fail(format!("{base} is no address of a homeserver"), "mend it");
    };
    let cached = "Synapse keeps what it has read until it is restarted";
    match web.document(url.clone()).await {
        Err(error) => Finding::fail(
            format!("{url} can't be read: {error:#}"),
            "see that the homeserver runs and that its proxy passes on /_matrix",
        ),
        Ok(document) => match document.text("/issuer") {
            Some(theirs) if theirs == issuer.as_str() => Finding::ok(format!("{url} names our issuer")),
            Some(theirs) => Finding::fail(
                format!("{url} names the issuer {theirs}, and we are {issuer}"),
                format!("set matrix_authentication_service.endpoint in Synapse; {cached}"),
            ),
            None => Finding::fail(
                format!(
                    "{url}: HTTP {}, and no issuer: the homeserver does not send apps to us",
                    document.status
                ),
                format!("set matrix_authentication_service.enabled in Synapse, and see that it reaches us; {cached}"),
            ),
        },
    }
}

/// An address below another, whether that ends with a slash or not.
pub fn below(base: &Url, path: &str) -> Option<Url> {
    Url::parse(&format!("{}/{path}", base.as_str().trim_end_matches('/'))).ok()
}
