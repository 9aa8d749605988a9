//! Chromium on the pages of a running server.

#![expect(clippy::unwrap_used, reason = "what goes wrong in a test fails the test")]

mod actions;
mod app_passwords;
mod apps;
mod devices;
mod exhibition;
mod eye;
mod gallery;
mod keyboard;
mod leave;
mod logos;
mod looks;
mod older_apps;
mod other_device;
mod preferences;
mod profile;
mod recovery;
mod scene;
mod sign_in;
mod sign_up;
