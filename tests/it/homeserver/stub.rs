//! A homeserver of which a test says each byte.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use url::Url;

/// Longer than anything takes that a test does not want to last.
const PATIENCE: Duration = Duration::from_secs(10);

/// Listens, and does nothing by itself.
pub struct Stub(TcpListener);

impl Stub {
    pub async fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub fn url(&self) -> Url {
        Url::parse(&format!("http://{}/", self.0.local_addr().unwrap())).unwrap()
    }

    /// Waits for a request on a new connection.
    pub async fn request(&self) -> Exchange {
        let (stream, _) = timeout(PATIENCE, self.0.accept()).await.expect("a connection").unwrap();
        stream.set_nodelay(true).unwrap();
        let mut exchange = Exchange {
            head: String::new(),
            unread: Vec::new(),
            stream,
        };
        exchange.next().await;
        exchange
    }

    /// Answers all that comes, on any connection, with its own path.
    pub async fn answer_all(self) {
        while let Ok((stream, _)) = self.0.accept().await {
            tokio::spawn(async move {
                let mut exchange = Exchange {
                    head: String::new(),
                    unread: Vec::new(),
                    stream,
                };
                while exchange.read_head().await.is_some() {
                    let length = exchange.field("content-length").map_or(0, |text| text.parse().unwrap());
                    exchange.body(length).await;
                    let path = exchange.target().to_owned();
                    exchange.answer("200 OK", &path).await;
                }
            });
        }
    }
}

/// A connection on which a request has come.
pub struct Exchange {
    /// The request line and fields, in small letters but for the values.
    pub head: String,
    unread: Vec<u8>,
    stream: TcpStream,
}

impl Exchange {
    /// Waits for the next request on the same connection.
    pub async fn next(&mut self) {
        timeout(PATIENCE, self.read_head())
            .await
            .expect("a request")
            .expect("a whole head");
    }

    async fn read_head(&mut self) -> Option<()> {
        loop {
            if let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") {
                self.head = String::from_utf8(self.unread.drain(..end + 4).collect()).unwrap();
                return Some(());
            }
            if self.stream.read_buf(&mut self.unread).await.unwrap_or(0) == 0 {
                return None;
            }
        }
    }

    pub fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    /// The value of a field that may be there once.
    #[track_caller]
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut values = self.head.lines().filter_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        });
        let value = values.next();
        assert_eq!(values.next(), None, "{name} is there twice: {}", self.head);
        value
    }

    /// So many bytes of the body, as they come.
    pub async fn body(&mut self, length: usize) -> Vec<u8> {
        while self.unread.len() < length {
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.unread)).await;
            assert_ne!(read.expect("more of the body").unwrap(), 0, "the body is cut off");
        }
        self.unread.drain(..length).collect()
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// A whole answer.
    pub async fn answer(&mut self, status: &str, body: &str) {
        let length = body.len();
        self.send(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}"))
            .await;
    }

    /// Waits until the other side hangs up.
    pub async fn hung_up(&mut self) {
        let mut rest = Vec::new();
        // An error is a connection reset.
        let _ = timeout(PATIENCE, self.stream.read_to_end(&mut rest))
            .await
            .expect("the connection stays open");
    }
}
