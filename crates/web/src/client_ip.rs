//! The address that a request came from.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;

use crate::Site;

/// By whom a request came: proxies tell us so, and we tell the homeserver.
pub const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of a connection, as the listener or a PROXY header told it; none on a Unix socket.
#[derive(Debug, Clone)]
pub struct Peer(pub Option<Address>);

impl From<Option<SocketAddr>> for Peer {
    fn from(address: Option<SocketAddr>) -> Self {
        Self(address.map(|address| address.ip().into()))
    }
}

/// An IP address, written out once for all requests of a connection.
#[derive(Debug, Clone)]
pub struct Address {
    pub(crate) ip: IpAddr,
    text: HeaderValue,
}

impl From<IpAddr> for Address {
    /// An IPv4 client of a dual-stack socket is an IPv4 client.
    fn from(ip: IpAddr) -> Self {
        let ip = ip.to_canonical();
        // An address is always a value.
        let text = HeaderValue::try_from(ip.to_string()).unwrap_or(HeaderValue::from_static("unknown"));
        Self { ip, text }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.to_str().unwrap_or_default())
    }
}

/// The way that a request came, as far as it is believed.
#[derive(Debug)]
pub struct Trail {
    /// Whoever sent it.
    pub sender: Option<Address>,
    /// The proxies after that, the nearest last.
    pub proxies: Vec<Address>,
    /// Whether the other end of the connection may say where a request came from.
    pub is_peer_trusted: bool,
}

impl Trail {
    /// As the next server is told of it, in `X-Forwarded-For`.
    pub fn forwarded_for(&self) -> Option<HeaderValue> {
        let sender = self.sender.as_ref()?;
        if self.proxies.is_empty() {
            return Some(sender.text.clone());
        }
        let all = std::iter::once(sender).chain(&self.proxies);
        let texts: Vec<&[u8]> = all.map(|address| address.text.as_bytes()).collect();
        HeaderValue::from_bytes(&texts.join(&b", "[..])).ok()
    }
}

impl Site {
    /// Walks back from the peer through the `X-Forwarded-For` of proxies that are trusted (R9700-17).
    pub fn trail(&self, peer: &Peer, headers: &HeaderMap) -> Trail {
        trail(peer, headers, &self.trusted_proxies)
    }
}

fn trail(Peer(peer): &Peer, headers: &HeaderMap, trusted: &[IpNet]) -> Trail {
    // A Unix socket is as close as a trusted proxy can be.
    let is_peer_trusted = peer.as_ref().is_none_or(|peer| is_trusted(peer.ip, trusted));
    let mut trail = Trail {
        sender: peer.clone(),
        proxies: Vec::new(),
        is_peer_trusted,
    };
    if !is_peer_trusted {
        return trail;
    }
    // By bytes: whatever a client wrote before it, what a proxy has added counts.
    let lines = headers.get_all(FORWARDED_FOR).iter().rev();
    let entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    // What a proxy wrote that is no address ends the trail.
    for address in entries.map_while(parse) {
        let is_last = !is_trusted(address.ip, trusted);
        trail.proxies.extend(trail.sender.replace(address));
        if is_last {
            break;
        }
    }
    trail.proxies.reverse();
    trail
}

fn is_trusted(ip: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&ip))
}

/// An address, with or without a port.
fn parse(entry: &[u8]) -> Option<Address> {
    let entry = str::from_utf8(entry).ok()?.trim();
    let ip = entry
        .parse::<IpAddr>()
        .or_else(|_| entry.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| entry.trim_start_matches('[').trim_end_matches(']').parse())
        .ok()?;
    Some(ip.into())
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
            (
                Some("10.0.0.1:1"),
                &["6.6.6.6, ÿ\u{fe}, 198.51.100.1"],
                Some("198.51.100.1"),
            ),
            (
                Some("10.0.0.1:1"),
                &["6.6.6.6", "ÿ, 198.51.100.1"],
                Some("198.51.100.1"),
            ),
            (Some("10.0.0.1:1"), &["6.6.6.6", "ÿ"], Some("10.0.0.1")),
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
                headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).unwrap());
            }
            let peer = Peer::from(peer.map(|peer| peer.parse().unwrap()));
            let sender = trail(&peer, &headers, &trusted).sender.map(|sender| sender.to_string());
            assert_eq!(sender.as_deref(), expected, "{peer:?} {lines:?}");
        }
    }

    #[test]
    fn a_trail_begins_where_the_trusted_proxies_end() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        for (peer, line, expected) in [
            (Some("203.0.113.9:1"), "198.51.100.1", Some("203.0.113.9")),
            (
                Some("10.0.0.1:1"),
                "6.6.6.6, 198.51.100.1, 10.0.0.2",
                Some("198.51.100.1, 10.0.0.2, 10.0.0.1"),
            ),
            (Some("10.0.0.1:1"), "junk", Some("10.0.0.1")),
            (None, "198.51.100.1", Some("198.51.100.1")),
            (None, "junk", None),
        ] {
            let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), line.parse().unwrap())]);
            let peer = Peer::from(peer.map(|peer| peer.parse().unwrap()));
            let found = trail(&peer, &headers, &trusted).forwarded_for();
            let expected = expected.map(HeaderValue::from_static);
            assert_eq!(found, expected, "{peer:?} {line}");
        }
    }
}
