//! Apps that sign people in by OpenID Connect, with libraries that others wrote and as the documentation says.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test fails the test"
)]

mod authentication;
mod devices;
mod documented;
mod keys;
mod openidconnect;
mod requests;
mod scene;
mod sign_out;
