//! The face for apps: discovery, registration, authorization, tokens, introspection, revocation, userinfo.

use axum::{Router, extract::DefaultBodyLimit};
use gatehouse_web::App;

mod authorize;
mod client_auth;
mod consent;
mod device;
mod device_consent;
mod discovery;
mod end_session;
mod error;
mod form;
mod introspect;
mod keys;
mod link;
mod logo;
pub mod pages;
mod registration;
mod revoke;
mod token;
mod userinfo;

/// No request of an app is larger than this; registration has its own limit.
const MAX_BODY: usize = 64 * 1024;

/// Metadata that tells apps where everything is.
pub fn discovery() -> Router<App> {
    discovery::routes()
}

/// Endpoints that apps call.
pub fn endpoints() -> Router<App> {
    Router::new()
        .merge(device::routes())
        .merge(introspect::routes())
        .merge(keys::routes())
        .merge(registration::routes())
        .merge(revoke::routes())
        .merge(token::routes())
        .merge(userinfo::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// Pages to which apps send people.
pub fn pages() -> Router<App> {
    Router::new()
        .merge(authorize::routes())
        .merge(consent::routes())
        .merge(end_session::routes())
        .merge(logo::routes())
        .merge(device_consent::routes())
        .merge(link::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
}
