//! What the configuration alone tells.

use gatehouse_config::{Config, ConfigError, Loaded};
use ipnet::IpNet;
use url::{Host, Url};

use super::finding::Finding;

/// What is wrong with a configuration that can't be loaded.
pub fn problems(error: &ConfigError) -> Vec<Finding> {
    let problems = error.problems.iter();
    problems
        .map(|problem| Finding::fail(problem.to_string(), "mend the configuration, and ask again"))
        .collect()
}

pub fn check(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = vec![Finding::ok("the configuration can be used")];
    for warning in &loaded.warnings {
        findings.push(Finding::warn(warning.to_string(), "see whether this is what you want"));
    }
    findings.push(issuer(loaded.config.http.issuer()));
    findings.extend(proxies(&loaded.config));
    findings
}

fn issuer(issuer: &Url) -> Finding {
    if issuer.scheme() == "https" {
        Finding::ok(format!("the issuer {issuer} is https"))
    } else if is_local(issuer) {
        Finding::ok(format!("the issuer {issuer} is for use on this machine only"))
    } else {
        Finding::fail(
            format!("the issuer {issuer} is not https: passwords and tokens travel in the clear, and apps refuse it"),
            "put a reverse proxy with a certificate before the server (`gatehouse doctor --proxy all`), and set \
             http.public_base",
        )
    }
}

/// Whether the address means this machine, wherever it is used.
pub fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whom the server believes about where requests come from.
fn proxies(config: &Config) -> Vec<Finding> {
    let trusted = &config.http.trusted_proxies;
    let behind_proxy = config.http.public_base.scheme() == "https"
        && config
            .http
            .listeners
            .iter()
            .all(|listener| listener.tls.is_none() && !listener.proxy_protocol);
    let mut findings = Vec::new();
    for network in trusted.iter().filter(|network| is_everybody(network)) {
        findings.push(Finding::fail(
            format!("http.trusted_proxies has {network}: any client can pretend to come from any address"),
            "name the networks of your proxies only",
        ));
    }
    if trusted.is_empty() && behind_proxy {
        findings.push(Finding::warn(
            "http.trusted_proxies is empty: every request will seem to come from the reverse proxy",
            "name the network of the proxy",
        ));
    }
    if findings.is_empty() && behind_proxy {
        let networks: Vec<String> = trusted.iter().map(IpNet::to_string).collect();
        findings.push(Finding::ok(format!(
            "X-Forwarded-For is believed from {}",
            networks.join(", ")
        )));
    }
    findings
}

/// So wide that it can't be meant.
fn is_everybody(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.prefix_len() < 8,
        IpNet::V6(network) => network.prefix_len() < 7,
    }
}
