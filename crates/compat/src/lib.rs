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

/// What a homeserver leaves to us of the Client-Server API, in every version and with all that is below.
const PATHS: [&str; 3] = ["login", "logout", "refresh"];

/// Whether a path of the homeserver's address is one that it leaves to us.
pub fn takes(path: &str) -> bool {
    let Some(path) = path.strip_prefix("/_matrix/client/") else {
        return fallback::takes(path);
    };
    let versioned = path.strip_prefix("api/v1/").or_else(|| Some(path.split_once('/')?.1));
    let first = versioned.and_then(|path| path.split('/').next());
    first.is_some_and(|first| PATHS.contains(&first))
}

/// Answers to those paths.
pub fn routes() -> Router<App> {
    let mut router = Router::new()
        .merge(login::routes())
        .merge(logout::routes())
        .merge(refresh::routes())
        .merge(sso::routes())
        .merge(fallback::routes());
    // XC-20: whoever routes a path here routes all that is below it.
    for path in PATHS {
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

#[cfg(test)]
mod tests {
    use super::takes;

    // XC-20
    #[test]
    fn a_homeserver_leaves_us_what_is_about_signing_in_and_out() {
        for (path, is_ours) in [
            ("/_matrix/client/v3/login", true),
            ("/_matrix/client/r0/login", true),
            ("/_matrix/client/api/v1/login", true),
            ("/_matrix/client/v3/login/sso/redirect/idp", true),
            ("/_matrix/client/v1/login/get_token", true),
            ("/_matrix/client/v3/logout", true),
            ("/_matrix/client/v3/logout/all", true),
            ("/_matrix/client/v3/logout/some", true),
            ("/_matrix/client/v3/refresh", true),
            ("/_matrix/client/api/v1/refresh/x", true),
            ("/_matrix/static/client/login", true),
            ("/_matrix/static/client/login/", true),
            ("/_matrix/static/client/login/style.css", false),
            ("/_matrix/client/v3/sync", false),
            ("/_matrix/client/v3/log", false),
            ("/_matrix/client/v3/logins", false),
            ("/_matrix/client/v3/rooms/login", false),
            ("/_matrix/client/api/v2/login", false),
            ("/_matrix/client/login", false),
            ("/_matrix/client/versions", false),
            ("/_matrix/client/", false),
            ("/_matrix/client", false),
            ("/_matrix/clientele/v3/login", false),
            ("/_matrix/federation/v1/login", false),
        ] {
            assert_eq!(takes(path), is_ours, "{path}");
        }
    }
}
