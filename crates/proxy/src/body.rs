//! Bodies on their way to the homeserver.

use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use tower_http::timeout::TimeoutBody;

/// How long an upload may pause. Phones lose their network for a while; who is away for longer begins anew.
const PAUSE: Duration = Duration::from_mins(5);

/// The same body, which fails when its sender is gone without a word.
pub fn within_pauses(body: Body) -> Body {
    if body.is_end_stream() {
        return body;
    }
    Body::new(TimeoutBody::new(PAUSE, body))
}
