//! The one way to addresses that someone else chose: documents are downloaded from there, and forms posted.

mod cache;
mod error;
mod jwt;
mod picture;
mod post;
mod reach;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ipnet::IpNet;
use reqwest::header::ACCEPT;
use reqwest::{Certificate, Client, Response, redirect};
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use self::cache::{Cache, Document, Memory};
pub use self::error::FetchError;
use self::error::{failure, told};
pub use self::picture::Picture;
use self::reach::{Reach, Resolver};

const CONNECT: Duration = Duration::from_secs(3);
const TOTAL: Duration = Duration::from_secs(5);

/// Each is checked as the first address was.
const REDIRECTIONS: usize = 3;

/// What is asked for.
#[derive(Clone, Copy)]
struct Wanted {
    accept: &'static str,
    bytes: usize,
}

/// A key set of a hundred 4096 bit keys with their certificates is smaller.
const JSON: Wanted = Wanted {
    accept: "application/json, application/jwk-set+json",
    bytes: 256 * 1024,
};

const PICTURE: Wanted = Wanted {
    accept: "image/png, image/webp, image/jpeg, image/gif",
    bytes: 512 * 1024,
};

/// Keys are rotated, and a server that was down for a moment is asked again.
const JSON_MEMORY: Memory = Memory {
    document: Duration::from_mins(5),
    failure: Duration::from_secs(10),
    by_fragment: false,
};

/// Nobody minds an old picture.
const PICTURE_MEMORY: Memory = Memory {
    document: Duration::from_hours(24),
    failure: Duration::from_mins(10),
    by_fragment: false,
};

/// How often a document may be downloaded anew before its time.
const REFRESH_INTERVAL: Duration = Duration::from_mins(1);

/// Where documents may be downloaded from, beside the public internet.
#[derive(Debug, Clone, Default)]
pub struct FetchSettings {
    /// By http as well.
    pub allow_http: bool,
    /// From these networks as well, though they are private.
    pub allowed_networks: Vec<IpNet>,
    /// Certificates, PEM, that are trusted as those of the machine are.
    pub ca: Option<String>,
}

/// Downloads and remembers documents, JWTs and pictures.
///
/// Clones share what they remember.
#[derive(Clone)]
pub struct Fetch {
    inner: Arc<Inner>,
}

