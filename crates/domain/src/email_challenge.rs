//! An address that somebody says is theirs, until they prove it.

use crate::{EmailAddress, EmailChallengeId, RegistrationId, Timestamp, UserId};

/// Sent out as a code and a link, either of which proves the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailChallenge {
    pub id: EmailChallengeId,
    pub address: EmailAddress,
    /// The sign-up that waits for it.
    pub registration_id: Option<RegistrationId>,
    /// The account that it is to be added to.
    pub user_id: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
}

impl EmailChallenge {
    /// Whether its code and link are still good.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.confirmed_at.is_none() && now < self.expires_at
    }
}
