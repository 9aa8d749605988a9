//! Connections that wait for their next request.

use std::{
    collections::VecDeque,
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use crate::connection::Connection;

/// How often those are closed that were not used since the time before: within half a minute. Synapse closes what was idle
/// for a minute, and a request must not meet that.
const SWEEP_INTERVAL: Duration = Duration::from_secs(15);

/// Those to one homeserver; clones share them.
#[derive(Clone, Default)]
pub struct Pool(Arc<Mutex<Idle>>);

#[derive(Default)]
struct Idle {
    /// Those that wait longest first.
    connections: VecDeque<Box<Connection>>,
    /// Whether a task closes those that nobody asks for.
    is_swept: bool,
    /// How many lay here at the last sweep and were not taken since: the first ones.
    stale: usize,
}

impl Pool {
    /// The one that was used last. The homeserver may have closed it meanwhile: that shows when it is used.
    pub fn take(&self) -> Option<Lent> {
        let mut idle = lock(&self.0);
        let connection = idle.connections.pop_back()?;
        idle.stale = idle.stale.min(idle.connections.len());
        drop(idle);
        Some(self.lend(connection))
    }

    /// A new connection, which will come here.
    pub fn lend(&self, connection: Box<Connection>) -> Lent {
        Lent {
            connection,
            pool: self.clone(),
        }
    }
}

/// A connection in use.
pub struct Lent {
    connection: Box<Connection>,
    pool: Pool,
}

impl Lent {
    /// Keeps it for the next request, if it can take one.
    pub fn give_back(self) {
        if !self.connection.is_idle() {
            return;
        }
        let mut idle = lock(&self.pool.0);
        idle.connections.push_back(self.connection);
        if !idle.is_swept {
            idle.is_swept = true;
            tokio::spawn(sweep(Arc::downgrade(&self.pool.0)));
        }
    }
}

impl Deref for Lent {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// Closes what nobody asks for, until nothing is left.
async fn sweep(pool: Weak<Mutex<Idle>>) {
    loop {
        tokio::time::sleep(SWEEP_INTERVAL).await;
        let Some(pool) = pool.upgrade() else {
            return;
        };
        let mut idle = lock(&pool);
        let stale = idle.stale;
        idle.connections.drain(..stale);
        idle.stale = idle.connections.len();
        // A thousand clients that came at once don't come again at once.
        idle.connections.shrink_to(32);
        if idle.connections.is_empty() {
            idle.is_swept = false;
            return;
        }
    }
}

fn lock(idle: &Mutex<Idle>) -> MutexGuard<'_, Idle> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
