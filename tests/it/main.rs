//! Wire tests: one file for each URL, on both databases.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test fails the test"
)]

mod account;
mod authorize;
mod certification;
mod consent;
mod device;
mod homeserver;
mod limits;
mod link;
mod login;
mod logos;
mod logout;
mod matrix;
mod oauth2;
mod pages;
mod recover;
mod register;
mod well_known;
