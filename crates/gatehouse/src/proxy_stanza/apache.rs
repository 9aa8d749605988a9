use super::site::{COMPAT, Site, Socket};

pub fn stanza(site: &Site) -> String {
    let port = site.port.unwrap_or(if site.is_https { 443 } else { 80 });
    let mut lines = vec![format!("ServerName {}", site.host)];
    if site.is_https {
        lines.extend([
            "SSLEngine on".to_owned(),
            format!("SSLCertificateFile /etc/ssl/{}.pem", site.host),
            format!("SSLCertificateKeyFile /etc/ssl/{}.key", site.host),
        ]);
    }
    let is_tls_behind = site.homeserver.as_ref().is_some_and(super::site::Homeserver::is_https);
    if site.upstream.tls || is_tls_behind {
        lines.push("SSLProxyEngine on".to_owned());
    }
    lines.extend([
        "ProxyPreserveHost on".to_owned(),
        "ProxyTimeout 600".to_owned(),
        // Parts of paths hold slashes, which must stay what they are.
        "AllowEncodedSlashes NoDecode".to_owned(),
        // Apache adds the client's address; what the client wrote itself must not stand before it.
        "RequestHeader unset X-Forwarded-For early".to_owned(),
        format!(
            "RequestHeader set X-Forwarded-Proto {}",
            if site.is_https { "https" } else { "http" }
        ),
    ]);
    if let Some(homeserver) = &site.homeserver {
        let pattern = COMPAT.trim_start_matches('^').trim_end_matches('$');
        let target = target(site, &site.upstream.prefix);
        lines.push(format!("ProxyPassMatch \"^({pattern})$\" \"{target}$1\""));
        for path in ["/_matrix/", "/_synapse/client/"] {
            let target = format!("{}{}{path}", homeserver.url(), homeserver.path);
            lines.push(format!("ProxyPass \"{path}\" \"{target}\" nocanon"));
        }
    }
    let target = target(site, &format!("{}/", site.upstream.prefix));
    lines.push(format!("ProxyPass \"{}/\" \"{target}\" nocanon", site.path));
    let body: Vec<String> = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("<VirtualHost *:{port}>\n{}</VirtualHost>\n", body.concat())
}

fn target(site: &Site, path: &str) -> String {
    let scheme = site.upstream.scheme();
    match &site.upstream.socket {
        Socket::Unix(socket) => format!("unix:{}|{scheme}://{}{path}", socket.display(), site.host),
        _ => format!("{scheme}://{}{path}", site.upstream.authority().unwrap_or_default()),
    }
}
