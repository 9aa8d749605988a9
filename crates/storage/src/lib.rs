//! SQL, one file per table, for SQLite and PostgreSQL.
//!
//! A repository is a function whose body is one statement in the SQL that both engines share; [`db`]
//! is the only module that knows there are two.

pub mod access_tokens;
pub mod authorization_codes;
pub mod authorization_grants;
pub mod browser_sessions;
pub mod client_assertions;
pub mod clients;
pub mod copy;
pub mod db;
mod error;
pub mod jobs;
pub mod leases;
pub mod refresh_tokens;
pub mod sessions;
pub mod user_emails;
pub mod user_passwords;
pub mod users;

pub use db::{Bind, Connection, Db, PoolSettings, PostgresTls, Target, Tx};
pub use error::{Error, Result};
