//! The person an account belongs to.

use crate::{Locale, Localpart, Timestamp, UserId};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub username: Localpart,
    pub created_at: Timestamp,
    /// Locked by an operator: sessions sleep, nothing is lost (Matrix specification, Account locking).
    pub locked_at: Option<Timestamp>,
    /// Given up for good: sessions are over.
    pub deactivated_at: Option<Timestamp>,
    /// May ask for the scopes of server administration.
    pub can_request_admin: bool,
    /// The language of pages and mails, if the person chose one.
    pub locale: Option<Locale>,
}

impl User {
    /// Neither locked nor deactivated.
    pub const fn is_active(&self) -> bool {
        self.locked_at.is_none() && self.deactivated_at.is_none()
    }
}
