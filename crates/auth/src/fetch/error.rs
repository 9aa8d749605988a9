use std::error::Error;

use url::Url;

use super::resolver::NoReachableAddress;

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The URL is of a form that is never asked.
    #[error("{url}: {reason}")]
    Refused {
        /// The URL.
        url: Url,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The address is not one of the public internet.
    #[error("{0} is in a private network")]
    Private(Url),
    /// No answer, or not in time.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// The URL.
        url: Url,
        /// What the network said.
        reason: String,
    },
    /// An answer that is none, or one redirection too many.
    #[error("{url} answers {status}")]
    Status {
        /// The URL.
        url: Url,
        /// The HTTP status.
        status: u16,
    },
    /// The answer is longer than any sensible one.
    #[error("{url} answers more than {limit} bytes")]
    TooLong {
        /// The URL.
        url: Url,
        /// How many bytes are read.
        limit: usize,
    },
    /// The answer is no JSON.
    #[error("{0} does not answer JSON")]
    NotJson(Url),
    /// The answer is no JWT.
    #[error("{0} does not answer a JWT")]
    NotJwt(Url),
    /// The answer is no picture that is shown.
    #[error("{0} is no PNG, JPEG, GIF or WebP picture")]
    NoPicture(Url),
    /// Our own side does not work, as when the system has no CA certificates.
    #[error("the HTTP client does not work: {0}")]
    Client(String),
    /// As much is asked for already as may be at once.
    #[error("too many downloads at once")]
    Busy,
}

impl FetchError {
    /// Whether the same download may succeed a little later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Client(_) | Self::Busy => true,
            Self::Status { status, .. } => *status >= 500 || *status == 429,
            Self::Refused { .. }
            | Self::Private(_)
            | Self::TooLong { .. }
            | Self::NotJson(_)
            | Self::NotJwt(_)
            | Self::NoPicture(_) => false,
        }
    }

    /// Whether it is our own side that failed, which says nothing about the address.
    pub const fn is_ours(&self) -> bool {
        matches!(self, Self::Client(_) | Self::Busy)
    }
}

pub(super) fn failure(url: &Url, error: &reqwest::Error) -> FetchError {
    // Of a redirection, or of a name that is to be looked up.
    if let Some(refusal) = causes(error).find_map(|cause| cause.downcast_ref::<FetchError>()) {
        return refusal.clone();
    }
    let url = url.clone();
    if causes(error).any(<dyn Error>::is::<NoReachableAddress>) {
        return FetchError::Private(url);
    }
    // The outer texts repeat the URL and say no more than "error sending request".
    let reason = if error.is_timeout() {
        "no answer in time".to_owned()
    } else {
        causes(error).last().map(ToString::to_string).unwrap_or_default()
    };
    FetchError::Unreachable { url, reason }
}

pub(super) fn told(error: &reqwest::Error) -> String {
    let causes: Vec<_> = causes(error).map(ToString::to_string).collect();
    causes.join(": ")
}

/// The error and what it comes from.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}
