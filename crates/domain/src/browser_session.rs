//! A browser in which a person is signed in.

use std::time::Duration;

use crate::{BrowserSessionId, Timestamp, User};

/// A signed-in browser and the account it is signed in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    pub id: BrowserSessionId,
    pub user: User,
    pub created_at: Timestamp,
    /// When the person last proved who they are; `auth_time` of ID tokens.
    pub authenticated_at: Timestamp,
    pub user_agent: Option<String>,
    pub last_active_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

impl BrowserSession {
    /// Whether the person proved who they are no longer than `max_age` ago (OpenID Connect Core §3.1.2.1).
    pub fn is_fresher_than(&self, max_age: Duration, now: Timestamp) -> bool {
        (now - self.authenticated_at).to_std().is_ok_and(|age| age <= max_age) || self.authenticated_at > now
    }
}
