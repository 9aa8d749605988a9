use gatehouse_config::{Config, load};

use super::{Proxy, stanza};

fn config(settings: &[(&str, &str)]) -> Config {
    let environment = settings
        .iter()
        .map(|(name, value)| (format!("GATEHOUSE__{name}"), (*value).to_owned()));
    load(&[], environment).unwrap().config
}

const BIND: &str = "HTTP__LISTENERS__0__BINDS__0__";

/// The lines that are no comments.
fn lines(proxy: Proxy, config: &Config) -> Vec<String> {
    let text = stanza(proxy, config);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_whole_host_goes_to_the_listener() {
    let config = config(&[("HTTP__PUBLIC_BASE", "https://auth.example.org/")]);
    for (proxy, expected) in [
        (
            Proxy::Nginx,
            &[
                "listen 443 ssl;",
                "server_name auth.example.org;",
                "location / {",
                "proxy_pass http://localhost:8080;",
            ][..],
        ),
        (Proxy::Caddy, &["auth.example.org {", "reverse_proxy localhost:8080"]),
        (
            Proxy::Traefik,
            &[
                "rule: \"Host(`auth.example.org`)\"",
                "entryPoints: [websecure]",
                "- url: http://localhost:8080",
            ],
        ),
    ] {
        let lines = lines(proxy, &config);
        for line in expected {
            assert!(lines.iter().any(|found| found == line), "{proxy:?} {line}: {lines:#?}");
        }
    }
}

#[test]
fn a_path_is_taken_away_kept_or_replaced_as_the_prefix_says() {
    for (prefix, nginx, caddy, traefik) in [
        (
            "",
            "proxy_pass http://localhost:8080/;",
            "handle_path /auth/* {",
            "middlewares: [gatehouse-strip]",
        ),
        (
            "/auth",
            "proxy_pass http://localhost:8080;",
            "handle /auth/* {",
            "service: gatehouse",
        ),
        (
            "/inner",
            "proxy_pass http://localhost:8080/inner/;",
            "rewrite * /inner{uri}",
            "middlewares: [gatehouse-strip, gatehouse-add]",
        ),
    ] {
        let config = config(&[
            ("HTTP__PUBLIC_BASE", "https://example.org/auth/"),
            ("HTTP__LISTENERS__0__PREFIX", prefix),
        ]);
        for (proxy, expected) in [(Proxy::Nginx, nginx), (Proxy::Caddy, caddy), (Proxy::Traefik, traefik)] {
            let lines = lines(proxy, &config);
            assert!(
                lines.iter().any(|found| found == expected),
                "{prefix:?} {expected}: {lines:#?}"
            );
        }
    }
}

#[test]
fn every_kind_of_socket_is_reached() {
    let socket = |name: &'static str, value: &'static str| -> Config {
        let mut config = config(&[]);
        let bind = &mut config.http.listeners[0].binds[0];
        *bind = gatehouse_config::BindConfig::default();
        match name {
            "ADDRESS" => bind.address = Some(value.to_owned()),
            "SOCKET" => bind.socket = Some(value.into()),
            _ => bind.fd = Some(0),
        }
        config
    };
    let all = config(&[(&format!("{BIND}HOST"), ""), (&format!("{BIND}PORT"), "81")]);
    for (config, nginx, caddy) in [
        (&all, "proxy_pass http://127.0.0.1:81;", "reverse_proxy 127.0.0.1:81"),
        (
            &socket("ADDRESS", "[::1]:82"),
            "proxy_pass http://[::1]:82;",
            "reverse_proxy [::1]:82",
        ),
        (
            &socket("SOCKET", "/run/gh.sock"),
            "proxy_pass http://unix:/run/gh.sock;",
            "reverse_proxy unix//run/gh.sock",
        ),
        (
            &socket("FD", "0"),
            "proxy_pass http://127.0.0.1:8080;",
            "reverse_proxy 127.0.0.1:8080",
        ),
    ] {
        for (proxy, expected) in [(Proxy::Nginx, nginx), (Proxy::Caddy, caddy)] {
            let lines = lines(proxy, config);
            assert!(lines.iter().any(|found| found == expected), "{expected}: {lines:#?}");
        }
    }
    assert!(stanza(Proxy::Traefik, &socket("SOCKET", "/run/gh.sock")).contains("does not speak to Unix sockets"));
}

#[test]
fn a_listener_with_a_proxy_protocol_header_is_told_or_served() {
    let config = config(&[("HTTP__LISTENERS__0__PROXY_PROTOCOL", "true")]);
    assert!(stanza(Proxy::Caddy, &config).contains("proxy_protocol v2"));
    for proxy in [Proxy::Nginx, Proxy::Traefik] {
        assert!(stanza(proxy, &config).contains("set proxy_protocol to false"));
    }
}
