//! The face for people: sign-in and the account pages.

use axum::{Router, extract::DefaultBodyLimit};
use gatehouse_web::App;

mod account;
mod action;
mod activity;
mod devices;
mod index;
mod login;
mod logout;
mod member;
mod next;
pub mod pages;
mod security;
mod sessions;

/// Nothing that a person types is longer.
const MAX_BODY: usize = 64 * 1024;

/// The pages for people.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(account::routes())
        .merge(activity::routes())
        .merge(devices::routes())
        .merge(index::routes())
        .merge(login::routes())
        .merge(logout::routes())
        .merge(security::routes())
        .merge(sessions::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
}
