//! Wire tests: one file for each URL, on both databases.

mod authorize;
mod oauth2;
mod well_known;
