//! Where connections are served: docs/decisions/0020-a-thread-keeps-its-connections.md.

use std::sync::Arc;
use std::{io, thread};

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// All connections of a server.
pub(super) struct Shards {
    here: Vec<Shard>,
    of_threads: Vec<Shard>,
}

impl Shards {
    /// Those on the threads of the caller; and if wanted, one for each core on a thread of its own.
    pub fn start(with_threads: bool) -> io::Result<Self> {
        let cores = if with_threads {
            thread::available_parallelism()?.get()
        } else {
            0
        };
        let of_threads: io::Result<_> = (0..cores).map(Shard::on_a_thread).collect();
        Ok(Self {
            here: vec![Shard::of(Handle::current(), None)],
            of_threads: of_threads?,
        })
    }

    /// On the threads of the caller.
    pub fn here(&self) -> &[Shard] {
        &self.here
    }

    /// On threads of their own.
    pub fn of_threads(&self) -> &[Shard] {
        &self.of_threads
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.all().map(Shard::connections).sum()
    }

    /// Waits until all have ended, when no more will come.
    pub async fn ended(&self) {
        for shard in self.all() {
            shard.connections.close();
            shard.connections.wait().await;
        }
    }

    fn all(&self) -> impl Iterator<Item = &Shard> {
        self.here.iter().chain(&self.of_threads)
    }
}

/// A share of the connections; clones are one and the same.
#[derive(Clone)]
pub(super) struct Shard {
    runtime: Handle,
    connections: TaskTracker,
    /// Ends the thread, if there is one for this shard alone.
    _thread: Option<Arc<DropGuard>>,
}

impl Shard {
    fn on_a_thread(index: usize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let end = CancellationToken::new();
        let guard = end.clone().drop_guard();
        let thread = thread::Builder::new().name(format!("shard-{index}"));
        thread.spawn(move || runtime.block_on(end.cancelled()))?;
        Ok(Self::of(handle, Some(Arc::new(guard))))
    }

    fn of(runtime: Handle, thread: Option<Arc<DropGuard>>) -> Self {
        Self {
            runtime,
            connections: TaskTracker::new(),
            _thread: thread,
        }
    }

    /// Serves one more connection.
    pub fn serve(&self, connection: impl Future<Output = ()> + Send + 'static) {
        self.connections.spawn_on(connection, &self.runtime);
    }

    /// How many there are.
    pub fn connections(&self) -> usize {
        self.connections.len()
    }
}
