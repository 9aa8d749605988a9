//! The way through to the homeserver, so that clients need to know one address only.
//!
//! What passes is neither read nor kept: bodies stream both ways, and a request may wait for its answer as long as the
//! homeserver lets it.

mod body;
mod connection;
mod headers;
mod pass;
mod path;
mod pool;
mod refusal;
mod upstream;
mod well_known;

pub use pass::Passing;
pub use upstream::{EndpointError, Upstream};
pub use well_known::routes as well_known;
