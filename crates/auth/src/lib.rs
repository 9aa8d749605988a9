//! Use cases: one function for each thing the server does, and the background jobs.
//!
//! A use case tells its story in order and leaves the rules to the domain, the SQL to storage and the
//! cryptography to tokens. It takes the [`Context`] first.

pub mod activity;
pub mod authorization;
pub mod browser_sessions;
pub mod clients;
mod context;
pub mod devices;
mod error;
pub mod fetch;
pub mod grants;
pub mod introspection;
pub mod jobs;
pub mod passwords;
pub mod purge;
pub mod revocation;
pub mod sessions;
pub mod users;

pub use context::{Clock, Context, ManualClock, Requester, Settings, SystemClock};
pub use error::{Error, Result};
