//! Why metadata can't be registered (RFC 7591 §3.2.2).

use std::borrow::Cow;

use crate::{ErrorCode, OAuthError};

/// A member of the metadata and the rule that it breaks, for the app's developer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct MetadataError {
    code: ErrorCode,
    text: Cow<'static, str>,
}

impl MetadataError {
    /// The metadata as a whole can't be read.
    pub(crate) fn unreadable(rule: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code: ErrorCode::InvalidClientMetadata,
            text: rule.into(),
        }
    }

    /// The value of `member` breaks `rule`.
    pub(crate) fn member(member: &str, rule: impl AsRef<str>) -> Self {
        Self::unreadable(format!("{member}: {}", rule.as_ref()))
    }

    /// A redirect URI breaks `rule`.
    pub(crate) fn redirect_uri(rule: impl AsRef<str>) -> Self {
        Self {
            code: ErrorCode::InvalidRedirectUri,
            ..Self::member("redirect_uris", rule)
        }
    }

    /// `invalid_redirect_uri` or `invalid_client_metadata`.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// The member and the rule.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl From<MetadataError> for OAuthError {
    fn from(error: MetadataError) -> Self {
        Self::new(error.code, error.text).explained()
    }
}
