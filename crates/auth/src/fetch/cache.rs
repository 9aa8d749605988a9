use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

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
pub(super) struct Document<T> {
    pub value: Option<(Instant, T)>,
    /// The last download, if it failed.
    pub failure: Option<(Instant, FetchError)>,
    pub refreshed_at: Option<Instant>,
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

impl<T: Clone> Document<T> {
    /// The answer that needs no download.
    pub fn remembered(&self, memory: Memory, now: Instant) -> Option<Result<T, FetchError>> {
        let current = |at: Instant, ttl| now.saturating_duration_since(at) < ttl;
        // A failed refresh does not take away what is still current.
        if let Some((at, value)) = &self.value
            && current(*at, memory.document)
        {
            return Some(Ok(value.clone()));
        }
        let (at, error) = self.failure.as_ref()?;
        current(*at, memory.failure).then(|| Err(error.clone()))
    }

    /// R7523-08: an unknown key may be a new one, but a client must not make us download at its pace.
    pub fn may_be_refreshed(&self, now: Instant) -> bool {
        self.refreshed_at
            .is_none_or(|at| now.saturating_duration_since(at) >= REFRESH_INTERVAL)
    }
}

/// The documents that were asked for most recently.
pub(super) struct Cache<T> {
    pub memory: Memory,
    entries: Mutex<HashMap<String, Entry<T>>>,
}

struct Entry<T> {
    used_at: Instant,
    bytes: usize,
    document: Arc<tokio::sync::Mutex<Document<T>>>,
}

impl<T> Cache<T> {
    pub fn new(memory: Memory) -> Self {
        Self {
            memory,
            entries: Mutex::default(),
        }
    }

    /// The place of the document at `url`, locked by whoever downloads it.
    pub fn slot(&self, url: &Url, now: Instant) -> Arc<tokio::sync::Mutex<Document<T>>> {
        let mut entries = self.entries();
        let key = self.key(url);
        if !entries.contains_key(&key) && entries.len() >= ENTRIES {
            forget_oldest(&mut entries);
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
    pub fn weigh(&self, url: &Url, bytes: usize) {
        let mut entries = self.entries();
        if let Some(entry) = entries.get_mut(&self.key(url)) {
            entry.bytes = bytes;
        }
        while entries.values().map(|entry| entry.bytes).sum::<usize>() > BYTES {
            forget_oldest(&mut entries);
        }
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

fn forget_oldest<T>(entries: &mut HashMap<String, Entry<T>>) {
    let oldest = entries.iter().min_by_key(|(_, entry)| entry.used_at);
    if let Some(key) = oldest.map(|(key, _)| key.clone()) {
        entries.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> Cache<u8> {
        let forever = Duration::from_hours(1);
        Cache::new(Memory {
            document: forever,
            failure: forever,
            by_fragment: false,
        })
    }

    fn url(index: usize) -> Url {
        format!("https://rp.example/{index}").parse().unwrap()
    }

    #[test]
    fn the_entry_unused_for_longest_makes_room() {
        let cache = cache();
        let start = Instant::now();
        let at = |seconds: usize| start + Duration::from_secs(seconds as u64);
        let first = cache.slot(&url(0), at(0));
        for index in 1..ENTRIES {
            cache.slot(&url(index), at(index));
        }
        assert!(Arc::ptr_eq(&first, &cache.slot(&url(0), at(ENTRIES))));

        cache.slot(&url(ENTRIES), at(ENTRIES));
        let entries = cache.entries();
        assert_eq!(entries.len(), ENTRIES);
        assert!(entries.contains_key(&cache.key(&url(0))), "it was used again");
        assert!(!entries.contains_key(&cache.key(&url(1))));
    }

    #[test]
    fn many_long_documents_are_not_all_kept() {
        let cache = cache();
        let start = Instant::now();
        for index in 0..100 {
            cache.slot(&url(index), start + Duration::from_secs(index as u64));
            cache.weigh(&url(index), 256 * 1024);
        }
        assert_eq!(cache.entries().len(), BYTES / (256 * 1024));
        assert!(cache.entries().contains_key(&cache.key(&url(99))));
    }

    #[test]
    fn urls_that_differ_in_the_fragment_are_one_unless_it_is_a_version() {
        for by_fragment in [false, true] {
            let mut cache = cache();
            cache.memory.by_fragment = by_fragment;
            let plain = cache.slot(&"https://rp.example/keys".parse().unwrap(), Instant::now());
            let other = cache.slot(&"https://rp.example/keys#1".parse().unwrap(), Instant::now());
            assert_eq!(Arc::ptr_eq(&plain, &other), !by_fragment);
        }
    }
}
