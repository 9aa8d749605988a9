use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::{FetchError, download::DOWNLOADS, reach::Reach};

/// At once. One that nobody waits for any more counts until the system is done with it: it can't be stopped, and takes a
/// thread that others need as well.
pub(super) const LOOKUPS: usize = 2 * DOWNLOADS;

/// All addresses of the name are out of reach.
#[derive(Debug, thiserror::Error)]
#[error("no address of {0} is public")]
pub(super) struct NoReachableAddress(String);

/// Resolves names to the addresses within reach: as the connection is made to just these, a name that is resolved
/// differently the next time gains nothing.
pub(super) struct Resolver {
    pub reach: Reach,
    pub lookups: Arc<Semaphore>,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach.clone();
        let permit = Arc::clone(&self.lookups).try_acquire_owned();
        Box::pin(async move {
            let permit = permit.map_err(|_| FetchError::Busy)?;
            let host = name.as_str().to_owned();
            let found = spawn_blocking(move || {
                let _held = permit;
                (host, 0).to_socket_addrs()
            });
            let within: Vec<SocketAddr> = found.await??.filter(|found| reach.includes(found.ip())).collect();
            if within.is_empty() {
                return Err(NoReachableAddress(name.as_str().to_owned()).into());
            }
            let within: Addrs = Box::new(within.into_iter());
            Ok(within)
        })
    }
}
