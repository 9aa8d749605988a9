//! Wire tests: one file for each URL, on both databases.

mod authorize;
mod consent;
mod oauth2;
mod well_known;
