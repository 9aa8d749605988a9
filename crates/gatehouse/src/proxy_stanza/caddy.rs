use super::site::{COMPAT, Site, Socket};

pub fn stanza(site: &Site) -> String {
    let scheme = if site.is_https { "" } else { "http://" };
    let port = site.port.map(|port| format!(":{port}")).unwrap_or_default();
    let mut lines = matrix(site);
    if site.path == site.upstream.prefix && site.path.is_empty() {
        if lines.is_empty() {
            lines.extend(reverse_proxy(site));
        } else {
            lines.extend(block("handle", reverse_proxy(site)));
        }
    } else {
        // `handle_path` takes the matched path away, `handle` keeps it.
        let handle = if site.path == site.upstream.prefix {
            "handle"
        } else {
            "handle_path"
        };
        lines.push(format!("{handle} {}/* {{", site.path));
        if site.path != site.upstream.prefix && !site.upstream.prefix.is_empty() {
            lines.push(format!("    rewrite * {}{{uri}}", site.upstream.prefix));
        }
        lines.extend(reverse_proxy(site).iter().map(|line| format!("    {line}")));
        lines.push("}".to_owned());
    }
    let body: Vec<String> = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("{scheme}{}{port} {{\n{}}}\n", site.host, body.concat())
}

/// What clients ask for by `/_matrix`, some of it here.
fn matrix(site: &Site) -> Vec<String> {
    let Some(homeserver) = &site.homeserver else {
        return Vec::new();
    };
    let below = |path: &str| (!path.is_empty()).then(|| format!("rewrite * {path}{{uri}}"));
    let ours = below(&site.upstream.prefix).into_iter().chain(reverse_proxy(site));
    let to_homeserver = format!("reverse_proxy {}", homeserver.url());
    let theirs = below(&homeserver.path).into_iter().chain([to_homeserver]);
    let mut lines = vec![format!("@compat path_regexp {COMPAT}")];
    lines.extend(block("handle @compat", ours));
    lines.push("@homeserver path /_matrix/* /_synapse/client/*".to_owned());
    lines.extend(block("handle @homeserver", theirs));
    lines
}

fn block(head: &str, lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let lines = lines.into_iter().map(|line| format!("    {line}"));
    [format!("{head} {{")]
        .into_iter()
        .chain(lines)
        .chain(["}".to_owned()])
        .collect()
}

fn reverse_proxy(site: &Site) -> Vec<String> {
    let upstream = match &site.upstream.socket {
        Socket::Unix(socket) => format!("unix/{}", socket.display()),
        _ => site.upstream.authority().unwrap_or_default().to_owned(),
    };
    let mut transport = Vec::new();
    if site.upstream.tls {
        transport.push("tls".to_owned());
        transport.push(format!("tls_server_name {}", site.host));
    }
    if site.upstream.proxy_protocol {
        transport.push("proxy_protocol v2".to_owned());
    }
    if transport.is_empty() {
        return vec![format!("reverse_proxy {upstream}")];
    }
    let mut lines = vec![
        format!("reverse_proxy {upstream} {{"),
        "    transport http {".to_owned(),
    ];
    lines.extend(transport.iter().map(|line| format!("        {line}")));
    lines.extend(["    }".to_owned(), "}".to_owned()]);
    lines
}
