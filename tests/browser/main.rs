//! Chromium on the pages of a running server.

#![expect(clippy::unwrap_used, reason = "what goes wrong in a test fails the test")]

mod devices;
mod examination;
mod keyboard;
mod leave;
mod looks;
mod no_script;
mod other_device;
mod profile;
mod recovery;
mod scene;
mod sign_in;
mod sign_up;
