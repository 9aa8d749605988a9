//! The server as its own process: with a real Synapse and real clients, and through kills and outages.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test fails the test"
)]

mod js_client;
mod js_sdk;
mod pair;
mod synapse;
