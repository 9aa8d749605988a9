use super::site::{Site, Socket};

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
    let tls_name = if site.upstream.tls {
        format!(
            "        proxy_ssl_server_name on;\n        proxy_ssl_name {};\n",
            site.host
        )
    } else {
        String::new()
    };
    format!(
        "\
server {{
    listen {port}{tls};
    listen [::]:{port}{tls};
    server_name {host};
{certificate}
    location {path}/ {{
        proxy_pass {upstream};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
{tls_name}    }}
}}
",
        host = site.host,
        path = site.path,
        upstream = upstream(site),
    )
}

/// A path after the address replaces that of `location`; without one, the path stays as it is.
fn upstream(site: &Site) -> String {
    let scheme = site.upstream.scheme();
    let path = if site.path == site.upstream.prefix {
        String::new()
    } else {
        format!("{}/", site.upstream.prefix)
    };
    match &site.upstream.socket {
        Socket::Unix(socket) if path.is_empty() => format!("{scheme}://unix:{}", socket.display()),
        Socket::Unix(socket) => format!("{scheme}://unix:{}:{path}", socket.display()),
        _ => format!("{scheme}://{}{path}", site.upstream.authority().unwrap_or_default()),
    }
}
