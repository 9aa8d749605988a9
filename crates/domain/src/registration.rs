//! A sign-up under way.

use serde_json::Value;

use crate::{EmailAddress, Locale, Localpart, RegistrationId, RegistrationTokenId, Timestamp, TokenHash};

/// What a person has told so far. The account comes into being with the last step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    pub id: RegistrationId,
    /// The browser it belongs to.
    pub browser: TokenHash,
    pub username: Localpart,
    pub email: Option<EmailAddress>,
    pub display_name: Option<String>,
    /// The person was asked for a display name, and may have answered that they want none.
    pub display_name_settled: bool,
    /// The terms that the person accepted.
    pub terms_uri: Option<String>,
    pub registration_token_id: Option<RegistrationTokenId>,
    /// What the person came for, in the words of the face that asked.
    pub continuation: Value,
    pub locale: Locale,
    pub user_agent: Option<String>,
    pub ip: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub completed_at: Option<Timestamp>,
}

impl Registration {
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}
