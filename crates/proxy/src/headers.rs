//! What changes in the fields of a message on its way.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Uri, Version,
    header::{self, Entry},
};
use gatehouse_web::{FORWARDED_FOR, Trail};

/// Of one connection only (RFC 9110 §7.6.1), and `Expect`, which is answered here when the body is asked for.
const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
];

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// What only a proxy may say.
const CLAIMS: [&str; 6] = [
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-real-ip",
    "forwarded",
];

/// Takes away what is about one connection, or named so by `Connection`.
pub fn drop_hop_by_hop(headers: &mut HeaderMap) {
    if headers.contains_key(header::CONNECTION) {
        let lines = headers.get_all(header::CONNECTION).iter();
        let names: Vec<HeaderName> = lines
            .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
            .filter_map(|name| HeaderName::from_bytes(name.trim_ascii()).ok())
            .collect();
        for name in names {
            // The length is that of the message, and the host is its address, whatever a client says.
            if name != header::CONTENT_LENGTH && name != header::HOST {
                headers.remove(name);
            }
        }
    }
    remove(headers, &HOP_BY_HOP);
}

/// A message has few fields: to look at each costs less than to look for each name.
fn remove(headers: &mut HeaderMap, names: &[&str]) {
    if headers.keys().any(|name| names.contains(&name.as_str())) {
        for name in names {
            headers.remove(*name);
        }
    }
}

/// Makes the fields of a request those of the same request over HTTP/1.1.
pub fn settle(headers: &mut HeaderMap, uri: &Uri, version: Version) {
    // RFC 9112 §3.2.2: an absolute target names the host, whatever the field says. In HTTP/2 all are.
    if let Some(authority) = uri.authority()
        && let Some(host) = authority.as_str().rsplit('@').next()
        && let Ok(host) = HeaderValue::from_str(host)
    {
        headers.insert(header::HOST, host);
    }
    if version >= Version::HTTP_2 {
        join_cookies(headers);
    }
}

/// RFC 9113 §8.2.3: HTTP/2 may split what is one field in HTTP/1.1.
fn join_cookies(headers: &mut HeaderMap) {
    let Entry::Occupied(mut cookies) = headers.entry(header::COOKIE) else {
        return;
    };
    if cookies.iter().nth(1).is_none() {
        return;
    }
    let parts: Vec<&[u8]> = cookies.iter().map(HeaderValue::as_bytes).collect();
    if let Ok(joined) = HeaderValue::from_bytes(&parts.join(&b"; "[..])) {
        cookies.insert(joined);
    }
}

/// Tells the homeserver where the request came from. The host that was asked for stays in `Host`.
///
/// Synapse believes the first address of `X-Forwarded-For`, so that nothing may stand there which a client wrote.
pub fn forward(headers: &mut HeaderMap, trail: &Trail, is_secure: bool) {
    if !trail.is_peer_trusted {
        remove(headers, &CLAIMS);
    }
    match trail.forwarded_for() {
        Some(addresses) => headers.insert(FORWARDED_FOR, addresses),
        None => headers.remove(FORWARDED_FOR),
    };
    let proto = HeaderValue::from_static(if is_secure { "https" } else { "http" });
    headers.entry(FORWARDED_PROTO).or_insert(proto);
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use gatehouse_web::Address;

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn what_is_about_one_connection_ends_with_it() {
        let mut found = headers(&[
            ("connection", "close, X-Secret"),
            ("connection", "x-other, content-length, host"),
            ("x-secret", "1"),
            ("x-other", "1"),
            ("x-third", "1"),
            ("content-length", "3"),
            ("host", "example.org"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "websocket"),
            ("accept", "*/*"),
        ]);
        let no_text = HeaderValue::from_bytes(b"\xff, x-third").unwrap();
        found.append(header::CONNECTION, no_text);
        drop_hop_by_hop(&mut found);
        let expected = headers(&[("content-length", "3"), ("host", "example.org"), ("accept", "*/*")]);
        assert_eq!(found, expected);
    }

    #[test]
    fn a_target_names_the_host() {
        for (uri, field, expected) in [
            ("/_matrix/x", "a.example", "a.example"),
            ("http://b.example:81/_matrix/x", "a.example", "b.example:81"),
            ("http://user:word@b.example/_matrix/x", "a.example", "b.example"),
        ] {
            let mut found = headers(&[]);
            found.insert(header::HOST, HeaderValue::from_static(field));
            settle(&mut found, &uri.parse().unwrap(), Version::HTTP_11);
            assert_eq!(found[header::HOST], expected, "{uri}");
        }
    }

    #[test]
    fn cookies_are_one_field() {
        let mut found = headers(&[("cookie", "a=1"), ("cookie", "b=2")]);
        settle(&mut found, &Uri::from_static("/"), Version::HTTP_2);
        assert_eq!(found, headers(&[("cookie", "a=1; b=2")]));
    }

    #[test]
    fn only_proxies_may_say_where_a_request_came_from() {
        let claims = [
            ("host", "example.org"),
            ("x-forwarded-for", "6.6.6.6"),
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "public.example"),
            ("x-real-ip", "6.6.6.6"),
            ("forwarded", "for=6.6.6.6"),
        ];
        let address = |text: &str| Address::from(text.parse::<IpAddr>().unwrap());
        let mut trail = Trail {
            sender: Some(address("198.51.100.1")),
            proxies: vec![address("10.0.0.1")],
            is_peer_trusted: true,
        };
        let mut found = headers(&claims);
        forward(&mut found, &trail, false);
        assert_eq!(found["x-forwarded-for"], "198.51.100.1, 10.0.0.1");
        assert_eq!(found["x-forwarded-proto"], "https");
        assert_eq!(found["x-forwarded-host"], "public.example");

        let mut found = headers(&claims);
        trail.is_peer_trusted = false;
        trail.proxies.clear();
        forward(&mut found, &trail, false);
        let expected = headers(&[
            ("host", "example.org"),
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-proto", "http"),
        ]);
        assert_eq!(found, expected);
    }
}
