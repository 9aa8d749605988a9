//! Letters on their way: to a mail server, a program, a folder.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test fails the test"
)]

mod local;
mod message;
mod server;
mod smtp;
mod support;
