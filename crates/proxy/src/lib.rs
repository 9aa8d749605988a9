//! The way through to the homeserver, so that clients need to know one address only.
//!
//! What passes is neither read nor kept: bodies stream both ways, and a request may wait for its answer as long as the
//! homeserver lets it.

use axum::{Router, extract::Request, routing::any};
use gatehouse_web::App;

mod body;
mod connection;
mod headers;
mod pass;
mod path;
mod pool;
mod refusal;
mod upstream;
mod well_known;

pub use upstream::{EndpointError, Upstream};
pub use well_known::routes as well_known;

/// What every homeserver serves to clients and other homeservers, and the pages of Synapse.
const PUBLIC: [&str; 2] = ["/_matrix/{*rest}", "/_synapse/client/{*rest}"];
const ADMIN: &str = "/_synapse/admin/{*rest}";

/// Everything of the homeserver's that the world may ask for, and its admin API if wanted. More specific routes of
/// others go first.
///
/// Not to be layered with limits of time or size: those are the homeserver's.
pub fn routes(upstream: &Upstream, admin: bool) -> Router<App> {
    let paths = PUBLIC.into_iter().chain(admin.then_some(ADMIN));
    paths.fold(Router::new(), |router, path| {
        let upstream = upstream.clone();
        let pass = async move |axum::extract::State(app): axum::extract::State<App>, request: Request| {
            refusal::unless_it_panics(pass::pass(&app, &upstream, request)).await
        };
        router.route(path, any(pass))
    })
}
