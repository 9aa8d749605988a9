//! What a sign-in in the browser hands to an older app (Matrix specification, Token-based login).

use chrono::TimeDelta;

use crate::{BrowserSessionId, Timestamp, UserId};

/// A token that is good for one sign-in with `m.login.token`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginToken {
    pub user_id: UserId,
    /// The browser in which the person agreed; none when an operator did.
    pub browser_session_id: Option<BrowserSessionId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub spent_at: Option<Timestamp>,
}

impl LoginToken {
    /// Apps exchange it as soon as they get it; slow phones need some seconds to open (LG-32).
    pub const LIFETIME: TimeDelta = TimeDelta::seconds(30);

    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.spent_at.is_none() && now < self.expires_at
    }
}
