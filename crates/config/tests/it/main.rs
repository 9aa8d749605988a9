//! Configuration files, good and bad, and what becomes of them.

#![expect(clippy::unwrap_used, reason = "what goes wrong in a test fails the test")]

mod bad;
mod environment;
mod example;
mod files;
mod good;
mod homeserver;
mod mas;
mod schema;
mod support;
