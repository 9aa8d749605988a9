//! Parsers of what strangers send: properties, and what fuzzing found worth keeping.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what goes wrong in a test fails the test"
)]

mod corpus;
mod properties;
mod targets;
