//! The same thing at once.

use crate::{TestRequest, TestResponse};

/// So many that one is in the way of another.
const RACERS: usize = 16;

/// Sends the same request sixteen times at once. None of the answers is a fault of the server.
pub async fn race(make: impl Fn() -> TestRequest) -> Vec<TestResponse> {
    let racers: Vec<_> = (0..RACERS).map(|_| tokio::spawn(make().send())).collect();
    let mut responses = Vec::with_capacity(RACERS);
    for racer in racers {
        responses.push(racer.await.expect("no request panics"));
    }
    assert!(
        responses.iter().all(|response| !response.status.is_server_error()),
        "{responses:?}"
    );
    responses
}
