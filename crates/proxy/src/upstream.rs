//! The homeserver's address, and the connections to it.

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{
        Request, Response, Uri,
        uri::{Authority, PathAndQuery, Scheme},
    },
};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{
    client::legacy::{self, Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::crypto::aws_lc_rs;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tower::{BoxError, Service, util::BoxCloneSyncService};
use url::Url;

/// To a connection, with TLS where it is wanted.
const CONNECT: Duration = Duration::from_secs(5);
/// Synapse closes what was idle for a minute; a request must not meet that.
const IDLE: Duration = Duration::from_secs(30);
/// When a silent connection is asked for a sign of life: the answer to a held request may never come.
const KEEP_ALIVE: Duration = Duration::from_mins(1);

/// How long those may still wait who only ask, once the server is to stop.
const GRACE: Duration = Duration::from_secs(2);

/// Why an endpoint can't be used.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    #[error("{0} has no host")]
    NoHost(Url),
    #[error("{0} is no address")]
    NotAnAddress(Url),
    #[error("the certificates of the system's authorities can't be used: {0}")]
    Certificates(#[from] io::Error),
}

/// The homeserver, and a pool of connections to it; clones share it.
#[derive(Clone)]
pub struct Upstream(Arc<Parts>);

struct Parts {
    scheme: Scheme,
    authority: Authority,
    /// What stands before every path, without a slash at its end.
    path: String,
    client: Pool,
    stopping: CancellationToken,
}

enum Pool {
    Plain(Client<HttpConnector, Body>),
    Tls(Client<TlsConnector, Body>),
}

type TlsStream = hyper_rustls::MaybeHttpsStream<hyper_util::rt::TokioIo<tokio::net::TcpStream>>;
type TlsConnector = BoxCloneSyncService<Uri, TlsStream, BoxError>;

impl Upstream {
    /// Connects when the first request comes. Once `stopping` is cancelled, nobody is kept waiting any more.
    pub fn new(endpoint: &Url, stopping: CancellationToken) -> Result<Self, EndpointError> {
        let host = endpoint
            .host_str()
            .ok_or_else(|| EndpointError::NoHost(endpoint.clone()))?;
        let authority = match endpoint.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let is_https = endpoint.scheme() == "https";
        let client = if is_https {
            Pool::Tls(pool().build(tls()?))
        } else {
            Pool::Plain(pool().build(tcp()))
        };
        let authority = authority
            .parse()
            .map_err(|_| EndpointError::NotAnAddress(endpoint.clone()))?;
        Ok(Self(Arc::new(Parts {
            scheme: if is_https { Scheme::HTTPS } else { Scheme::HTTP },
            authority,
            path: endpoint.path().trim_end_matches('/').to_owned(),
            client,
            stopping,
        })))
    }

    /// The address there of what was asked for here; none for what is no path.
    pub fn uri(&self, asked: &Uri) -> Option<Uri> {
        let path = asked.path_and_query()?;
        let path: PathAndQuery = if self.0.path.is_empty() {
            path.clone()
        } else {
            format!("{}{path}", self.0.path).parse().ok()?
        };
        let uri = Uri::builder()
            .scheme(self.0.scheme.clone())
            .authority(self.0.authority.clone())
            .path_and_query(path);
        uri.build().ok()
    }

    /// Waits until what is held back for later should be let go, so that a restart takes moments.
    pub async fn stopping(&self) {
        self.0.stopping.cancelled().await;
        tokio::time::sleep(GRACE).await;
    }

    /// Sends a request, and waits for the head of the answer for as long as it takes.
    pub async fn send(&self, request: Request<Body>) -> Result<Response<Body>, legacy::Error> {
        let answer = match &self.0.client {
            Pool::Plain(client) => client.request(request),
            Pool::Tls(client) => client.request(request),
        };
        Ok(answer.await?.map(Body::new))
    }
}

fn pool() -> legacy::Builder {
    let mut pool = Client::builder(TokioExecutor::new());
    pool.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE);
    pool
}

fn tcp() -> HttpConnector {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT));
    tcp.set_keepalive(Some(KEEP_ALIVE));
    tcp.set_keepalive_interval(Some(KEEP_ALIVE / 4));
    tcp.set_keepalive_retries(Some(4));
    tcp
}

fn tls() -> io::Result<TlsConnector> {
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_platform_verifier(aws_lc_rs::default_provider())?
        .https_only()
        .enable_http1()
        .wrap_connector(tcp());
    // The limit of TCP ends before the handshake begins.
    let within = move |uri| {
        let connecting = connector.clone().call(uri);
        async move { timeout(CONNECT, connecting).await.map_err(io::Error::from)? }
    };
    Ok(BoxCloneSyncService::new(tower::service_fn(within)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_below_that_of_the_endpoint_and_left_as_they_are() {
        for (endpoint, asked, expected) in [
            (
                "http://localhost:8008/",
                "/_matrix/client/v3/sync?since=a%2Fb",
                "http://localhost:8008/_matrix/client/v3/sync?since=a%2Fb",
            ),
            (
                "http://[::1]:8008",
                "/_matrix/%23a%3Ab",
                "http://[::1]:8008/_matrix/%23a%3Ab",
            ),
            (
                "http://hs.example/synapse/",
                "http://evil.example/_matrix/x?",
                "http://hs.example/synapse/_matrix/x?",
            ),
        ] {
            let upstream = Upstream::new(&endpoint.parse().unwrap(), CancellationToken::new()).unwrap();
            let uri = upstream.uri(&asked.parse().unwrap()).unwrap();
            assert_eq!(uri.to_string(), expected);
        }
    }
}
