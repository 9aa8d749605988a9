//! Use cases: one function for each thing the server does, and the background jobs.
//!
//! A use case tells its story in order and leaves the rules to the domain, the SQL to storage and the
//! cryptography to tokens. It takes the [`Context`] first.

pub mod account_events;
pub mod account_passwords;
pub mod account_sessions;
pub mod activity;
pub mod app_passwords;
pub mod authorization;
pub mod browser_sessions;
mod claims;
pub mod clients;
pub mod compat;
pub mod consents;
mod context;
mod credentials;
pub mod departures;
pub mod device_grants;
pub mod devices;
pub mod email_challenges;
pub mod emails;
pub mod end_session;
mod error;
pub mod fetch;
pub mod grants;
mod id_tokens;
pub mod inactivity;
pub mod introspection;
pub mod jobs;
pub mod limits;
mod logout_notices;
pub mod mail;
pub mod passwords;
pub mod purge;
pub mod registration_tokens;
pub mod registrations;
pub mod revocation;
mod rotation;
pub mod self_service;
mod session_start;
pub mod sessions;
mod sign_in_notices;
mod sign_outs;
mod subjects;
mod token_pair;
pub mod users;

pub use context::{AccountSettings, Clock, Context, ManualClock, Requester, Settings, SystemClock};
pub use error::{Error, Result};
