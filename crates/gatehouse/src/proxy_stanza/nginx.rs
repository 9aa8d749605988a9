use super::site::{COMPAT, Site, Socket};

/// Whatever size and time a client takes is for the homeserver to bound.
const UNBOUNDED: &str = "        client_max_body_size 0;
        proxy_request_buffering off;
        proxy_buffering off;
        proxy_read_timeout 10m;
        proxy_send_timeout 10m;
";
/// The proxy that is asked first adds to what others wrote; Gatehouse knows which of it to believe.
const FORWARDED_FOR: &str = "$proxy_add_x_forwarded_for";

pub fn stanza(site: &Site) -> String {
    let port = site.port.unwrap_or(if site.is_https { 443 } else { 80 });
    let (tls, certificate) = if site.is_https {
        let certificate = format!(
            "\n    ssl_certificate     /etc/ssl/{host}.pem;\n    ssl_certificate_key /etc/ssl/{host}.key;\n",
            host = site.host
        );
        (" ssl", certificate)
    } else {
        ("", String::new())
    };
    let passes_on = site.has_clients && site.homeserver.is_none();
    let more = tls_name(site) + if passes_on { UNBOUNDED } else { "" };
    let whole = location(&format!("{}/", site.path), &upstream(site), FORWARDED_FOR, &more);
    format!(
        "\
server {{
    listen {port}{tls};
    listen [::]:{port}{tls};
    server_name {host};
{certificate}{whole}{matrix}}}
",
        host = site.host,
        matrix = matrix(site),
    )
}

/// What clients ask for by `/_matrix`, some of it here.
fn matrix(site: &Site) -> String {
    let Some(homeserver) = &site.homeserver else {
        return String::new();
    };
    let ours = below(&site.upstream.prefix) + &tls_name(site);
    let theirs = format!(
        "        proxy_set_header X-Forwarded-Proto $scheme;\n{UNBOUNDED}{}{}",
        below(&homeserver.path),
        if homeserver.is_https() {
            "        proxy_ssl_server_name on;\n"
        } else {
            ""
        },
    );
    // Synapse believes the first address that it finds there.
    let to_homeserver = location(
        "~ ^/_(matrix|synapse/client)/",
        &homeserver.url(),
        "$remote_addr",
        &theirs,
    );
    location(&format!("~ {COMPAT}"), &address(site, ""), FORWARDED_FOR, &ours) + &to_homeserver
}

fn location(what: &str, target: &str, forwarded_for: &str, more: &str) -> String {
    format!(
        "
    location {what} {{
        proxy_pass {target};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For {forwarded_for};
{more}    }}
"
    )
}

fn tls_name(site: &Site) -> String {
    if site.upstream.tls {
        format!(
            "        proxy_ssl_server_name on;\n        proxy_ssl_name {};\n",
            site.host
        )
    } else {
        String::new()
    }
}

/// `proxy_pass` can't add a path where the location is a pattern.
fn below(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("        rewrite ^(.*)$ {path}$1 break;\n")
    }
}

/// A path after the address replaces that of `location`; without one, the path stays as it is.
fn upstream(site: &Site) -> String {
    if site.path == site.upstream.prefix {
        address(site, "")
    } else {
        address(site, &format!("{}/", site.upstream.prefix))
    }
}

fn address(site: &Site, path: &str) -> String {
    let scheme = site.upstream.scheme();
    match &site.upstream.socket {
        Socket::Unix(socket) if path.is_empty() => format!("{scheme}://unix:{}", socket.display()),
        Socket::Unix(socket) => format!("{scheme}://unix:{}:{path}", socket.display()),
        _ => format!("{scheme}://{}{path}", site.upstream.authority().unwrap_or_default()),
    }
}
