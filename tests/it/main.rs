//! Wire tests: one file for each URL, on both databases.

mod account;
mod authorize;
mod consent;
mod login;
mod logout;
mod oauth2;
mod pages;
mod well_known;
