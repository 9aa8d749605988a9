//! One download, and how many there are at once.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Response, header::ACCEPT};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, timeout_at},
};
use url::Url;

use super::{Fetch, FetchError, error::failure};

/// At once: strangers choose the addresses, and may choose slow ones.
pub(super) const DOWNLOADS: usize = 64;

/// How long others are waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// What is asked for, and what is made of the answer.
pub(super) struct Wanted<T> {
    pub accept: &'static str,
    /// The longest answer that is read.
    pub bytes: usize,
    pub read: fn(&Url, &[u8]) -> Result<T, FetchError>,
}

impl Fetch {
    /// The permit for one download that is wanted since `asked_at`.
    pub(super) async fn permit(&self, asked_at: Instant) -> Result<OwnedSemaphorePermit, FetchError> {
        let permit = Arc::clone(&self.inner.downloads).acquire_owned();
        match timeout_at(asked_at + PATIENCE, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(FetchError::Busy),
        }
    }

    /// What is at `url`, and its length in bytes.
    pub(super) async fn download<T>(&self, url: &Url, wanted: &Wanted<T>) -> Result<(T, usize), FetchError> {
        let client = self.client().await?;
        let response = client.get(url.clone()).header(ACCEPT, wanted.accept).send().await;
        let response = response.map_err(|error| failure(url, &error))?;
        if !response.status().is_success() {
            let (url, status) = (url.clone(), response.status().as_u16());
            return Err(FetchError::Status { url, status });
        }
        let body = body(url, response, wanted.bytes).await?;
        Ok(((wanted.read)(url, &body)?, body.len()))
    }
}

async fn body(url: &Url, mut response: Response, limit: usize) -> Result<Vec<u8>, FetchError> {
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
