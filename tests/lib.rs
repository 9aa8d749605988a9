//! The programs that the tests in `browser/`, `homeserver/` and `openid/` run and talk to: the server itself, Chromium, an app,
//! a person. What is missing or does not start ends the test, and says what to do about it.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "what a test can't set up ends the test"
)]

mod running;

pub use running::{
    app::{Answer, App, AppRequest},
    callback::Callback,
    chromium::{Chromium, Script},
    free_port,
    gatehouse::{Gatehouse, HomeserverSetup, Setup},
    installed::cache,
    person::Person,
    post_office::PostOffice,
    real_client::RealClient,
    reverse_proxy::ReverseProxy,
    wait_until, without_proxies,
};
