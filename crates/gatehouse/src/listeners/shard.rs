//! Where connections are served: docs/decisions/0020-a-thread-keeps-its-connections.md.

use std::sync::{Arc, mpsc};
use std::{io, slice, thread};

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// Of a shard. Only names are looked up there.
const BLOCKING_THREADS: usize = 4;

/// All connections of a server.
pub(super) struct Shards {
    here: Shard,
    of_threads: Vec<Shard>,
    handed_over: TaskTracker,
}

impl Shards {
    /// That on the threads of the caller; and if wanted, one for each core on a thread of its own.
    pub fn start(with_threads: bool) -> io::Result<Self> {
        let cores = if with_threads {
            thread::available_parallelism().map_or(1, usize::from)
        } else {
            0
        };
        let of_threads: io::Result<_> = (0..cores).map(Shard::on_a_thread).collect();
        Ok(Self {
            here: Shard::of(Handle::current(), None),
            of_threads: of_threads?,
            handed_over: TaskTracker::new(),
        })
    }

    /// On the threads of the caller.
    pub fn here(&self) -> &[Shard] {
        slice::from_ref(&self.here)
    }

    /// On threads of their own.
    pub fn of_threads(&self) -> &[Shard] {
        &self.of_threads
    }

    /// What those hand over to the threads of the caller.
    pub fn handed_over(&self) -> &TaskTracker {
        &self.handed_over
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.all().map(Shard::connections).sum()
    }

    /// Waits until all have ended, when no more will come.
    pub async fn ended(&self) {
        let trackers = self.all().map(|shard| &shard.connections);
        for tracker in trackers.chain([&self.handed_over]) {
            tracker.close();
            tracker.wait().await;
        }
    }

    fn all(&self) -> impl Iterator<Item = &Shard> {
        self.here().iter().chain(&self.of_threads)
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
        let end = CancellationToken::new();
        let guard = end.clone().drop_guard();
        let (tell, told) = mpsc::channel();
        let thread = thread::Builder::new().name(format!("shard-{index}"));
        // The runtime is made and dropped there: to drop one is not allowed where another one runs.
        thread.spawn(move || {
            let runtime = Builder::new_current_thread()
                .enable_all()
                .max_blocking_threads(BLOCKING_THREADS)
                .build();
            match runtime {
                Ok(runtime) => {
                    let _ = tell.send(Ok(runtime.handle().clone()));
                    runtime.block_on(end.cancelled());
                }
                Err(error) => {
                    let _ = tell.send(Err(error));
                }
            }
        })?;
        let runtime = told.recv().map_err(io::Error::other)??;
        Ok(Self::of(runtime, Some(Arc::new(guard))))
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
