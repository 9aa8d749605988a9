//! Wire tests: one file for each URL, on both databases.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test fails the test"
)]

mod account;
mod authorize;
mod consent;
mod limits;
mod login;
mod logos;
mod logout;
mod matrix;
mod oauth2;
mod pages;
mod recover;
mod register;
mod well_known;
