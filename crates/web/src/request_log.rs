//! One line for each request, without what is secret: no query, no header, no body.

use std::{
    fmt,
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

use crate::{Address, App, Peer};

/// Names a request in the log and on error pages.
#[derive(Debug, Clone, Copy)]
pub struct RequestId([u8; 6]);

impl Default for RequestId {
    fn default() -> Self {
        Self(gatehouse_tokens::random::bytes())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Twelve digits can be read out to somebody.
        let mut digits = [0; 12];
        let digits = base16ct::lower::encode_str(&self.0, &mut digits).map_err(|_| fmt::Error)?;
        f.write_str(digits)
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
        let peer = request.extensions().get::<Peer>();
        let sender = peer.and_then(|peer| self.app.site.trail(peer, request.headers()).sender);
        let line = RequestLine::begin(request.method(), sender);
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
    sender: Option<Address>,
}

impl RequestLine {
    pub fn begin(method: &Method, sender: Option<Address>) -> Self {
        Self {
            id: RequestId::default(),
            started: Instant::now(),
            method: method.clone(),
            sender,
        }
    }

    /// Writes it.
    pub fn end(&self, route: &str, status: StatusCode) {
        let Self { id, method, .. } = self;
        let ip = self.sender.as_ref().map(tracing::field::display);
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
