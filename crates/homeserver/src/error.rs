//! What can go wrong between us and the homeserver, told so that an operator knows what to do.

/// Why a call to the homeserver failed.
///
/// The texts are for logs. They never hold the shared secret or a whole answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HomeserverError {
    /// No connection, or it broke before the answer was complete.
    #[error("{call}: no answer from the homeserver: {reason}")]
    Unreachable {
        /// The call that was made.
        call: &'static str,
        /// The innermost cause.
        reason: String,
    },

    /// Connected, but no complete answer in time.
    #[error("{call}: the homeserver did not answer in time")]
    TimedOut {
        /// The call that was made.
        call: &'static str,
    },

    /// The homeserver or a proxy before it said that it cannot answer now (5xx, 429).
    #[error("{call}: the homeserver is not available now (HTTP {status})")]
    Unavailable {
        /// The call that was made.
        call: &'static str,
        /// The HTTP status.
        status: u16,
    },

    /// An answer that no homeserver gives, most likely from a proxy.
    #[error(
        "{call}: the answer (HTTP {status}) is not a Matrix answer; a proxy before the homeserver may have given it"
    )]
    NotMatrix {
        /// The call that was made.
        call: &'static str,
        /// The HTTP status.
        status: u16,
    },

    /// An answer longer than any that is expected.
    #[error("{call}: the answer is longer than any homeserver gives")]
    TooLarge {
        /// The call that was made.
        call: &'static str,
    },

    /// The homeserver has no such account (404 `M_NOT_FOUND`).
    #[error("{call}: the homeserver does not know the user")]
    UserNotFound {
        /// The call that was made.
        call: &'static str,
    },

    /// The homeserver has no such account, or the account no such device (404 `M_NOT_FOUND`).
    #[error("{call}: the homeserver does not know the user or the device")]
    DeviceNotFound {
        /// The call that was made.
        call: &'static str,
    },

    /// The homeserver understood and said no; to ask again does not help.
    #[error("{call}: the homeserver refused (HTTP {status} {errcode}): {message}")]
    Rejected {
        /// The call that was made.
        call: &'static str,
        /// The HTTP status.
        status: u16,
        /// The Matrix error code.
        errcode: String,
        /// The homeserver's words, shortened.
        message: String,
    },

    /// The shared secret is not the homeserver's.
    #[error(
        "{call}: the homeserver does not accept the shared secret (HTTP {status}); it must be the same on both sides"
    )]
    WrongSecret {
        /// The call that was made.
        call: &'static str,
        /// The HTTP status.
        status: u16,
    },

    /// The homeserver saw no credentials although they were sent.
    #[error("{call}: the homeserver saw no Authorization header; a proxy before it may remove that header")]
    SecretLost {
        /// The call that was made.
        call: &'static str,
    },

    /// A 401 or 403 that does not come from a homeserver.
    #[error("{call}: refused by something other than the homeserver (HTTP {status}); look at the proxy before it")]
    Blocked {
        /// The call that was made.
        call: &'static str,
        /// The HTTP status.
        status: u16,
    },

    /// Whatever answers has no such endpoint.
    #[error(
        "{call}: nothing answers there (HTTP {status}): the endpoint is no Synapse with delegation to an \
         authentication service switched on, or a proxy does not pass the path on"
    )]
    NoSuchEndpoint {
        /// The call that was made.
        call: &'static str,
        /// The HTTP status.
        status: u16,
    },

    /// The endpoint points elsewhere. Redirects are not followed: they would carry the secret away.
    #[error("{call}: the endpoint redirects (HTTP {status}), which is not followed; configure where it leads to")]
    Redirected {
        /// The call that was made.
        call: &'static str,
        /// The HTTP status.
        status: u16,
    },

    /// A write while only questions are allowed.
    #[error("{call}: the homeserver is configured as read-only, so nothing is written to it")]
    ReadOnly {
        /// The call that was made.
        call: &'static str,
    },
}

impl HomeserverError {
    /// The call that failed, as the homeserver's API names it.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Unreachable { call, .. }
            | Self::TimedOut { call }
            | Self::Unavailable { call, .. }
            | Self::NotMatrix { call, .. }
            | Self::TooLarge { call }
            | Self::UserNotFound { call }
            | Self::DeviceNotFound { call }
            | Self::Rejected { call, .. }
            | Self::WrongSecret { call, .. }
            | Self::SecretLost { call }
            | Self::Blocked { call, .. }
            | Self::NoSuchEndpoint { call, .. }
            | Self::Redirected { call, .. }
            | Self::ReadOnly { call } => call,
        }
    }

    /// The same call may succeed later without anybody doing anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::TimedOut { .. }
                | Self::Unavailable { .. }
                | Self::NotMatrix { .. }
                | Self::TooLarge { .. }
        )
    }

    /// The homeserver says that what was asked for must not be.
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Rejected { errcode, .. } if errcode == "M_FORBIDDEN")
    }

    /// Nothing succeeds until an operator changes a configuration, here, on the homeserver or between.
    pub fn is_misconfiguration(&self) -> bool {
        matches!(
            self,
            Self::WrongSecret { .. }
                | Self::SecretLost { .. }
                | Self::Blocked { .. }
                | Self::NoSuchEndpoint { .. }
                | Self::Redirected { .. }
                | Self::ReadOnly { .. }
        )
    }
}
