//! The person who is signed in, as the pages call them.

use serde::Serialize;

/// An account, by the name its owner chose and the id that is unique.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// `@ana:example.org`, or the username where there is no homeserver.
    pub matrix_id: String,
    pub display_name: Option<String>,
}
