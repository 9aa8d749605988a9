//! What there is to tell a person by mail.

use chrono::TimeDelta;
use gatehouse_domain::{Locale, Timestamp};
use serde::{Deserialize, Serialize};

/// How long after its cause a notice is still worth sending. A mail server is back by then, or not soon.
const NOTICE: TimeDelta = TimeDelta::days(4);

/// A message to one person, in their language.
///
/// Neither a letter nor its parts have `Debug`: they hold codes and links that open an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// What the recipient is called, put before the address.
    pub name: Option<String>,
    pub locale: Locale,
    pub message: Message,
}

/// What a letter says. Each has a template of its name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Message {
    /// Shows that the reader owns the address.
    EmailCode {
        code: String,
        /// What does the same as typing the code.
        link: Option<String>,
        /// The account that the address is to be added to; none while signing up.
        matrix_id: Option<String>,
        /// How long the code is good.
        minutes: u32,
    },
    /// Somebody gave this address who does not know, or should not be told, that it has an account.
    AddressInUse {
        matrix_id: String,
        recovery_link: Option<String>,
    },
    /// Lets a new password be chosen.
    Recovery {
        matrix_id: String,
        link: String,
        /// How long the link is good.
        minutes: u32,
        origin: Origin,
    },
    PasswordChanged {
        matrix_id: String,
        at: Timestamp,
        origin: Origin,
        /// Where another password can be chosen.
        recovery_link: Option<String>,
    },
    /// A password for one older app.
    AppPasswordMade {
        matrix_id: String,
        /// What the person calls it.
        name: String,
        at: Timestamp,
        origin: Origin,
        /// Where it can be taken back.
        account_link: String,
    },
    /// Goes to the other addresses of the account, too.
    EmailAdded {
        matrix_id: String,
        address: String,
        at: Timestamp,
        origin: Origin,
        account_link: String,
    },
    /// Goes to the address that was removed, too.
    EmailRemoved {
        matrix_id: String,
        address: String,
        at: Timestamp,
        origin: Origin,
        account_link: String,
    },
    NewSignIn {
        matrix_id: String,
        /// The name of the app; none when it has none, or when a browser signed in to the account pages.
        app: Option<String>,
        /// Where the app comes from: anybody can choose a name.
        host: Option<String>,
        device: Option<String>,
        at: Timestamp,
        origin: Origin,
        account_link: String,
    },
    /// Somebody other than its app ended a sign-in: its token is known to others (MSC4254).
    SignInReported {
        matrix_id: String,
        app: Option<String>,
        host: Option<String>,
        device: Option<String>,
        at: Timestamp,
        account_link: String,
    },
    Deactivated {
        matrix_id: String,
        at: Timestamp,
    },
}

/// From where something was done, as far as it is known.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The header as it came; the letter names the browser.
    pub user_agent: Option<String>,
    pub ip: Option<String>,
}

impl Message {
    /// How long after it was enqueued it is of any use.
    pub fn lifetime(&self) -> TimeDelta {
        match self {
            Self::EmailCode { minutes, .. } | Self::Recovery { minutes, .. } => TimeDelta::minutes((*minutes).into()),
            Self::AddressInUse { .. }
            | Self::PasswordChanged { .. }
            | Self::AppPasswordMade { .. }
            | Self::EmailAdded { .. }
            | Self::EmailRemoved { .. }
            | Self::NewSignIn { .. }
            | Self::SignInReported { .. }
            | Self::Deactivated { .. } => NOTICE,
        }
    }
}
