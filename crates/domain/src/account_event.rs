//! What happened to an account.

use serde::{Deserialize, Serialize};

use crate::{AccountEventId, Timestamp};

/// Something that its owner should be able to look up later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AccountEvent {
    SignedUp,
    /// In a browser.
    SignedIn,
    SignedOut,
    /// A browser was signed out from another.
    BrowserSignedOut,
    AppSignedIn {
        app: Option<String>,
        device: Option<String>,
    },
    AppSignedOut {
        app: Option<String>,
        device: Option<String>,
    },
    /// Everything else was signed out at once.
    EverythingSignedOut,
    DeviceRenamed {
        name: String,
    },
    PasswordChanged,
    /// With a link from a mail.
    PasswordRecovered,
    PasswordSetByOperator,
    AppPasswordMade {
        name: String,
    },
    AppPasswordRevoked {
        name: String,
    },
    /// An app that was allowed for good has to ask again.
    ConsentWithdrawn {
        app: Option<String>,
    },
    EmailAdded {
        address: String,
    },
    EmailRemoved {
        address: String,
    },
    PrimaryEmailChanged {
        address: String,
    },
    DisplayNameChanged,
    CrossSigningReset,
    LockedByOperator,
    UnlockedByOperator,
    Deactivated,
    Reactivated,
    /// Something that a newer version wrote down.
    #[serde(other)]
    Unknown,
}

/// An event, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    pub id: AccountEventId,
    pub event: AccountEvent,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub created_at: Timestamp,
}
