use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use url::{Host, Url};

use super::FetchError;

/// How far a client goes: to the public internet by https, and where the operator allows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// By http as well.
    pub http: bool,
    /// To these networks as well, though they are private.
    pub networks: Vec<IpNet>,
    /// To any port.
    pub any_port: bool,
}

impl Reach {
    /// Private networks and this machine, too, also by http.
    pub fn anywhere() -> Self {
        let all = [IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::UNSPECIFIED)];
        Self {
            http: true,
            networks: all.map(|all| IpNet::new_assert(all, 0)).into(),
            any_port: true,
        }
    }

    /// Whether `url` may be asked at all. Names are judged once more when they are resolved.
    pub fn check(&self, url: &Url) -> Result<(), FetchError> {
        let refused = |reason| {
            let url = url.clone();
            Err(FetchError::Refused { url, reason })
        };
        match url.scheme() {
            "https" => {}
            "http" if self.http => {}
            _ => return refused("only https is allowed"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused("a user or password is not allowed");
        }
        // Low ports belong to other protocols, whose servers might make something of our request.
        let usual = match url.port() {
            None => true,
            Some(port) => matches!(port, 443 | 1024..),
        };
        if !usual && !self.any_port {
            return refused("the port is not allowed");
        }
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return refused("a host is needed"),
        };
        match literal {
            Some(address) if !self.includes(address) => Err(FetchError::Private(url.clone())),
            _ => Ok(()),
        }
    }

    /// Whether connections to `address` are allowed.
    pub fn includes(&self, address: IpAddr) -> bool {
        let is_global = match address {
            IpAddr::V4(address) => is_global_v4(address),
            IpAddr::V6(address) => is_global_v6(address),
        };
        let address = address.to_canonical();
        is_global || self.networks.iter().any(|network| network.contains(&address))
    }
}

/// The IANA registry of special-purpose IPv4 addresses (RFC 6890), with multicast and what is reserved.
fn is_global_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    match a {
        // This network, private, loopback; multicast, reserved, broadcast.
        0 | 10 | 127 | 224.. => false,
        // Shared by carriers (RFC 6598).
        100 => !(64..128).contains(&b),
        // Link-local, where the metadata of clouds is.
        169 => b != 254,
        172 => !(16..32).contains(&b),
        // Protocol assignments, documentation; the relays of 6to4; private.
        192 => !matches!((b, c), (0, 0 | 2) | (88, 99) | (168, _)),
        // Benchmarks (RFC 2544); documentation.
        198 => !matches!((b, c), (18 | 19, _) | (51, 100)),
        203 => (b, c) != (0, 113),
        _ => true,
    }
}

