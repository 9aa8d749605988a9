//! How much strangers can make us do.

use super::super::download::PATIENCE;
use super::*;

// R9101-05
#[tokio::test]
async fn what_nobody_waits_for_any_more_is_downloaded_once_and_remembered() {
    let slow = Duration::from_secs(1);
    for (answer, expected) in [(ok(&json!(1)), Some(json!(1))), (ResponseTemplate::new(404), None)] {
        let (server, url) = server(vec![answer.set_delay(slow)]).await;
        let fetch = Fetch::permitting_private_networks();
        for _ in 0..20 {
            let dropped = tokio::time::timeout(Duration::from_millis(10), fetch.json(&url)).await;
            assert!(dropped.is_err());
        }
        for _ in 0..2 {
            assert_eq!(fetch.json(&url).await.ok(), expected);
        }
        assert_eq!(count(&server).await, 1);
    }
}

/// Every permit, as if as much were going on as may.
fn all(permits: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    let count = permits.available_permits().try_into().unwrap();
    Arc::clone(permits).try_acquire_many_owned(count).unwrap()
}

// R9101-05
#[tokio::test]
async fn only_so_much_is_downloaded_at_once() {
    let (server, url) = server(vec![ok(&json!(1))]).await;
    let fetch = Fetch::permitting_private_networks();
    let others = all(&fetch.inner.downloads);
    let started = Instant::now();
    let (json, again, now) = tokio::join!(fetch.json(&url), fetch.json(&url), fetch.json_now(&url));
    let (refreshed, jwt, picture) = tokio::join!(fetch.refresh_json(&url), fetch.jwt(&url), fetch.picture(&url));
    for error in [json, again, now, refreshed].map(Result::unwrap_err) {
        assert_eq!(error, FetchError::Busy);
        assert!(error.is_transient() && error.is_ours());
    }
    assert_eq!((jwt, picture), (Err(FetchError::Busy), Err(FetchError::Busy)));
    // Who waited for the same address does not wait anew.
    assert!(started.elapsed() < 3 * PATIENCE, "{:?}", started.elapsed());
    assert_eq!(count(&server).await, 0);

    // It is waited for a little, and nothing was remembered.
    let soon = async {
        tokio::time::sleep(PATIENCE / 10).await;
        drop(others);
    };
    assert_eq!(tokio::join!(fetch.json(&url), soon).0, Ok(json!(1)));
    assert_eq!(fetch.inner.downloads.available_permits(), DOWNLOADS);
}

#[tokio::test]
async fn only_so_many_names_are_looked_up_at_once() {
    let (server, mut url) = server(vec![ok(&json!(1))]).await;
    url.set_host(Some("localhost")).unwrap();
    let fetch = Fetch::permitting_private_networks();
    let others = all(&fetch.inner.lookups);
    assert_eq!(fetch.json(&url).await, Err(FetchError::Busy));
    assert_eq!(fetch.post_form(&url, &[]).await, Err(FetchError::Busy));
    drop(others);
    assert_eq!(fetch.json(&url).await, Ok(json!(1)));
    assert_eq!(fetch.inner.lookups.available_permits(), LOOKUPS);
    assert_eq!(count(&server).await, 1);
}
