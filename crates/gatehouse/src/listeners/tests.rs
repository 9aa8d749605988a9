mod binds;
mod bodies;
mod http;
mod proxy_protocol;
mod shards;
mod shutdown;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Extension;
use axum::http::Version;
use axum::routing::get;
use gatehouse_config::ListenerConfig;
use gatehouse_web::Peer;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::connection::Limits;
use super::serve::serve_within;
use super::stall::Patience;
use super::*;

/// As an operator's file would say it.
fn configured(listeners: &Value) -> Vec<ListenerConfig> {
    let file = tempfile::Builder::new().suffix(".yaml").tempfile().unwrap();
    std::fs::write(file.path(), json!({"http": {"listeners": listeners}}).to_string()).unwrap();
    let loaded = gatehouse_config::load(&[file.path().to_owned()], []).unwrap();
    loaded.config.http.listeners
}

/// One listener with this bind.
fn one(bind: &Value) -> Vec<ListenerConfig> {
    configured(&json!([{"name": "web", "resources": [{"name": "health"}], "binds": [bind]}]))
}

async fn refusal(config: &[ListenerConfig]) -> String {
    match bind(config).await {
        Ok(_) => panic!("it was bound"),
        Err(error) => format!("{error:#}"),
    }
}

/// Shorter limits, so that tests need not wait for long.
fn short() -> Limits {
    Limits {
        patience: Patience {
            header: Duration::from_millis(300),
            idle: Duration::from_millis(1200),
        },
        proxy_header: Duration::from_millis(300),
        handshake: Duration::from_millis(300),
        drain: Duration::from_secs(1),
    }
}

struct Server {
    addresses: Vec<Address>,
    shutdown: Shutdown,
    /// A request to `/slow` is answered when it gets a permit.
    permits: Arc<Semaphore>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Server {
    /// Serves all these listeners.
    async fn start(config: &[ListenerConfig]) -> Self {
        let bound = bind(config).await.unwrap();
        let addresses = bound
            .iter()
            .flat_map(|listener| listener.addresses().to_vec())
            .collect();
        let permits = Arc::new(Semaphore::new(0));
        let waited = Arc::clone(&permits);
        let slow = move || async move {
            waited.acquire().await.unwrap().forget();
            "done"
        };
        let router = Router::new()
            .route(
                "/peer",
                get(async |Extension(Peer(peer)): Extension<Peer>| {
                    peer.map_or("none".to_owned(), |peer| peer.to_string())
                }),
            )
            .route(
                "/thread",
                get(async || std::thread::current().name().unwrap_or_default().to_owned()),
            )
            .route("/panic", get(async || -> &str { panic!("on purpose") }))
            .route("/version", get(async |version: Version| format!("{version:?}")))
            .route("/slow", get(slow))
            .route("/trickle", get(async || bodies::trickle()))
            .route("/flood", get(async || bodies::flood()));
        let shutdown = Shutdown::default();
        let sites = bound
            .into_iter()
            .map(|listener| (listener, router.clone().into()))
            .collect();
        let task = tokio::spawn(serve_within(sites, shutdown.clone(), short()));
        Self {
            addresses,
            shutdown,
            permits,
            task,
        }
    }

    fn address(&self) -> SocketAddr {
        match self.addresses[0] {
            Address::Tcp(address) => address,
            Address::Unix(_) => panic!("not TCP"),
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address()).await.unwrap()
    }

    async fn end(self) {
        self.shutdown.request();
        self.task.await.unwrap().unwrap();
    }
}

/// The body of the answer, over HTTP/1.1.
async fn ask<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, path: &str) -> String {
    send(stream, path).await;
    answer(stream).await
}

async fn send<S: AsyncWrite + Unpin>(stream: &mut S, path: &str) {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
}

/// Empty if there was none.
async fn answer<S: AsyncRead + Unpin>(stream: &mut S) -> String {
    let mut received = Vec::new();
    loop {
        let text = String::from_utf8(received.clone()).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() == length.unwrap().parse::<usize>().unwrap() {
                return body.to_owned();
            }
        }
        match stream.read_buf(&mut received).await {
            Ok(0) | Err(_) => return String::new(),
            Ok(_) => {}
        }
    }
}

/// How long it takes the server to close the connection.
async fn closed<S: AsyncRead + Unpin>(stream: &mut S) -> Duration {
    let started = tokio::time::Instant::now();
    let mut rest = Vec::new();
    let wait = stream.read_to_end(&mut rest);
    // An error is a connection reset.
    let _ = tokio::time::timeout(Duration::from_secs(20), wait)
        .await
        .expect("the connection stays open");
    assert_eq!(String::from_utf8_lossy(&rest), "");
    started.elapsed()
}