struct Inner {
    reach: Reach,
    ca: Vec<Certificate>,
    /// Made at the first use: reading the CA certificates takes longer than the start of the server should.
    client: OnceCell<Client>,
    /// Follows no redirection.
    poster: OnceCell<Client>,
    documents: Cache<Value>,
    jwts: Cache<String>,
    pictures: Cache<Picture>,
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
        Self::within(Reach::default(), Vec::new())
    }

    /// For closed networks and tests: http and private networks, too.
    pub fn permitting_private_networks() -> Self {
        Self::within(Reach::anywhere(), Vec::new())
    }

    /// As the operator wants it.
    pub fn with(settings: FetchSettings) -> Result<Self, FetchError> {
        let ca = settings.ca.map_or(Ok(Vec::new()), |pem| {
            Certificate::from_pem_bundle(pem.as_bytes()).map_err(|error| FetchError::Client(told(&error)))
        });
        let reach = Reach {
            http: settings.allow_http,
            networks: settings.allowed_networks,
            any_port: false,
        };
        Ok(Self::within(reach, ca?))
    }

    fn within(reach: Reach, ca: Vec<Certificate>) -> Self {
        Self {
            inner: Arc::new(Inner {
                reach,
                ca,
                client: OnceCell::new(),
                poster: OnceCell::new(),
                documents: Cache::new(JSON_MEMORY),
                jwts: Cache::new(jwt::MEMORY),
                pictures: Cache::new(PICTURE_MEMORY),
                clock: Instant::now,
            }),
        }
    }

    /// The document at `url`, not older than five minutes.
    pub async fn json(&self, url: &Url) -> Result<Value, FetchError> {
        self.remembered(&self.inner.documents, url, self.download_json(url))
            .await
    }

    /// The document at `url` as it is now, for a question that is asked once. Nothing of it is remembered.
    pub async fn json_now(&self, url: &Url) -> Result<Value, FetchError> {
        self.inner.reach.check(url)?;
        let (value, _) = self.download_json(url).await?;
        Ok(value)
    }

    /// The picture at `url`, not older than a day.
    pub async fn picture(&self, url: &Url) -> Result<Picture, FetchError> {
        let download = async {
            let bytes = self.download(url, PICTURE).await?;
            let length = bytes.len();
            let picture = Picture::read(bytes).ok_or_else(|| FetchError::NoPicture(url.clone()))?;
            Ok((picture, length))
        };
        self.remembered(&self.inner.pictures, url, download).await
    }

    /// The document at `url` as it is now, or as [`Fetch::json`] has it if it was refreshed within the last minute.
    pub async fn refresh_json(&self, url: &Url) -> Result<Value, FetchError> {
        self.inner.reach.check(url)?;
        let cache = &self.inner.documents;
        let slot = cache.slot(url, self.now());
        let mut document = slot.lock().await;
        let now = self.now();
        if document.may_be_refreshed(now) {
            document.refreshed_at = Some(now);
        } else if let Some(remembered) = document.remembered(cache.memory, now) {
            return remembered;
        }
        let outcome = self.download_json(url).await;
        self.remember(cache, &mut document, url, outcome)
    }

    fn now(&self) -> Instant {
        (self.inner.clock)()
    }

    async fn remembered<T: Clone>(
        &self,
        cache: &Cache<T>,
        url: &Url,
        download: impl Future<Output = Result<(T, usize), FetchError>>,
    ) -> Result<T, FetchError> {
        self.inner.reach.check(url)?;
        let slot = cache.slot(url, self.now());
        // Whoever comes meanwhile waits here and finds the answer.
        let mut document = slot.lock().await;
        if let Some(remembered) = document.remembered(cache.memory, self.now()) {
            return remembered;
        }
        let outcome = download.await;
        self.remember(cache, &mut document, url, outcome)
    }

    fn remember<T: Clone>(
        &self,
        cache: &Cache<T>,
        document: &mut Document<T>,
        url: &Url,
        outcome: Result<(T, usize), FetchError>,
    ) -> Result<T, FetchError> {
        let now = self.now();
        match outcome {
            Ok((value, bytes)) => {
                document.value = Some((now, value.clone()));
                document.failure = None;
                cache.weigh(url, bytes);
                Ok(value)
            }
            Err(error) => {
                tracing::debug!(%error, "a document was not downloaded");
                document.failure = Some((now, error.clone()));
                Err(error)
            }
        }
    }

    async fn download_json(&self, url: &Url) -> Result<(Value, usize), FetchError> {
        let body = self.download(url, JSON).await?;
        let value = serde_json::from_slice(&body).map_err(|_| FetchError::NotJson(url.clone()))?;
        Ok((value, body.len()))
    }

    async fn download(&self, url: &Url, wanted: Wanted) -> Result<Vec<u8>, FetchError> {
        let client = self.client().await?;
        let response = client.get(url.clone()).header(ACCEPT, wanted.accept).send().await;
        let response = response.map_err(|error| failure(url, &error))?;
        if !response.status().is_success() {
            let (url, status) = (url.clone(), response.status().as_u16());
            return Err(FetchError::Status { url, status });
        }
        read(url, response, wanted.bytes).await
    }

    async fn client(&self) -> Result<&Client, FetchError> {
        let inner = Arc::clone(&self.inner);
        self.inner
            .client
            .get_or_try_init(|| made(move || client(&inner.reach, &inner.ca, following(&inner.reach))))
            .await
    }
}

async fn made(make: impl FnOnce() -> reqwest::Result<Client> + Send + 'static) -> Result<Client, FetchError> {
    tokio::task::spawn_blocking(make)
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

fn client(reach: &Reach, ca: &[Certificate], follow: redirect::Policy) -> reqwest::Result<Client> {
    Client::builder()
        .user_agent(concat!("gatehouse/", env!("CARGO_PKG_VERSION")))
        .https_only(!reach.http)
        .dns_resolver(Resolver(reach.clone()))
        .tls_certs_merge(ca.iter().cloned())
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

async fn read(url: &Url, mut response: Response, limit: usize) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(url, &error))? {
        if body.len() + chunk.len() > limit {
            let url = url.clone();
            return Err(FetchError::TooLong { url, limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests;
