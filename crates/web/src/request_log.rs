//! One line for each request, without what is secret: no query, no header, no body.

use std::{fmt, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{App, PeerAddress, client_ip};

/// Names a request in the log and on error pages.
#[derive(Debug, Clone)]
pub struct RequestId(Arc<str>);

impl Default for RequestId {
    fn default() -> Self {
        Self(gatehouse_tokens::random::alphanumeric(12).into())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The outermost layer: gives the request its id and tells what came of it.
pub async fn log(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId::default();
    request.extensions_mut().insert(id.clone());
    let started = Instant::now();
    let method = request.method().clone();
    // The route, not the path: ids in it are nobody's business.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let peer = request.extensions().get::<PeerAddress>().and_then(|peer| peer.0);
    let ip = client_ip::client_ip(peer, request.headers(), &app.site.trusted_proxies);
    let response = next.run(request).await;
    let status = response.status();
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let ip = ip.map(tracing::field::display);
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    if status.is_server_error() {
        tracing::error!(request = %id, %method, route, status = status.as_u16(), ms, ip, "request");
    } else {
        tracing::info!(request = %id, %method, route, status = status.as_u16(), ms, ip, "request");
    }
    response
}
