//! The one client with which documents are downloaded from addresses that someone else chose.

mod cache;
mod reach;

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Client, Response, redirect};
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use self::cache::{Cache, Document};
pub use self::reach::Reach;
use self::reach::{NoReachableAddress, Resolver};

const CONNECT: Duration = Duration::from_secs(3);
const TOTAL: Duration = Duration::from_secs(5);

/// A key set of a hundred 4096 bit keys with their certificates is smaller.
const BODY_BYTES: usize = 256 * 1024;

/// How long a document is taken as current.
const TTL: Duration = Duration::from_mins(5);

/// How long a failure is remembered, so that a client cannot make us knock at its door, or at another's, all the time.
const FAILURE_TTL: Duration = Duration::from_secs(10);

/// How often a document may be downloaded anew before its time.
const REFRESH_INTERVAL: Duration = Duration::from_mins(1);

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The URL is of a form that is never asked.
    #[error("{url}: {reason}")]
    Refused {
        /// The URL.
        url: Url,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The address is not one of the public internet.
    #[error("{0} is in a private network")]
    Private(Url),
    /// No answer, or not in time.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// The URL.
        url: Url,
        /// What the network said.
        reason: String,
    },
    /// An answer that is none: redirections are not followed.
    #[error("{url} answers {status}")]
    Status {
        /// The URL.
        url: Url,
        /// The HTTP status.
        status: u16,
    },
    /// The answer is longer than any sensible one.
    #[error("{0} answers more than {BODY_BYTES} bytes")]
    TooLong(Url),
    /// The answer is something else.
    #[error("{0} does not answer JSON")]
    NotJson(Url),
    /// Our own side cannot start, as when the system has no CA certificates.
    #[error("the HTTP client cannot start: {0}")]
    Client(String),
}

impl FetchError {
    /// Whether the same download may succeed a little later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Client(_) => true,
            Self::Status { status, .. } => *status >= 500 || *status == 429,
            Self::Refused { .. } | Self::Private(_) | Self::TooLong(_) | Self::NotJson(_) => false,
        }
    }
}

/// Downloads and remembers JSON documents, from the public internet only.
///
/// Clones share what they remember.
#[derive(Clone)]
pub struct Fetch {
    inner: Arc<Inner>,
}

struct Inner {
    reach: Reach,
    /// Made at the first use: reading the CA certificates takes longer than the start of the server should.
    client: OnceCell<Client>,
    cache: Cache,
    /// Injected to let tests move it.
    clock: fn() -> Instant,
}

impl Default for Fetch {
    fn default() -> Self {
        Self::new()
    }
}

impl Fetch {
    /// For the public internet: https, and no address of a private network, whatever DNS says (R7523-09, OBCL-08).
    pub fn new() -> Self {
        Self::within(Reach::Public)
    }

    /// For closed networks and tests: http and private networks, too.
    pub fn permitting_private_networks() -> Self {
        Self::within(Reach::Anywhere)
    }

    fn within(reach: Reach) -> Self {
        Self {
            inner: Arc::new(Inner {
                reach,
                client: OnceCell::new(),
                cache: Cache::default(),
                clock: Instant::now,
            }),
        }
    }

    /// The document at `url`, not older than five minutes.
    pub async fn json(&self, url: &Url) -> Result<Value, FetchError> {
        self.inner.reach.check(url)?;
        let slot = self.inner.cache.slot(url, self.now());
        // Whoever comes meanwhile waits here and finds the answer.
        let mut document = slot.lock().await;
        match document.remembered(self.now()) {
            Some(remembered) => remembered,
            None => self.download_into(&mut document, url).await,
        }
    }

    /// The document at `url` as it is now, or as [`Fetch::json`] has it if it was refreshed within the last minute.
    pub async fn refresh_json(&self, url: &Url) -> Result<Value, FetchError> {
        self.inner.reach.check(url)?;
        let slot = self.inner.cache.slot(url, self.now());
        let mut document = slot.lock().await;
        let now = self.now();
        if document.may_be_refreshed(now) {
            document.refreshed_at = Some(now);
            return self.download_into(&mut document, url).await;
        }
        match document.remembered(now) {
            Some(remembered) => remembered,
            None => self.download_into(&mut document, url).await,
        }
    }

    fn now(&self) -> Instant {
        (self.inner.clock)()
    }

    async fn download_into(&self, document: &mut Document, url: &Url) -> Result<Value, FetchError> {
        let outcome = self.download(url).await;
        let now = self.now();
        match outcome {
            Ok((value, bytes)) => {
                document.value = Some((now, value.clone()));
                document.failure = None;
                self.inner.cache.weigh(url, bytes);
                Ok(value)
            }
            Err(error) => {
                tracing::debug!(%error, "a document was not downloaded");
                document.failure = Some((now, error.clone()));
                Err(error)
            }
        }
    }

    async fn download(&self, url: &Url) -> Result<(Value, usize), FetchError> {
        let client = self.client().await?;
        let response = client.get(url.clone()).send().await;
        let response = response.map_err(|error| failure(url, &error))?;
        if !response.status().is_success() {
            let (url, status) = (url.clone(), response.status().as_u16());
            return Err(FetchError::Status { url, status });
        }
        let body = read(url, response).await?;
        let value = serde_json::from_slice(&body).map_err(|_| FetchError::NotJson(url.clone()))?;
        Ok((value, body.len()))
    }

    async fn client(&self) -> Result<&Client, FetchError> {
        let reach = self.inner.reach;
        self.inner
            .client
            .get_or_try_init(|| async move {
                tokio::task::spawn_blocking(move || client(reach))
                    .await
                    .map_err(|error| FetchError::Client(error.to_string()))?
                    .map_err(|error| {
                        let causes: Vec<_> = causes(&error).map(ToString::to_string).collect();
                        FetchError::Client(causes.join(": "))
                    })
            })
            .await
    }
}

fn client(reach: Reach) -> reqwest::Result<Client> {
    let accept = HeaderValue::from_static("application/json, application/jwk-set+json");
    Client::builder()
        .user_agent(concat!("gatehouse/", env!("CARGO_PKG_VERSION")))
        .default_headers([(ACCEPT, accept)].into_iter().collect())
        .https_only(reach == Reach::Public)
        .dns_resolver(Resolver(reach))
        // A redirection could lead to a place that was not checked, and a proxy resolves names by itself.
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(TOTAL)
        .build()
}

async fn read(url: &Url, mut response: Response) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(url, &error))? {
        if body.len() + chunk.len() > BODY_BYTES {
            return Err(FetchError::TooLong(url.clone()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failure(url: &Url, error: &reqwest::Error) -> FetchError {
    let url = url.clone();
    if causes(error).any(<dyn Error>::is::<NoReachableAddress>) {
        return FetchError::Private(url);
    }
    // The outer texts repeat the URL and say no more than "error sending request".
    let reason = if error.is_timeout() {
        "no answer in time".to_owned()
    } else {
        causes(error).last().map(ToString::to_string).unwrap_or_default()
    };
    FetchError::Unreachable { url, reason }
}

/// The error and what it comes from.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}

#[cfg(test)]
mod tests;
