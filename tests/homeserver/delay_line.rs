//! A way to the homeserver that can be made slow.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Passes bytes on to a loopback port, as late as it is told.
pub struct DelayLine {
    port: u16,
    delay: Arc<watch::Sender<Duration>>,
    under_way: Arc<watch::Sender<Vec<String>>>,
    listening: JoinHandle<()>,
}

impl DelayLine {
    /// Longer than anybody waits.
    pub const FOR_EVER: Duration = Duration::from_hours(1);

    pub async fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let delay = Arc::new(watch::Sender::new(Duration::ZERO));
        let under_way = Arc::default();
        let (told, noted) = (Arc::clone(&delay), Arc::clone(&under_way));
        let listening = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                // An end that is away looks like it: the connection ends at once.
                if let Ok(far) = TcpStream::connect(("127.0.0.1", target)).await {
                    tokio::spawn(pass_on(near, far, Arc::clone(&told), Arc::clone(&noted)));
                }
            }
        });
        Self {
            port,
            delay,
            under_way,
            listening,
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// From now on, what is sent arrives that much later.
    pub fn delay(&self, by: Duration) {
        self.delay.send_replace(by);
    }

    /// Waits until a request for this path is on its way and late.
    pub async fn carries(&self, path: &str) {
        let mut under_way = self.under_way.subscribe();
        let sent = under_way.wait_for(|requests| requests.iter().any(|request| request.contains(path)));
        let sent = tokio::time::timeout(Duration::from_secs(20), sent).await;
        assert!(sent.is_ok(), "nobody asks for {path}");
    }
}

impl Drop for DelayLine {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn pass_on(
    near: TcpStream,
    far: TcpStream,
    delay: Arc<watch::Sender<Duration>>,
    under_way: Arc<watch::Sender<Vec<String>>>,
) {
    let (mut near_reads, mut near_writes) = near.into_split();
    let (mut far_reads, mut far_writes) = far.into_split();
    let there = async {
        let mut chunk = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = near_reads.read(&mut chunk).await {
            let by = *delay.borrow();
            if !by.is_zero() {
                let text = String::from_utf8_lossy(&chunk[..length]);
                let request = text.lines().next().unwrap_or_default().to_owned();
                under_way.send_modify(|requests| requests.push(request));
                tokio::time::sleep(by).await;
            }
            if far_writes.write_all(&chunk[..length]).await.is_err() {
                break;
            }
        }
    };
    // Whichever end hangs up first hangs up for both.
    tokio::select! {
        () = there => {}
        _ = copy(&mut far_reads, &mut near_writes) => {}
    }
}
