//! Tokens without which nobody signs up, where the operator wants that.

use crate::{EmailAddress, RegistrationTokenId, Timestamp};

/// A registration token. With a name or an address it is an invitation of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationToken {
    pub id: RegistrationTokenId,
    pub username: Option<String>,
    pub email: Option<EmailAddress>,
    /// How often it may be used; none is without limit.
    pub usage_limit: Option<i64>,
    pub times_used: i64,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl RegistrationToken {
    /// Whether somebody can sign up with it. Whether it still is when they finish is settled by the statement that uses it.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none()
            && self.expires_at.is_none_or(|at| now < at)
            && self.usage_limit.is_none_or(|limit| self.times_used < limit)
    }
}
