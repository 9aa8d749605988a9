//! Replacing a forgotten password.

use crate::{EmailAddress, Locale, RecoveryId, Timestamp, UserId};

/// Somebody's wish to replace a password. It says nothing about whether the address has an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    pub id: RecoveryId,
    pub address: EmailAddress,
    pub locale: Locale,
    pub user_agent: Option<String>,
    pub created_at: Timestamp,
}

/// What the link in the mail is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryTicket {
    pub recovery_id: RecoveryId,
    pub user_id: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub spent_at: Option<Timestamp>,
}

impl RecoveryTicket {
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}
