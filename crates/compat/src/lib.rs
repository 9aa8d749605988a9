//! The face for older Matrix clients: signing in and out, and refreshing tokens, as the Client-Server API had it before
//! OAuth 2.0.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::Method,
    routing::{MethodRouter, any},
};
use gatehouse_web::{App, MatrixError, headers::cors};

mod complete;
mod fallback;
mod json;
mod login;
mod logout;
pub mod pages;
mod refresh;
mod refusal;
mod sso;

/// No request of an older app is larger than this.
const MAX_BODY: usize = 64 * 1024;

/// Everything below the paths that a homeserver leaves to us, of whatever version.
pub fn routes() -> Router<App> {
    let mut router = Router::new()
        .merge(login::routes())
        .merge(logout::routes())
        .merge(refresh::routes())
        .merge(sso::routes())
        .merge(fallback::routes());
    // XC-20: whoever routes a path here routes all that is below it.
    for path in ["login", "logout", "refresh"] {
        let unrecognized = any(async || MatrixError::unrecognized());
        router = router.merge(versioned(&format!("{path}/{{*rest}}"), &unrecognized));
    }
    router
        .layer(DefaultBodyLimit::max(MAX_BODY))
        // CS-19
        .layer(cors([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::OPTIONS,
        ]))
}

/// A path of the Client-Server API in every version, of which the oldest is two segments: `api/v1`.
fn versioned(path: &str, route: &MethodRouter<App>) -> Router<App> {
    ["{version}", "api/v1"]
        .into_iter()
        .fold(Router::new(), |router, version| {
            router.route(&format!("/_matrix/client/{version}/{path}"), route.clone())
        })
}

/// The pages on the way of a sign-in through the browser.
pub fn pages() -> Router<App> {
    Router::new()
        .merge(complete::routes())
        .merge(fallback::pages())
        .layer(DefaultBodyLimit::max(MAX_BODY))
}
