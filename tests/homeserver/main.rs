//! The server as its own process: with a real Synapse and real clients, and through kills and outages.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test fails the test"
)]

mod account_links;
mod copies;
mod delay_line;
mod doctor;
mod front;
mod js_client;
mod js_sdk;
mod killed_midway;
mod kills;
mod openid_client;
mod outages;
mod pair;
mod qr_code;
mod restarts;
mod rust_sdk;
mod synapse;
