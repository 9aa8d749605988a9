//! The app as it listens, a homeserver behind it, and clients before it.

use std::time::Duration;

use gatehouse_testkit::{Engine, Fixture as _, Listening, ResourceConfig, ResourceName, TestApp};
use reqwest::{Client, Version};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream},
    net::TcpStream,
    time::timeout,
};
use tokio_util::io::ReaderStream;
use url::Url;

use super::stub::Stub;

/// Both versions of HTTP that clients speak.
pub const VERSIONS: [Version; 2] = [Version::HTTP_11, Version::HTTP_2];

pub struct Stage {
    pub stub: Stub,
    pub app: TestApp,
    pub front: Listening,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(ResourceConfig::from(ResourceName::Homeserver), &[]).await
    }

    /// With options of the resource, and networks of proxies that are trusted.
    pub async fn with(resource: ResourceConfig, trusted: &[&str]) -> Self {
        let stub = Stub::start().await;
        let (app, front) = before(&stub.url(), resource, trusted).await;
        Self { stub, app, front }
    }

    /// Writes bytes to a connection of its own, and gives what comes back until it is closed or quiet.
    pub async fn raw(&self, request: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        let quiet = Duration::from_millis(500);
        while let Ok(Ok(1..)) = timeout(quiet, stream.read_buf(&mut received)).await {}
        String::from_utf8_lossy(&received).into_owned()
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.front.address).await.unwrap()
    }

    pub fn url(&self, path: &str) -> Url {
        self.front.url(path)
    }
}

/// The app before any homeserver.
pub async fn before(homeserver: &Url, resource: ResourceConfig, trusted: &[&str]) -> (TestApp, Listening) {
    // What is passed on never comes to the database.
    let app = TestApp::start(Engine::Sqlite).await;
    let front = Listening::start(&app, &[resource], homeserver, trusted).await;
    (app, front)
}

/// A client that speaks this version only, and takes answers as they are.
pub fn client(version: Version) -> Client {
    let builder = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let builder = if version == Version::HTTP_2 {
        builder.http2_prior_knowledge()
    } else {
        builder.http1_only()
    };
    builder.build().unwrap()
}

/// A body that is written while it is sent.
pub fn written() -> (DuplexStream, reqwest::Body) {
    let (writer, reader) = tokio::io::duplex(64 * 1024);
    (writer, reqwest::Body::wrap_stream(ReaderStream::new(reader)))
}
