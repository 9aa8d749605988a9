use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::BoundListener;
use super::connection::{End, Limits, Site};
use super::socket::Socket;
use crate::router::Resources;

/// How long to wait for descriptors or memory when there are none left for another connection.
const EXHAUSTION_PAUSE: Duration = Duration::from_secs(1);

/// Ends [`serve`]; clones are one and the same.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    requested: CancellationToken,
    insisted: CancellationToken,
}

impl Shutdown {
    /// To be called on each signal: the first time what is under way is finished, the second time everything ends.
    pub fn request(&self) {
        if self.requested.is_cancelled() {
            self.insisted.cancel();
        }
        self.requested.cancel();
    }

    /// Cancelled with the first request, for whatever else has to end.
    pub fn requested(&self) -> &CancellationToken {
        &self.requested
    }
}

/// Serves each listener's resources until `shutdown`; then finishes the requests under way, for up to a minute.
pub async fn serve(listeners: Vec<(BoundListener, Resources)>, shutdown: Shutdown) -> anyhow::Result<()> {
    serve_within(listeners, shutdown, Limits::default()).await
}

pub(super) async fn serve_within(
    listeners: Vec<(BoundListener, Resources)>,
    shutdown: Shutdown,
    limits: Limits,
) -> anyhow::Result<()> {
    let end = End {
        finish: shutdown.requested.child_token(),
        drop: shutdown.insisted.child_token(),
    };
    let connections = TaskTracker::new();
    let mut accepting = JoinSet::new();
    for (listener, resources) in listeners {
        let site = Arc::new(Site::new(&listener, resources, limits));
        for socket in listener.sockets {
            accepting.spawn(accept(socket, Arc::clone(&site), connections.clone(), end.clone()));
        }
    }

    let outcome = tokio::select! {
        () = end.finish.cancelled() => Ok(()),
        // They end by themselves only if they fail.
        Some(ended) = accepting.join_next() => ended.map_err(Into::into).flatten(),
    };
    end.finish.cancel();
    // The sockets are gone before the last requests are: what comes now goes to a successor.
    while accepting.join_next().await.is_some() {}

    connections.close();
    tokio::select! {
        () = connections.wait() => return outcome,
        () = end.drop.cancelled() => {}
        () = tokio::time::sleep(limits.drain) => {}
    }
    tracing::warn!(connections = connections.len(), "connections were dropped at the end");
    end.drop.cancel();
    connections.wait().await;
    outcome
}

async fn accept(socket: Socket, site: Arc<Site>, connections: TaskTracker, end: End) -> anyhow::Result<()> {
    loop {
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            () = end.finish.cancelled() => return Ok(()),
        };
        match accepted {
            Ok((stream, peer)) => {
                connections.spawn(Arc::clone(&site).serve(stream, peer, end.clone()));
            }
            Err(error) if is_of_connection(&error) => {}
            // A socket was handed over that does not listen.
            Err(error) if error.kind() == ErrorKind::InvalidInput => {
                return Err(error).with_context(|| format!("the listener `{}` cannot accept connections", site.name));
            }
            Err(error) => {
                tracing::error!(listener = site.name, %error, "no connection can be accepted");
                tokio::time::sleep(EXHAUSTION_PAUSE).await;
            }
        }
    }
}

/// Whether it is only about a connection that was gone before we could accept it.
fn is_of_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionRefused
            | ErrorKind::NotConnected
            | ErrorKind::Interrupted
    )
}
