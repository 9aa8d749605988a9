//! Why a use case did not come to its end.

use gatehouse_domain::OAuthError;
use gatehouse_homeserver::HomeserverError;
use gatehouse_mail::MailError;

use crate::fetch::FetchError;

/// A refusal, or something that broke on the way.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule says no.
    #[error("{0}")]
    Refused(#[from] OAuthError),
    #[error(transparent)]
    Database(#[from] gatehouse_storage::Error),
    #[error(transparent)]
    Homeserver(#[from] HomeserverError),
    #[error(transparent)]
    Mail(#[from] MailError),
    /// What an app named could not be reached.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Too much to do at once.
    #[error("{0} is too busy")]
    Busy(&'static str),
    /// A defect, here or in what is stored.
    #[error("{0}")]
    Internal(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether the same request may succeed a little later.
    pub fn is_transient(&self) -> bool {
        match self {
            // A homeserver that refuses us has to be mended by the operator, and then the request succeeds.
            Self::Database(gatehouse_storage::Error::Unavailable(_)) | Self::Busy(_) | Self::Homeserver(_) => true,
            Self::Mail(error) => error.is_transient(),
            Self::Fetch(error) => error.is_transient(),
            Self::Refused(_) | Self::Database(_) | Self::Internal(_) => false,
        }
    }

    /// The OAuth view: faults are never told as `invalid_grant`, which apps take as "signed out for good" (M2964-58).
    pub fn into_oauth(self) -> OAuthError {
        match self {
            Self::Refused(error) => error,
            fault if fault.is_transient() => OAuthError::temporarily_unavailable(chain(&fault)),
            fault => OAuthError::server_error(chain(&fault)),
        }
    }
}

/// The error with all its causes, for the log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let part = next.to_string();
        if !text.ends_with(&part) {
            text.push_str(": ");
            text.push_str(&part);
        }
        cause = next.source();
    }
    text
}
