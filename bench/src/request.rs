//! Requests in bytes, written once and sent often.

use url::form_urlencoded;

const AGENT: &str = "gatehouse-bench";

/// A request without a body.
pub fn get(path: &str, cookies: &str) -> Vec<u8> {
    let cookies = header("cookie", cookies);
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: {AGENT}\r\n{cookies}\r\n").into_bytes()
}

/// The same by an app that shows its access token.
pub fn get_as(path: &str, token: &str) -> Vec<u8> {
    let bearer = header("authorization", &format!("Bearer {token}"));
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: {AGENT}\r\n{bearer}\r\n").into_bytes()
}

/// A form, sent with `headers`: whole lines.
pub fn form(path: &str, headers: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    post(path, "application/x-www-form-urlencoded", headers, &body)
}

/// A body of some kind.
pub fn post(path: &str, content_type: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: {AGENT}\r\n{headers}content-type: {content_type}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The line of a header; none when there is no value.
pub fn header(name: &str, value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!("{name}: {value}\r\n")
    }
}
