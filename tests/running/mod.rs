pub mod app;
pub mod callback;
pub mod chromium;
pub mod gatehouse;
pub mod installed;
pub mod person;
pub mod post_office;
pub mod real_client;
pub mod reverse_proxy;

use std::{
    net::TcpListener,
    process::Command,
    time::{Duration, Instant},
};

/// A loopback port that nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    listener.local_addr().expect("its number").port()
}

/// Asks again and again until the answer is there; `what` says what is waited for.
pub async fn wait_until<T>(what: &str, patience: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(begun.elapsed() < patience, "waited {patience:?} in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// All traffic of the tests stays on this machine, whatever the environment says about proxies.
pub fn without_proxies(command: &mut Command) -> &mut Command {
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command
}

/// An HTTP client that leaves redirects to its caller.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_mins(1))
        .build()
        .expect("an HTTP client")
}
