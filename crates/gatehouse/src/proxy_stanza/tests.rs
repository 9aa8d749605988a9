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
        (
            Proxy::Haproxy,
            &[
                "bind :::443 v4v6 ssl crt /etc/ssl/auth.example.org.pem alpn h2,http/1.1",
                "default_backend gatehouse",
                "server gatehouse localhost:8080",
            ],
        ),
        (
            Proxy::Apache,
            &[
                "<VirtualHost *:443>",
                "ServerName auth.example.org",
                "ProxyPass \"/\" \"http://localhost:8080/\" nocanon",
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
    for (prefix, nginx, caddy, traefik, haproxy, apache) in [
        (
            "",
            "proxy_pass http://localhost:8080/;",
            "handle_path /auth/* {",
            "middlewares: [gatehouse-strip]",
            "http-request replace-path ^/auth(/.*)$ \\1",
            "ProxyPass \"/auth/\" \"http://localhost:8080/\" nocanon",
        ),
        (
            "/auth",
            "proxy_pass http://localhost:8080;",
            "handle /auth/* {",
            "service: gatehouse",
            "use_backend gatehouse if { path_beg /auth/ }",
            "ProxyPass \"/auth/\" \"http://localhost:8080/auth/\" nocanon",
        ),
        (
            "/inner",
            "proxy_pass http://localhost:8080/inner/;",
            "rewrite * /inner{uri}",
            "middlewares: [gatehouse-strip, gatehouse-add]",
            "http-request replace-path ^/auth(/.*)$ /inner\\1",
            "ProxyPass \"/auth/\" \"http://localhost:8080/inner/\" nocanon",
        ),
    ] {
        let config = config(&[
            ("HTTP__PUBLIC_BASE", "https://example.org/auth/"),
            ("HTTP__LISTENERS__0__PREFIX", prefix),
        ]);
        for (proxy, expected) in Proxy::ALL.into_iter().zip([nginx, caddy, traefik, haproxy, apache]) {
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
    assert!(stanza(Proxy::Haproxy, &config).contains("send-proxy-v2"));
    for proxy in [Proxy::Nginx, Proxy::Traefik, Proxy::Apache] {
        assert!(stanza(proxy, &config).contains("set proxy_protocol to false"));
    }
}

/// With a homeserver behind the same proxy.
fn with_homeserver(resource: &str) -> Config {
    config(&[
        ("HTTP__PUBLIC_BASE", "https://example.org/"),
        ("HTTP__LISTENERS__0__RESOURCES__0__NAME", resource),
        ("MATRIX__SECRET", "secret"),
        ("MATRIX__ENDPOINT", "http://127.0.0.1:8008/"),
    ])
}

#[test]
fn sign_in_of_older_clients_is_ours_and_the_rest_the_homeservers() {
    let config = with_homeserver("oauth");
    let compat = "^/_matrix/(client/(api/)?[^/]+/(login(/.*)?|logout(/all)?|refresh)|static/client/login(/.*)?)$";
    for (proxy, ours, theirs) in [
        (
            Proxy::Nginx,
            format!("location ~ {compat} {{"),
            "proxy_pass http://127.0.0.1:8008;",
        ),
        (
            Proxy::Caddy,
            format!("@compat path_regexp {compat}"),
            "reverse_proxy http://127.0.0.1:8008",
        ),
        (
            Proxy::Traefik,
            format!("rule: \"Host(`example.org`) && PathRegexp(`{compat}`)\""),
            "- url: http://127.0.0.1:8008",
        ),
        (
            Proxy::Haproxy,
            format!("use_backend gatehouse if {{ path -m reg {compat} }}"),
            "server homeserver 127.0.0.1:8008",
        ),
        (
            Proxy::Apache,
            "ProxyPassMatch \"^(/_matrix/(client/(api/)?[^/]+/(login(/.*)?|logout(/all)?|refresh)|static/client/login(/.*)?))$\" \"http://localhost:8080$1\""
                .to_owned(),
            "ProxyPass \"/_matrix/\" \"http://127.0.0.1:8008/_matrix/\" nocanon",
        ),
    ] {
        let lines = lines(proxy, &config);
        for line in [ours.as_str(), theirs] {
            assert!(lines.iter().any(|found| found == line), "{proxy:?} {line}: {lines:#?}");
        }
    }
}

#[test]
fn the_guide_shows_what_is_printed() {
    let config = config(&[
        ("HTTP__PUBLIC_BASE", "https://example.org/"),
        ("MATRIX__SECRET", "secret"),
        ("MATRIX__ENDPOINT", "http://localhost:8008/"),
    ]);
    let guide = include_str!("../../../../docs/reverse-proxy.md");
    for proxy in Proxy::ALL {
        let text = stanza(proxy, &config);
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let text = lines.map(|line| format!("{line}\n")).collect::<Vec<_>>().concat();
        assert!(guide.contains(&text), "not in docs/reverse-proxy.md:\n{text}");
    }
}

#[test]
fn all_of_it_is_ours_when_the_listener_passes_requests_on() {
    let config = with_homeserver("homeserver");
    for proxy in Proxy::ALL {
        let text = stanza(proxy, &config);
        assert!(!text.contains(":8008") && !text.contains("_matrix"), "{text}");
    }
    assert!(stanza(Proxy::Nginx, &config).contains("client_max_body_size 0;"));
}
