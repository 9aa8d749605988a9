//! The face for people: sign-in and the account pages.

use axum::{Router, extract::DefaultBodyLimit};
use gatehouse_web::App;

mod account;
mod cross_signing;
mod deactivate;
mod index;
mod login;
mod logout;
mod member;
mod next;
pub mod pages;

/// Nothing that a person types is longer.
const MAX_BODY: usize = 64 * 1024;

/// The pages for people.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(account::routes())
        .merge(cross_signing::routes())
        .merge(deactivate::routes())
        .merge(index::routes())
        .merge(login::routes())
        .merge(logout::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
}
