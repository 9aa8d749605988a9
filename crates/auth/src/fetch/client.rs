//! The HTTP clients behind [`Fetch`].

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, redirect};

use super::{Fetch, FetchError, Inner, error::told, reach::Reach, resolver::Resolver};

const CONNECT: Duration = Duration::from_secs(3);
pub(super) const TOTAL: Duration = Duration::from_secs(5);

/// Each is checked as the first address was.
const REDIRECTIONS: usize = 3;

impl Fetch {
    /// The one that downloads.
    pub(super) async fn client(&self) -> Result<&Client, FetchError> {
        let make = || made(&self.inner, following(&self.inner.reach));
        self.inner.client.get_or_try_init(make).await
    }

    /// The one that posts.
    pub(super) async fn poster(&self) -> Result<&Client, FetchError> {
        let make = || made(&self.inner, redirect::Policy::none());
        self.inner.poster.get_or_try_init(make).await
    }
}

async fn made(inner: &Arc<Inner>, follow: redirect::Policy) -> Result<Client, FetchError> {
    let inner = Arc::clone(inner);
    tokio::task::spawn_blocking(move || client(&inner, follow))
        .await
        .map_err(|error| FetchError::Client(error.to_string()))?
        .map_err(|error| FetchError::Client(told(&error)))
}

fn following(reach: &Reach) -> redirect::Policy {
    let judge = reach.clone();
    redirect::Policy::custom(move |next| match judge.check(next.url()) {
        Err(refusal) => next.error(refusal),
        Ok(()) if next.previous().len() > REDIRECTIONS => next.stop(),
        Ok(()) => next.follow(),
    })
}

fn client(inner: &Inner, follow: redirect::Policy) -> reqwest::Result<Client> {
    Client::builder()
        .user_agent(concat!("gatehouse/", env!("CARGO_PKG_VERSION")))
        .https_only(!inner.reach.http)
        .dns_resolver(Resolver {
            reach: inner.reach.clone(),
            lookups: Arc::clone(&inner.lookups),
        })
        .tls_certs_merge(inner.ca.iter().cloned())
        .redirect(follow)
        // A proxy resolves names by itself.
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(TOTAL)
        .build()
}
