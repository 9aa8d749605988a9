use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::BoundListener;
use super::connection::{End, Limits, Site};
use super::shard::{Shard, Shards};
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
    let shards = Shards::start(listeners.iter().any(|(listener, _)| listener.is_proxy()));
    let shards = shards.context("the threads for connections can't start")?;
    let mut accepting = JoinSet::new();
    for (listener, resources) in listeners {
        let is_proxy = listener.is_proxy();
        let its = if is_proxy { shards.of_threads() } else { shards.here() };
        let sites = its.iter().map(|shard| {
            let resources = if is_proxy {
                resources.apart(shards.handed_over())
            } else {
                resources.clone()
            };
            (shard.clone(), Arc::new(Site::new(&listener, resources, limits)))
        });
        let sites: Arc<[_]> = sites.collect();
        for socket in listener.sockets {
            accepting.spawn(accept(socket, listener.name.clone(), Arc::clone(&sites), end.clone()));
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

    tokio::select! {
        () = shards.ended() => return outcome,
        () = end.drop.cancelled() => {}
        () = tokio::time::sleep(limits.drain) => {}
    }
    tracing::warn!(
        connections = shards.connections(),
        "connections were dropped at the end"
    );
    end.drop.cancel();
    shards.ended().await;
    outcome
}

/// Gives each connection to the shard that has the fewest; there is one at least.
async fn accept(socket: Socket, listener: String, sites: Arc<[(Shard, Arc<Site>)]>, end: End) -> anyhow::Result<()> {
    loop {
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            () = end.finish.cancelled() => return Ok(()),
        };
        match accepted {
            Ok((connection, peer)) => {
                if let Some((shard, site)) = sites.iter().min_by_key(|(shard, _)| shard.connections()) {
                    shard.serve(Arc::clone(site).serve(connection, peer, end.clone()));
                }
            }
            Err(error) if is_of_connection(&error) => {}
            // A socket was handed over that does not listen.
            Err(error) if error.kind() == ErrorKind::InvalidInput => {
                return Err(error).with_context(|| format!("the listener `{listener}` cannot accept connections"));
            }
            Err(error) => {
                tracing::error!(listener, %error, "no connection can be accepted");
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
