//! Where an app waits for its person to come back: a port on the loopback interface (RFC 8252 §7.3).

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};
use url::Url;

/// Listens on a port that the system chose, and notes who comes.
pub struct Callback {
    port: u16,
    visits: mpsc::UnboundedReceiver<Url>,
    listening: JoinHandle<()>,
}

impl Callback {
    pub async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let port = listener.local_addr().expect("its number").port();
        let (note, visits) = mpsc::unbounded_channel();
        let listening = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(welcome(connection, port, note.clone()));
            }
        });
        Self {
            port,
            visits,
            listening,
        }
    }

    /// The redirect URI with the port of this time.
    pub fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}/cb", self.port)
    }

    /// The address that the next visitor comes to; what stands after `#` is not sent by browsers.
    pub async fn visit(&mut self) -> Url {
        let visit = tokio::time::timeout(Duration::from_secs(20), self.visits.recv()).await;
        visit
            .expect("somebody comes back to the app")
            .expect("the listener lives")
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn welcome(mut connection: TcpStream, port: u16, note: mpsc::UnboundedSender<Url>) {
    let mut head = Vec::new();
    let mut chunk = [0; 4096];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match connection.read(&mut chunk).await {
            Ok(length) if length > 0 => head.extend_from_slice(chunk.get(..length).unwrap_or_default()),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head);
    let target = head.split(' ').nth(1).unwrap_or_default();
    let is_visit = target.starts_with("/cb");
    let page = "<!doctype html><title>The app</title><h1>Welcome back</h1>";
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
        page.len()
    );
    let _ = connection.write_all(answer.as_bytes()).await;
    if let (true, Ok(url)) = (is_visit, Url::parse(&format!("http://127.0.0.1:{port}{target}"))) {
        let _ = note.send(url);
    }
}
