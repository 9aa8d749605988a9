//! The face for people: sign-in and the account pages.

use axum::{Router, extract::DefaultBodyLimit};
use gatehouse_web::App;

mod account;
mod email_verify;
mod emails;
mod index;
mod language;
mod login;
mod logout;
mod member;
mod next;
pub mod pages;
mod password;
mod password_recovery;
mod profile;
mod recover;

/// Nothing that a person types is longer.
const MAX_BODY: usize = 64 * 1024;

/// The pages for people.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(account::routes())
        .merge(email_verify::routes())
        .merge(emails::routes())
        .merge(index::routes())
        .merge(language::routes())
        .merge(login::routes())
        .merge(logout::routes())
        .merge(password::routes())
        .merge(password_recovery::routes())
        .merge(profile::routes())
        .merge(recover::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
}
