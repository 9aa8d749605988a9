//! SQL, one file per table, for SQLite and PostgreSQL.
//!
//! A repository is a function whose body is one statement in the SQL that both engines share; [`db`]
//! is the only module that knows there are two.

pub mod access_tokens;
pub mod account_events;
pub mod account_sessions;
pub mod app_passwords;
pub mod authorization_codes;
pub mod authorization_grants;
pub mod browser_sessions;
mod claims;
pub mod client_assertions;
pub mod clients;
pub mod consents;
pub mod copy;
pub mod db;
pub mod device_grants;
pub mod email_challenges;
mod error;
pub mod jobs;
pub mod known_sign_ins;
pub mod leases;
pub mod login_tokens;
pub mod recoveries;
pub mod recovery_tickets;
pub mod refresh_tokens;
pub mod registration_tokens;
pub mod registrations;
pub mod sessions;
pub mod signed_in_clients;
pub mod sso_logins;
pub mod user_emails;
pub mod user_passwords;
pub mod user_terms;
pub mod users;

pub use db::{Bind, Connection, Db, PoolSettings, PostgresTls, Target, Tx};
pub use error::{Error, Result};
