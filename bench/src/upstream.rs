//! A homeserver that has its answers at hand. It runs as a process of its own.

use std::{
    net::SocketAddr,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use axum::{Router, extract::Path, http::header, response::IntoResponse, routing::get};

use crate::{
    load::Target,
    process::Process,
    server::{answers, free_address},
};

/// As long as the longest answer that is asked for.
static BYTES: [u8; 20_000] = [b'x'; 20_000];

/// A running one; gone when dropped.
pub struct Upstream {
    child: Child,
    pub address: SocketAddr,
}

impl Upstream {
    /// Starts this program once more.
    pub fn start() -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["upstream", &address.to_string()]).stdin(Stdio::null());
        let upstream = Self {
            child: command.spawn()?,
            address,
        };
        let begun = Instant::now();
        while !answers(address) {
            ensure!(
                begun.elapsed() < Duration::from_secs(10),
                "the homeserver does not start"
            );
            thread::sleep(Duration::from_millis(5));
        }
        Ok(upstream)
    }

    pub fn target(&self) -> Target {
        Target {
            address: self.address,
            process: Process(self.child.id()),
        }
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until the process is killed.
pub async fn serve(address: SocketAddr) -> Result<()> {
    let router = Router::new()
        .route("/_matrix/bytes/{count}", get(bytes))
        .route("/_matrix/held/{seconds}", get(held));
    let listener = tokio::net::TcpListener::bind(address).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn bytes(Path(count): Path<usize>) -> impl IntoResponse {
    let bytes = BYTES.get(..count).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], bytes)
}

async fn held(Path(seconds): Path<u64>) -> &'static str {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    "{}"
}
