//! Requests to the app under test, and what came back.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header},
};
use gatehouse_domain::OAuthError;
use gatehouse_web::Peer;
use serde_json::Value;
use tower::ServiceExt;
use url::form_urlencoded;

/// A request under construction.
#[must_use]
pub struct TestRequest {
    router: Router,
    method: Method,
    uri: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl TestRequest {
    pub(crate) fn new(router: Router, method: Method, uri: &str) -> Self {
        Self {
            router,
            method,
            uri: uri.to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header value");
        self.headers.append(HeaderName::from_static(name), value);
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// RFC 6749 §2.3.1
    pub fn basic(self, id: &str, secret: &str) -> Self {
        use base64::{Engine, prelude::BASE64_STANDARD};
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = BASE64_STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
        self.header("authorization", &format!("Basic {pair}"))
    }

    pub fn form<K: AsRef<str>, V: AsRef<str>>(mut self, fields: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            form.append_pair(name.as_ref(), value.as_ref());
        }
        self.body = form.finish().into_bytes();
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    /// A body without a content type.
    pub fn raw(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub async fn send(self) -> TestResponse {
        // As over a Unix socket: what a test says of the sender is believed.
        let peer = Peer(None);
        let mut request = Request::builder().method(self.method).uri(&self.uri).extension(peer);
        request.headers_mut().expect("a good URI").extend(self.headers);
        let request = request.body(Body::from(self.body)).expect("a good request");
        let response = self.router.oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 16 << 20).await.expect("a body");
        TestResponse {
            status: parts.status,
            headers: parts.headers,
            reason: parts
                .extensions
                .get::<OAuthError>()
                .map(|error| error.reason().to_owned()),
            length: body.len(),
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct TestResponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Why an OAuth endpoint refused, which an app is not told.
    pub reason: Option<String>,
    pub body: String,
    /// Of the body, in bytes over the wire.
    pub length: usize,
}

impl TestResponse {
    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{:?} {}", self.reason, self.body);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        let content_type = self.header(header::CONTENT_TYPE).unwrap_or_default();
        assert!(
            content_type.starts_with("application/json"),
            "{content_type}: {}",
            self.body
        );
        serde_json::from_str(&self.body).expect("JSON")
    }

    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    #[track_caller]
    pub fn location(&self) -> &str {
        self.header(header::LOCATION)
            .unwrap_or_else(|| panic!("no Location: {} {}", self.status, self.body))
    }

    /// An error of RFC 6749 §5.2, with a part of the private reason.
    #[track_caller]
    pub fn assert_oauth_error(self, status: u16, code: &str, reason: &str) -> Self {
        let body = self.json();
        assert_eq!(
            (self.status.as_u16(), body["error"].as_str()),
            (status, Some(code)),
            "{:?} {body}",
            self.reason
        );
        // CS-16
        assert!(body.get("errcode").is_none(), "{body}");
        // R6749-27
        let description = body["error_description"].as_str().unwrap_or_default();
        assert!(
            description
                .bytes()
                .all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E)),
            "{description}"
        );
        let private = self.reason.clone().unwrap_or_default();
        assert!(private.contains(reason), "the reason is {private:?}, not {reason:?}");
        self
    }

    /// The cookie that the response sets.
    pub fn set_cookie(&self, name: &str) -> Option<&str> {
        let lines = self
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok());
        lines.into_iter().find(|line| line.split('=').next() == Some(name))
    }
}
