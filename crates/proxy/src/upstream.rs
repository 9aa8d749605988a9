//! The homeserver's address, and the connections to it.

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{
        HeaderValue, Request, Response, Uri, header,
        uri::{PathAndQuery, Scheme},
    },
};
use hyper::client::conn::TrySendError;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::crypto::aws_lc_rs;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tower::{BoxError, Service, ServiceExt as _, util::BoxCloneSyncService};
use url::Url;

use crate::{
    connection::{Answer, Connection, Stream},
    pool::Pool,
};

/// To a connection, with TLS where it is wanted.
const CONNECT: Duration = Duration::from_secs(5);
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

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("no connection")]
    Connect(#[source] BoxError),
    #[error("no answer")]
    Exchange(#[from] hyper::Error),
}

/// The homeserver, and a pool of connections to it; clones share it.
#[derive(Clone)]
pub struct Upstream(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    /// Without a path.
    address: Uri,
    /// Of the address.
    host: HeaderValue,
    /// What stands before every path, without a slash at its end.
    path: String,
    connector: Connector,
    pool: Pool,
    stopping: CancellationToken,
}

type Connector = BoxCloneSyncService<Uri, Box<dyn Stream>, BoxError>;

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
        let not_an_address = || EndpointError::NotAnAddress(endpoint.clone());
        let is_https = endpoint.scheme() == "https";
        let scheme = if is_https { Scheme::HTTPS } else { Scheme::HTTP };
        let address = Uri::builder()
            .scheme(scheme)
            .authority(authority.as_str())
            .path_and_query("/");
        Ok(Self(Arc::new(Parts {
            address: address.build().map_err(|_| not_an_address())?,
            host: authority.parse().map_err(|_| not_an_address())?,
            path: endpoint.path().trim_end_matches('/').to_owned(),
            connector: if is_https { tls()? } else { plain() },
            pool: Pool::default(),
            stopping,
        })))
    }

    /// The same homeserver, with connections of its own.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self(Arc::new(Parts {
            pool: Pool::default(),
            // Each request that waits is entered there, under a lock.
            stopping: self.0.stopping.child_token(),
            ..self.0.as_ref().clone()
        }))
    }

    /// The path there of what was asked for here below a prefix; none for what is no path.
    pub fn target(&self, asked: &Uri, prefix: &str) -> Option<Uri> {
        let asked = asked.path_and_query()?;
        if self.0.path.is_empty() && prefix.is_empty() {
            return Some(asked.clone().into());
        }
        let path = asked.as_str().strip_prefix(prefix)?;
        let path: PathAndQuery = format!("{}{path}", self.0.path).parse().ok()?;
        Some(path.into())
    }

    /// Waits until what is held back for later should be let go, so that a restart takes moments.
    pub async fn stopping(&self) {
        self.0.stopping.cancelled().await;
        tokio::time::sleep(GRACE).await;
    }

    /// Sends a request, and waits for the head of the answer for as long as it takes.
    pub async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, SendError> {
        let host = || self.0.host.clone();
        request.headers_mut().entry(header::HOST).or_insert_with(host);
        while let Some(mut connection) = self.0.pool.take() {
            match connection.send(request).await {
                Ok(answer) => return Ok(answer.map(|body| Body::new(Answer::new(body, connection)))),
                // Closed while it waited. What was sent in part may have been acted on, and is not sent again.
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(error.into_error().into()),
                },
            }
        }
        let mut connection = self.0.pool.lend(Box::new(self.connect().await?));
        let answer = connection.send(request).await;
        let answer = answer.map_err(TrySendError::into_error)?;
        Ok(answer.map(|body| Body::new(Answer::new(body, connection))))
    }

    async fn connect(&self) -> Result<Connection, SendError> {
        let stream = self.0.connector.clone().oneshot(self.0.address.clone()).await;
        Ok(Connection::over(stream.map_err(SendError::Connect)?).await?)
    }
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

fn plain() -> Connector {
    in_time(tcp())
}

fn tls() -> io::Result<Connector> {
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_platform_verifier(aws_lc_rs::default_provider())?
        .https_only()
        .enable_http1()
        .wrap_connector(tcp());
    Ok(in_time(connector))
}

/// The limit of TCP is neither for the look-up of the name before it, nor for the handshake after it.
fn in_time<C>(connector: C) -> Connector
where
    C: Service<Uri, Response: Stream + 'static, Error: Into<BoxError>, Future: Send> + Clone + Send + Sync + 'static,
{
    let connect = move |uri| {
        let connecting = connector.clone().call(uri);
        async move {
            let stream = timeout(CONNECT, connecting).await.map_err(io::Error::from)?;
            Ok(Box::new(stream.map_err(Into::into)?) as Box<dyn Stream>)
        }
    };
    BoxCloneSyncService::new(tower::service_fn(connect))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_below_that_of_the_endpoint_and_left_as_they_are() {
        for (endpoint, prefix, asked, expected) in [
            (
                "http://localhost:8008/",
                "",
                "/_matrix/client/v3/sync?since=a%2Fb",
                "/_matrix/client/v3/sync?since=a%2Fb",
            ),
            ("http://[::1]:8008", "", "/_matrix/%23a%3Ab", "/_matrix/%23a%3Ab"),
            (
                "http://hs.example/synapse/",
                "",
                "http://evil.example/_matrix/x?",
                "/synapse/_matrix/x?",
            ),
            ("http://hs.example", "/auth", "/auth/_matrix/x?y", "/_matrix/x?y"),
            ("http://hs.example/a", "/auth", "/auth/_matrix/x", "/a/_matrix/x"),
        ] {
            let upstream = Upstream::new(&endpoint.parse().unwrap(), CancellationToken::new()).unwrap();
            let target = upstream.target(&asked.parse().unwrap(), prefix).unwrap();
            assert_eq!(target.to_string(), expected);
        }
    }
}
