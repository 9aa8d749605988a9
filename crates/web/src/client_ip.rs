//! The address that a request came from.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

use crate::Site;

/// The other end of the connection, as the listener or a PROXY header told it; none on a Unix socket.
#[derive(Debug, Clone, Copy)]
pub struct PeerAddress(pub Option<SocketAddr>);

impl Site {
    /// Whether the other end of the connection may say where a request came from.
    ///
    /// A Unix socket is as close as a trusted proxy can be.
    pub fn trusts(&self, peer: Option<SocketAddr>) -> bool {
        peer.is_none_or(|peer| is_trusted(peer.ip().to_canonical(), &self.trusted_proxies))
    }

    /// The way that a request came, as far as it is believed: whoever sent it, and the proxies, the nearest last.
    pub fn trail(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Vec<IpAddr> {
        trail(peer, headers, &self.trusted_proxies)
    }
}

/// Whoever sent a request.
pub(crate) fn client_ip(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    trail(peer, headers, trusted).first().copied()
}

/// Walks back from the peer through the `X-Forwarded-For` of proxies that are trusted (R9700-17).
fn trail(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Vec<IpAddr> {
    let peer = peer.map(|address| address.ip().to_canonical());
    let mut trail: Vec<IpAddr> = peer.into_iter().collect();
    if peer.is_some_and(|ip| !is_trusted(ip, trusted)) {
        return trail;
    }
    let lines = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|line| line.to_str().ok());
    let forwarded: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    // What a proxy wrote that is no address ends the trail.
    for ip in forwarded.into_iter().rev().map_while(parse) {
        trail.push(ip);
        if !is_trusted(ip, trusted) {
            break;
        }
    }
    trail.reverse();
    trail
}

fn is_trusted(ip: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&ip))
}

/// An address, with or without a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let ip = entry
        .parse::<IpAddr>()
        .or_else(|_| entry.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| entry.trim_start_matches('[').trim_end_matches(']').parse())
        .ok()?;
    Some(ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    // R9700-17
    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "::1/128"].map(|net| net.parse().unwrap()).to_vec();
        for (peer, lines, expected) in [
            (Some("203.0.113.9:1"), &["198.51.100.1"][..], Some("203.0.113.9")),
            (Some("10.0.0.1:1"), &["198.51.100.1"], Some("198.51.100.1")),
            // The client wrote the first entry itself.
            (Some("10.0.0.1:1"), &["6.6.6.6, 198.51.100.1"], Some("198.51.100.1")),
            (
                Some("10.0.0.1:1"),
                &["6.6.6.6", "198.51.100.1, 10.0.0.2"],
                Some("198.51.100.1"),
            ),
            (Some("10.0.0.1:1"), &["10.0.0.3,10.0.0.2"], Some("10.0.0.3")),
            (Some("10.0.0.1:1"), &["junk, 198.51.100.1:4711"], Some("198.51.100.1")),
            (Some("10.0.0.1:1"), &["junk"], Some("10.0.0.1")),
            (Some("10.0.0.1:1"), &[], Some("10.0.0.1")),
            (Some("[::1]:1"), &["2001:db8::1"], Some("2001:db8::1")),
            (
                Some("[::ffff:10.0.0.1]:1"),
                &["::ffff:198.51.100.1"],
                Some("198.51.100.1"),
            ),
            (None, &["198.51.100.1"], Some("198.51.100.1")),
            (None, &[], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let peer = peer.map(|peer| peer.parse().unwrap());
            let expected = expected.map(|ip| ip.parse().unwrap());
            assert_eq!(client_ip(peer, &headers, &trusted), expected, "{peer:?} {lines:?}");
        }
    }

    #[test]
    fn a_trail_begins_where_the_trusted_proxies_end() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        for (peer, line, expected) in [
            ("203.0.113.9:1", "198.51.100.1", &["203.0.113.9"][..]),
            (
                "10.0.0.1:1",
                "6.6.6.6, 198.51.100.1, 10.0.0.2",
                &["198.51.100.1", "10.0.0.2", "10.0.0.1"],
            ),
            ("10.0.0.1:1", "junk", &["10.0.0.1"]),
        ] {
            let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), line.parse().unwrap())]);
            let found = trail(Some(peer.parse().unwrap()), &headers, &trusted);
            let expected: Vec<IpAddr> = expected.iter().map(|ip| ip.parse().unwrap()).collect();
            assert_eq!(found, expected, "{peer} {line}");
        }
    }
}
