use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OwnedMutexGuard;
use url::Url;

use super::{FetchError, REFRESH_INTERVAL};

const ENTRIES: usize = 1000;

/// Of all documents together, as they were sent: the parsed form takes several times that.
const BYTES: usize = 8 * 1024 * 1024;

/// How long something is remembered.
#[derive(Clone, Copy)]
pub(super) struct Memory {
    /// A document that is taken as current.
    pub document: Duration,
    /// A failure, so that nobody can make us knock at a door all the time.
    pub failure: Duration,
    /// The fragment, which is not sent, tells one version of a document from another.
    pub by_fragment: bool,
}

/// What is known of the document at one URL.
struct Document<T> {
    value: Option<(Instant, T)>,
    /// The last download, if it failed.
    failure: Option<(Instant, FetchError)>,
    refreshed_at: Option<Instant>,
}

impl<T> Default for Document<T> {
    fn default() -> Self {
        Self {
            value: None,
            failure: None,
            refreshed_at: None,
        }
    }
}

/// The documents that were asked for most recently.
pub(super) struct Cache<T> {
    memory: Memory,
    entries: Mutex<HashMap<String, Entry<T>>>,
}

struct Entry<T> {
    used_at: Instant,
    bytes: usize,
    document: Arc<tokio::sync::Mutex<Document<T>>>,
}

impl<T> Cache<T> {
    pub fn new(memory: Memory) -> Arc<Self> {
        Arc::new(Self {
            memory,
            entries: Mutex::default(),
        })
    }

    /// The place of the document at `url`, when nobody else holds it.
    pub async fn slot(self: &Arc<Self>, url: &Url, now: Instant) -> Slot<T> {
        Slot {
            document: self.document(url, now).lock_owned().await,
            cache: Arc::clone(self),
            url: url.clone(),
        }
    }

    fn document(&self, url: &Url, now: Instant) -> Arc<tokio::sync::Mutex<Document<T>>> {
        let mut entries = self.entries();
        let key = self.key(url);
        if !entries.contains_key(&key) {
            while entries.len() >= ENTRIES && forget_oldest(&mut entries) {}
        }
        let entry = entries.entry(key).or_insert_with(|| Entry {
            used_at: now,
            bytes: 0,
            document: Arc::default(),
        });
        entry.used_at = now;
        Arc::clone(&entry.document)
    }

    /// Notes the size of the document at `url`, and forgets others until all fit.
    fn weigh(&self, url: &Url, bytes: usize) {
        let mut entries = self.entries();
        if let Some(entry) = entries.get_mut(&self.key(url)) {
            entry.bytes = bytes;
        }
        while entries.values().map(|entry| entry.bytes).sum::<usize>() > BYTES && forget_oldest(&mut entries) {}
    }

