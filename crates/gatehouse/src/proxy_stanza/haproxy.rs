use super::site::{COMPAT, Homeserver, Site, Socket};

/// Longer than any client asks to be kept waiting.
const PATIENCE: &str = "10m";

pub fn stanza(site: &Site) -> String {
    let port = site.port.unwrap_or(if site.is_https { 443 } else { 80 });
    let tls = if site.is_https {
        format!(" ssl crt /etc/ssl/{}.pem alpn h2,http/1.1", site.host)
    } else {
        String::new()
    };
    let mut routes = Vec::new();
    if site.homeserver.is_some() {
        routes.push(format!("use_backend gatehouse if {{ path -m reg {COMPAT} }}"));
        routes.push("use_backend homeserver if { path_beg /_matrix/ /_synapse/client/ }".to_owned());
    }
    routes.push(if site.path.is_empty() {
        "default_backend gatehouse".to_owned()
    } else {
        format!("use_backend gatehouse if {{ path_beg {}/ }}", site.path)
    });
    let homeserver = site.homeserver.as_ref().map(|homeserver| backend(site, homeserver));
    format!(
        "\
frontend public
    mode http
    bind :::{port} v4v6{tls}
    timeout client {PATIENCE}
    timeout http-request 10s
{routes}
backend gatehouse
    mode http
    timeout connect 5s
    timeout server {PATIENCE}
    option forwardfor
{paths}    server gatehouse {server}
{homeserver}",
        routes = block(&routes),
        paths = block(&paths(site)),
        server = server(site),
        homeserver = homeserver.unwrap_or_default(),
    )
}

fn block(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("    {line}\n")).collect();
    lines.concat()
}

/// What has to be done to paths before they are ours.
fn paths(site: &Site) -> Vec<String> {
    let (path, prefix) = (&site.path, &site.upstream.prefix);
    let mut rules = Vec::new();
    if path != prefix {
        rules.push(format!("http-request replace-path ^{path}(/.*)$ {prefix}\\1"));
    }
    // Clients look for these at the root of the host.
    if site.homeserver.is_some() && !prefix.is_empty() && !path.is_empty() {
        rules.push(format!("http-request replace-path ^(/_matrix/.*)$ {prefix}\\1"));
    }
    rules
}

fn server(site: &Site) -> String {
    let address = match &site.upstream.socket {
        Socket::Unix(socket) => format!("unix@{}", socket.display()),
        _ => site.upstream.authority().unwrap_or_default().to_owned(),
    };
    let tls = if site.upstream.tls {
        verified(&site.host)
    } else {
        String::new()
    };
    let greeting = if site.upstream.proxy_protocol {
        " send-proxy-v2"
    } else {
        ""
    };
    format!("{address}{tls}{greeting}")
}

fn verified(host: &str) -> String {
    format!(" ssl verify required ca-file @system-ca sni str({host})")
}

/// Synapse believes the first address in `X-Forwarded-For`.
fn backend(site: &Site, homeserver: &Homeserver) -> String {
    let proto = if site.is_https { "https" } else { "http" };
    let path = if homeserver.path.is_empty() {
        String::new()
    } else {
        format!("    http-request replace-path ^(/.*)$ {}\\1\n", homeserver.path)
    };
    let tls = if homeserver.is_https() {
        verified(homeserver.authority.rsplit_once(':').map_or("", |(host, _)| host))
    } else {
        String::new()
    };
    format!(
        "
backend homeserver
    mode http
    timeout connect 5s
    timeout server {PATIENCE}
    http-request set-header X-Forwarded-For %[src]
    http-request set-header X-Forwarded-Proto {proto}
{path}    server homeserver {}{tls}
",
        homeserver.authority,
    )
}
