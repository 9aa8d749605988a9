//! What a reverse proxy has to be told.

mod apache;
mod caddy;
mod haproxy;
mod nginx;
mod site;
mod traefik;

use gatehouse_config::Config;

use self::site::Site;

/// A reverse proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxy {
    Nginx,
    Caddy,
    Traefik,
    Haproxy,
    Apache,
}

impl Proxy {
    pub const ALL: [Self; 5] = [Self::Nginx, Self::Caddy, Self::Traefik, Self::Haproxy, Self::Apache];
}

/// The part of its configuration that this installation needs.
pub fn stanza(proxy: Proxy, config: &Config) -> String {
    let site = Site::new(config);
    let (name, stanza) = match proxy {
        Proxy::Nginx => ("nginx", nginx::stanza(&site)),
        Proxy::Caddy => ("Caddy", caddy::stanza(&site)),
        Proxy::Traefik => ("Traefik 3, file provider", traefik::stanza(&site)),
        Proxy::Haproxy => ("HAProxy", haproxy::stanza(&site)),
        Proxy::Apache => ("Apache", apache::stanza(&site)),
    };
    let mut text = format!("# {name}\n");
    for note in site.notes(proxy) {
        text.push_str("# ");
        text.push_str(&note);
        text.push('\n');
    }
    text + &stanza
}

#[cfg(test)]
mod tests;
