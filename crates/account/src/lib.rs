//! The face for people: sign-in, sign-up and the account pages.

use axum::{Router, extract::DefaultBodyLimit};
use gatehouse_web::App;

mod action;
mod activity;
mod app_passwords;
mod apps;
mod cross_signing;
mod deactivate;
mod devices;
mod email_confirm;
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
mod register;
mod security;
mod sessions;
mod waiting_app;

/// Nothing that a person types is longer.
const MAX_BODY: usize = 64 * 1024;

/// The pages for people.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(email_confirm::routes())
        .merge(email_verify::routes())
        .merge(emails::routes())
        .merge(activity::routes())
        .merge(app_passwords::routes())
        .merge(apps::routes())
        .merge(devices::routes())
        .merge(cross_signing::routes())
        .merge(deactivate::routes())
        .merge(index::routes())
        .merge(language::routes())
        .merge(login::routes())
        .merge(logout::routes())
        .merge(register::routes())
        .merge(password::routes())
        .merge(password_recovery::routes())
        .merge(profile::routes())
        .merge(recover::routes())
        .merge(security::routes())
        .merge(sessions::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
}
