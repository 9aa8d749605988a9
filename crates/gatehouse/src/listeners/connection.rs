use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use gatehouse_web::Peer;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::proxy_protocol;
use super::socket::Accepted;
use super::stall::{Patience, StallGuard};
use crate::router::Resources;

/// Of a request: request line and all fields. The longest are authorization requests with all their parameters.
const HEADER_BYTES: u16 = u16::MAX;

/// When a silent HTTP/2 connection is asked for a sign of life, and how long that may take.
const PING_INTERVAL: Duration = Duration::from_mins(1);
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// How much of a body may be on its way to us with HTTP/2, and of all bodies of a connection: those of one that is stuck
/// must leave room for the others.
const STREAM_WINDOW: u32 = 512 * 1024;
const CONNECTION_WINDOW: u32 = 16 * STREAM_WINDOW;

/// What HTTP is spoken over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub patience: Patience,
    pub proxy_header: Duration,
    pub handshake: Duration,
    /// From the first request to shut down to the end of the last connection.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            patience: Patience {
                header: Duration::from_secs(10),
                // Longer than proxies keep a connection (60 s to 120 s), so that it is for them to close it.
                idle: Duration::from_mins(3),
            },
            proxy_header: Duration::from_secs(5),
            handshake: Duration::from_secs(10),
            drain: Duration::from_mins(1),
        }
    }
}

/// How connections come to their end.
#[derive(Clone)]
pub(super) struct End {
    /// Finish the requests under way.
    pub finish: CancellationToken,
    /// Drop everything.
    pub drop: CancellationToken,
}

/// What the connections of one listener have in common.
pub(super) struct Site {
    name: String,
    resources: Arc<Resources>,
    tls: Option<TlsAcceptor>,
    proxy_protocol: bool,
    limits: Limits,
    http: auto::Builder<TokioExecutor>,
}

impl Site {
    pub fn new(listener: &super::BoundListener, resources: Resources, limits: Limits) -> Self {
        let mut http = auto::Builder::new(TokioExecutor::new());
        http.http1()
            .timer(TokioTimer::new())
            // See `StallGuard`.
            .header_read_timeout(None)
            .max_buf_size(HEADER_BYTES.into());
        http.http2()
            .timer(TokioTimer::new())
            .max_header_list_size(HEADER_BYTES.into())
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .keep_alive_interval(PING_INTERVAL)
            .keep_alive_timeout(PING_TIMEOUT);
        Self {
            name: listener.name.clone(),
            resources: Arc::new(resources),
            tls: listener.tls.clone(),
            proxy_protocol: listener.proxy_protocol,
            limits,
            http,
        }
    }

    /// Serves one connection until its end, or until the end of all.
    pub async fn serve(self: Arc<Self>, accepted: Accepted, peer: Option<SocketAddr>, end: End) {
        let established = tokio::select! {
            established = self.establish(accepted, peer) => established,
            () = end.finish.cancelled() => return,
        };
        let served = match established {
            Ok((stream, peer)) => self.serve_http(stream, peer, end).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = served {
            tracing::debug!(listener = self.name, ?peer, %error, "a connection failed");
        }
    }

    async fn establish(
        &self,
        accepted: Accepted,
        mut peer: Option<SocketAddr>,
    ) -> io::Result<(Box<dyn Stream>, Option<SocketAddr>)> {
        let mut stream = accepted.open()?;
        if self.proxy_protocol {
            let told = timeout(self.limits.proxy_header, proxy_protocol::accept(stream, peer)).await??;
            (stream, peer) = (Box::new(told.0), told.1);
        }
        if let Some(tls) = &self.tls {
            stream = Box::new(timeout(self.limits.handshake, tls.accept(stream)).await??);
        }
        Ok((stream, peer))
    }

    async fn serve_http(
        &self,
        stream: Box<dyn Stream>,
        peer: Option<SocketAddr>,
        end: End,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let guard = StallGuard::new(self.limits.patience);
        let stream = TokioIo::new(guard.observe(stream));
        let (resources, watch) = (Arc::clone(&self.resources), guard.clone());
        let peer = Peer::from(peer);
        let service = service_fn(move |request: Request<Incoming>| {
            let answering = watch.answering(request.version());
            let (resources, peer) = (Arc::clone(&resources), peer.clone());
            async move {
                let answer = resources.answer(request.map(Body::new), &peer).await;
                Ok::<_, Infallible>(answer.map(|body| answering.until_end_of(body)))
            }
        });
        let mut watched = guard.watch(self.http.serve_connection(stream, service));
        // One of its own: it is looked at whenever something happens, and all look under its lock.
        let finish = end.finish.child_token();
        tokio::select! {
            ended = &mut watched => return ended?,
            () = finish.cancelled() => watched.connection.as_mut().graceful_shutdown(),
        }
        // Never before that: one to wait for at a time is enough.
        tokio::select! {
            ended = watched => ended?,
            () = end.drop.cancelled() => Ok(()),
        }
    }
}