/// The IANA registry of special-purpose IPv6 addresses: only `2000::/3` is assigned as global unicast.
fn is_global_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let embedded = match address.octets() {
        // IPv4-mapped; NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, v4 @ ..]
        | [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, v4 @ ..] => Some(v4),
        // 6to4 (RFC 3056).
        [0x20, 0x02, a, b, c, d, ..] => Some([a, b, c, d]),
        _ => None,
    };
    match (embedded, first, second) {
        (Some(v4), ..) => is_global_v4(v4.into()),
        // Protocol assignments, among them Teredo (RFC 4380); documentation (RFC 3849, RFC 9637).
        (None, 0x2001, ..0x0200 | 0x0db8) | (None, 0x3fff, ..0x1000) => false,
        (None, ..) => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R7523-09, OBCL-08
    #[test]
    fn only_addresses_of_the_public_internet_are_within_reach() {
        let cases = [
            ("1.1.1.1", true),
            ("93.184.215.14", true),
            ("100.63.255.255", true),
            ("100.128.0.1", true),
            ("172.15.0.1", true),
            ("172.32.0.1", true),
            ("192.0.1.1", true),
            ("198.17.0.1", true),
            ("223.255.255.255", true),
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("10.0.0.1", false),
            ("100.64.0.1", false),
            ("100.127.255.255", false),
            ("127.0.0.1", false),
            ("127.255.255.254", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.0.0.1", false),
            ("192.0.2.1", false),
            ("192.88.99.1", false),
            ("192.168.1.1", false),
            ("198.18.0.1", false),
            ("198.19.255.255", false),
            ("198.51.100.1", false),
            ("203.0.113.1", false),
            ("224.0.0.1", false),
            ("239.255.255.255", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("2606:4700::1111", true),
            ("2a00:1450:4001::1", true),
            ("2001:4860:4860::8888", true),
            ("2001:200::1", true),
            ("::", false),
            ("::1", false),
            ("::127.0.0.1", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("fc00::1", false),
            ("fd00:ec2::254", false),
            ("ff02::1", false),
            ("100::1", false),
            ("2001::1", false),
            ("2001:10::1", false),
            ("2001:1ff::1", false),
            ("2001:db8::1", false),
            ("3fff::1", false),
            ("3fff:fff::1", false),
            ("3fff:1000::1", true),
            ("5f00::1", false),
            ("4000::1", false),
            // IPv4 inside
            ("::ffff:1.1.1.1", true),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:169.254.169.254", false),
            ("64:ff9b::1.1.1.1", true),
            ("64:ff9b::127.0.0.1", false),
            ("64:ff9b::a9fe:a9fe", false),
            ("64:ff9b:1::1.1.1.1", false),
            ("2002:101:101::1", true),
            ("2002:7f00:1::1", false),
            ("2002:a00:1::1", false),
            ("2002:c0a8:101::1", false),
            ("2002:a9fe:a9fe::1", false),
        ];
        for (address, within) in cases {
            let address = address.parse().unwrap();
            assert_eq!(Reach::default().includes(address), within, "{address}");
            assert!(Reach::anywhere().includes(address), "{address}");
        }
    }

    // R7523-09
    #[test]
    fn urls_are_judged_before_anything_is_sent() {
        let private = |url: &str| FetchError::Private(url.parse().unwrap());
        let refused = |url: &str, reason| FetchError::Refused {
            url: url.parse().unwrap(),
            reason,
        };
        let port = "the port is not allowed";
        let https = "only https is allowed";
        let user = "a user or password is not allowed";
        let cases = [
            ("https://rp.example/keys", Ok(())),
            ("https://rp.example:8443/keys", Ok(())),
            ("https://rp.example:1024/keys", Ok(())),
            ("https://1.1.1.1/keys", Ok(())),
            ("https://[2606:4700::1111]/keys", Ok(())),
            ("https://rp.example:25/", Err(refused("https://rp.example:25/", port))),
            ("https://rp.example:80/", Err(refused("https://rp.example:80/", port))),
            ("https://rp.example:0/", Err(refused("https://rp.example:0/", port))),
            ("http://rp.example/", Err(refused("http://rp.example/", https))),
            (
                "http://169.254.169.254/",
                Err(refused("http://169.254.169.254/", https)),
            ),
            ("file:///etc/passwd", Err(refused("file:///etc/passwd", https))),
            ("data:,1", Err(refused("data:,1", https))),
            ("https://a@rp.example/", Err(refused("https://a@rp.example/", user))),
            ("https://:b@rp.example/", Err(refused("https://:b@rp.example/", user))),
            ("https://169.254.169.254/", Err(private("https://169.254.169.254/"))),
            ("https://127.0.0.1:8443/", Err(private("https://127.0.0.1:8443/"))),
            ("https://[::1]/", Err(private("https://[::1]/"))),
            ("https://[::ffff:10.0.0.1]/", Err(private("https://[::ffff:10.0.0.1]/"))),
            // Other ways to write 127.0.0.1
            ("https://2130706433/", Err(private("https://127.0.0.1/"))),
            ("https://0x7f.1/", Err(private("https://127.0.0.1/"))),
            ("https://0177.0.0.1/", Err(private("https://127.0.0.1/"))),
            ("https://127.0.0.1./", Err(private("https://127.0.0.1/"))),
        ];
        for (url, expected) in cases {
            assert_eq!(Reach::default().check(&url.parse().unwrap()), expected, "{url}");
        }
        for url in ["http://127.0.0.1:81/", "https://10.0.0.1/", "http://localhost/"] {
            assert_eq!(Reach::anywhere().check(&url.parse().unwrap()), Ok(()), "{url}");
        }
    }

    #[test]
    fn an_operator_allows_single_networks() {
        let reach = Reach {
            networks: vec!["10.1.0.0/16".parse().unwrap(), "fd00:1::/32".parse().unwrap()],
            ..Reach::default()
        };
        for (address, within) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("10.2.0.1", false),
            ("127.0.0.1", false),
            ("fd00:1::1", true),
            ("fd00:2::1", false),
            ("1.1.1.1", true),
        ] {
            assert_eq!(reach.includes(address.parse().unwrap()), within, "{address}");
        }
        for (url, allowed) in [
            ("https://10.1.2.3/", true),
            ("http://10.1.2.3/", false),
            ("https://10.1.2.3:22/", false),
            ("https://10.2.0.1/", false),
        ] {
            assert_eq!(reach.check(&url.parse().unwrap()).is_ok(), allowed, "{url}");
        }
        let reach = Reach { http: true, ..reach };
        for (url, allowed) in [
            ("http://10.1.2.3/", true),
            ("http://rp.example:80/", true),
            ("http://rp.example:25/", false),
            ("http://127.0.0.1/", false),
        ] {
            assert_eq!(reach.check(&url.parse().unwrap()).is_ok(), allowed, "{url}");
        }
    }
}
