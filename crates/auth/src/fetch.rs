//! The one way to addresses that someone else chose: documents are downloaded from there, and forms posted.

mod cache;
mod client;
mod download;
mod error;
mod jwt;
mod picture;
mod post;
mod reach;
mod resolver;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ipnet::IpNet;
use reqwest::{Certificate, Client};
use serde_json::Value;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};
use url::Url;

use self::cache::{Cache, Memory, Slot};
use self::download::{DOWNLOADS, Wanted};
pub use self::error::FetchError;
use self::error::told;
pub use self::picture::Picture;
use self::reach::Reach;
use self::resolver::LOOKUPS;

/// A key set of a hundred 4096 bit keys with their certificates is smaller.
static JSON: Wanted<Value> = Wanted {
    accept: "application/json, application/jwk-set+json",
    bytes: 256 * 1024,
    read: |url, body| serde_json::from_slice(body).map_err(|_| FetchError::NotJson(url.clone())),
};

static PICTURE: Wanted<Picture> = Wanted {
    accept: "image/png, image/webp, image/jpeg, image/gif",
    bytes: 512 * 1024,
    read: |url, body| Picture::read(body).ok_or_else(|| FetchError::NoPicture(url.clone())),
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
    documents: Arc<Cache<Value>>,
    jwts: Arc<Cache<String>>,
    pictures: Arc<Cache<Picture>>,
    /// Permits to download.
    downloads: Arc<Semaphore>,
    /// Permits to look a name up.
    lookups: Arc<Semaphore>,
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
                downloads: Arc::new(Semaphore::new(DOWNLOADS)),
                lookups: Arc::new(Semaphore::new(LOOKUPS)),
                clock: Instant::now,
            }),
        }
    }

    /// The document at `url`, not older than five minutes.
    pub async fn json(&self, url: &Url) -> Result<Value, FetchError> {
        self.remembered(&self.inner.documents, &JSON, url).await
    }

    /// The document at `url` as it is now, for a question that is asked once. Nothing of it is remembered.
    pub async fn json_now(&self, url: &Url) -> Result<Value, FetchError> {
        self.inner.reach.check(url)?;
        let _permit = self.permit(tokio::time::Instant::now()).await?;
        let (value, _) = self.download(url, &JSON).await?;
        Ok(value)
    }

    /// The picture at `url`, not older than a day.
    pub async fn picture(&self, url: &Url) -> Result<Picture, FetchError> {
        self.remembered(&self.inner.pictures, &PICTURE, url).await
    }

    /// The document at `url` as it is now, or as [`Fetch::json`] has it if it was refreshed within the last minute.
    pub async fn refresh_json(&self, url: &Url) -> Result<Value, FetchError> {
        self.inner.reach.check(url)?;
        let asked_at = tokio::time::Instant::now();
        let mut slot = self.inner.documents.slot(url, self.now()).await;
        let now = self.now();
        if !slot.may_be_refreshed(now)
            && let Some(remembered) = slot.remembered(now)
        {
            return remembered;
        }
        let permit = self.permit(asked_at).await?;
        slot.refreshed(now);
        self.filled(slot, &JSON, permit).await
    }

    fn now(&self) -> Instant {
        (self.inner.clock)()
    }

    async fn remembered<T: Clone + Send + 'static>(
        &self,
        cache: &Arc<Cache<T>>,
        wanted: &'static Wanted<T>,
        url: &Url,
    ) -> Result<T, FetchError> {
        self.inner.reach.check(url)?;
        let asked_at = tokio::time::Instant::now();
        // Whoever comes meanwhile waits here and finds the answer.
        let slot = cache.slot(url, self.now()).await;
        if let Some(remembered) = slot.remembered(self.now()) {
            return remembered;
        }
        let permit = self.permit(asked_at).await?;
        self.filled(slot, wanted, permit).await
    }

    /// Downloads in a task of its own: when whoever asked hangs up, it is remembered all the same, and nobody can make us
    /// ask anew by hanging up.
    async fn filled<T: Clone + Send + 'static>(
        &self,
        mut slot: Slot<T>,
        wanted: &'static Wanted<T>,
        permit: OwnedSemaphorePermit,
    ) -> Result<T, FetchError> {
        let fetch = self.clone();
        let task = tokio::spawn(async move {
            let outcome = fetch.download(slot.url(), wanted).await;
            drop(permit);
            slot.remember(outcome, fetch.now())
        });
        task.await
            .unwrap_or_else(|error| Err(FetchError::Client(format!("a task died: {error}"))))
    }
}

#[cfg(test)]
mod tests;