    fn key(&self, url: &Url) -> String {
        let mut url = url.clone();
        if !self.memory.by_fragment {
            url.set_fragment(None);
        }
        url.into()
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry<T>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether there was one. Those that somebody holds or waits for stay, or they would be downloaded twice at once.
fn forget_oldest<T>(entries: &mut HashMap<String, Entry<T>>) -> bool {
    let unused = entries
        .iter()
        .filter(|(_, entry)| Arc::strong_count(&entry.document) == 1);
    let oldest = unused.min_by_key(|(_, entry)| entry.used_at);
    let key = oldest.map(|(key, _)| key.clone());
    key.is_some_and(|key| entries.remove(&key).is_some())
}

/// The place of one document, held by whoever downloads it.
pub(super) struct Slot<T> {
    cache: Arc<Cache<T>>,
    url: Url,
    document: OwnedMutexGuard<Document<T>>,
}

impl<T: Clone> Slot<T> {
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The answer that needs no download.
    pub fn remembered(&self, now: Instant) -> Option<Result<T, FetchError>> {
        let memory = self.cache.memory;
        let current = |at: Instant, ttl| now.saturating_duration_since(at) < ttl;
        // A failed refresh does not take away what is still current.
        if let Some((at, value)) = &self.document.value
            && current(*at, memory.document)
        {
            return Some(Ok(value.clone()));
        }
        let (at, error) = self.document.failure.as_ref()?;
        current(*at, memory.failure).then(|| Err(error.clone()))
    }

    /// R7523-08: an unknown key may be a new one, but a client must not make us download at its pace.
    pub fn may_be_refreshed(&self, now: Instant) -> bool {
        let last = self.document.refreshed_at;
        last.is_none_or(|at| now.saturating_duration_since(at) >= REFRESH_INTERVAL)
    }

    /// It is downloaded now, whether its time is over or not.
    pub fn refreshed(&mut self, now: Instant) {
        self.document.refreshed_at = Some(now);
    }

    /// What came of a download, the document with its length in bytes.
    pub fn remember(&mut self, outcome: Result<(T, usize), FetchError>, now: Instant) -> Result<T, FetchError> {
        match outcome {
            Ok((value, bytes)) => {
                self.document.value = Some((now, value.clone()));
                self.document.failure = None;
                self.cache.weigh(&self.url, bytes);
                Ok(value)
            }
            Err(error) => {
                tracing::debug!(%error, "a document was not downloaded");
                if !error.is_ours() {
                    self.document.failure = Some((now, error.clone()));
                }
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(by_fragment: bool) -> Arc<Cache<u8>> {
        let forever = Duration::from_hours(1);
        Cache::new(Memory {
            document: forever,
            failure: forever,
            by_fragment,
        })
    }

    fn url(index: usize) -> Url {
        format!("https://rp.example/{index}").parse().unwrap()
    }

    fn has(cache: &Cache<u8>, index: usize) -> bool {
        cache.entries().contains_key(&cache.key(&url(index)))
    }

    #[test]
    fn the_entry_unused_for_longest_makes_room() {
        let cache = cache(false);
        let start = Instant::now();
        let uses = (0..ENTRIES).chain([0, ENTRIES]);
        for (seconds, index) in uses.enumerate() {
            cache.document(&url(index), start + Duration::from_secs(seconds as u64));
        }
        assert_eq!(cache.entries().len(), ENTRIES);
        assert!(has(&cache, 0), "it was used again");
        assert!(!has(&cache, 1));
    }

    #[tokio::test]
    async fn an_entry_that_somebody_holds_or_waits_for_stays() {
        let cache = cache(false);
        let start = Instant::now();
        let held = cache.slot(&url(0), start).await;
        let waiting = cache.document(&url(1), start + Duration::from_secs(1));
        for index in 2..2 * ENTRIES {
            cache.document(&url(index), start + Duration::from_secs(index as u64));
        }
        assert_eq!(cache.entries().len(), ENTRIES);
        cache.weigh(&url(0), BYTES + 1);
        assert_eq!(cache.entries().len(), 2);
        assert!(has(&cache, 0) && has(&cache, 1));
        drop((held, waiting));
        cache.weigh(&url(0), BYTES + 1);
        assert!(!has(&cache, 0) && has(&cache, 1));
    }

    #[test]
    fn many_long_documents_are_not_all_kept() {
        let cache = cache(false);
        let start = Instant::now();
        for index in 0..100 {
            cache.document(&url(index), start + Duration::from_secs(index as u64));
            cache.weigh(&url(index), 256 * 1024);
        }
        assert_eq!(cache.entries().len(), BYTES / (256 * 1024));
        assert!(has(&cache, 99));
    }

    #[test]
    fn urls_that_differ_in_the_fragment_are_one_unless_it_is_a_version() {
        for by_fragment in [false, true] {
            let cache = cache(by_fragment);
            let plain = cache.document(&"https://rp.example/keys".parse().unwrap(), Instant::now());
            let other = cache.document(&"https://rp.example/keys#1".parse().unwrap(), Instant::now());
            assert_eq!(Arc::ptr_eq(&plain, &other), !by_fragment);
        }
    }
}
