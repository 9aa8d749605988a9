//! One line for each request, without what is secret: no query, no header, no body.

use std::{
    fmt,
    net::IpAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
    response::Response,
};
use tower::{Layer, Service};

use crate::{App, PeerAddress, client_ip};

/// Names a request in the log and on error pages.
#[derive(Debug, Clone, Copy)]
pub struct RequestId(u64);

impl Default for RequestId {
    fn default() -> Self {
        // Twelve digits can be read out to somebody.
        Self(u64::from_be_bytes(gatehouse_tokens::random::bytes()) >> 16)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}

/// The outermost layer: gives the request its id and tells what came of it.
#[derive(Clone)]
pub struct RequestLog(pub App);

impl<S> Layer<S> for RequestLog {
    type Service = Logged<S>;

    fn layer(&self, inner: S) -> Logged<S> {
        Logged {
            app: self.0.clone(),
            inner,
        }
    }
}

#[derive(Clone)]
pub struct Logged<S> {
    app: App,
    inner: S,
}

impl<S> Service<Request> for Logged<S>
where
    S: Service<Request, Response = Response>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let peer = request.extensions().get::<PeerAddress>().and_then(|peer| peer.0);
        let ip = client_ip::client_ip(peer, request.headers(), &self.app.site.trusted_proxies);
        let line = RequestLine::begin(request.method(), ip);
        // The route, not the path: ids in it are nobody's business.
        let route = request.extensions().get::<MatchedPath>().cloned();
        request.extensions_mut().insert(line.id);
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            line.end(route.as_ref().map_or("-", MatchedPath::as_str), response.status());
            Ok(response)
        })
    }
}

/// What is known of a request when it comes; it becomes a line when it is answered.
pub struct RequestLine {
    pub id: RequestId,
    started: Instant,
    method: Method,
    ip: Option<IpAddr>,
}

impl RequestLine {
    /// `ip` is the sender's.
    pub fn begin(method: &Method, ip: Option<IpAddr>) -> Self {
        Self {
            id: RequestId::default(),
            started: Instant::now(),
            method: method.clone(),
            ip,
        }
    }

    /// Writes it.
    pub fn end(&self, route: &str, status: StatusCode) {
        let Self { id, method, .. } = self;
        let ip = self.ip.map(tracing::field::display);
        let micros = self.started.elapsed().as_micros();
        // A fraction of few digits is shorter to write and to read.
        let ms = f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1000.0;
        if status.is_server_error() {
            tracing::error!(request = %id, %method, route, status = status.as_u16(), ms, ip, "request");
        } else {
            tracing::info!(request = %id, %method, route, status = status.as_u16(), ms, ip, "request");
        }
    }
}
