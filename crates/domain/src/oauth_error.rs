//! The error of every OAuth endpoint: a public text for the app, a private reason for the log.

use std::{borrow::Cow, fmt};

/// Error codes of RFC 6749 §4.1.2.1 and §5.2 and of the specifications that add to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    AccessDenied,
    AccountSelectionRequired,
    AuthorizationPending,
    ConsentRequired,
    ExpiredToken,
    InteractionRequired,
    InvalidClient,
    InvalidClientMetadata,
    InvalidGrant,
    InvalidRedirectUri,
    InvalidRequest,
    InvalidRequestObject,
    InvalidRequestUri,
    InvalidScope,
    InvalidToken,
    LoginRequired,
    RegistrationNotSupported,
    ServerError,
    SlowDown,
    TemporarilyUnavailable,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
}

impl ErrorCode {
    /// The value of the `error` member.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::AuthorizationPending => "authorization_pending",
            Self::ConsentRequired => "consent_required",
            Self::ExpiredToken => "expired_token",
            Self::InteractionRequired => "interaction_required",
            Self::InvalidClient => "invalid_client",
            Self::InvalidClientMetadata => "invalid_client_metadata",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidToken => "invalid_token",
            Self::LoginRequired => "login_required",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::ServerError => "server_error",
            Self::SlowDown => "slow_down",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
        }
    }

    /// What the person behind the app can read.
    const fn description(self) -> &'static str {
        match self {
            Self::AccessDenied => "The request was denied.",
            Self::AccountSelectionRequired => "An account has to be chosen first.",
            Self::AuthorizationPending => "The person has not decided yet.",
            Self::ConsentRequired => "The request has to be allowed first.",
            Self::ExpiredToken => "The code has expired. Ask for a new one.",
            Self::InteractionRequired => "The person has to interact with the server first.",
            Self::InvalidClient => "Client authentication failed.",
            Self::InvalidClientMetadata => "A value of the client metadata is invalid.",
            Self::InvalidGrant => "The grant is invalid, expired, revoked, or was issued to another client.",
            Self::InvalidRedirectUri => "A redirect URI is invalid.",
            Self::InvalidRequest => "The request is missing a parameter, repeats one, or is otherwise malformed.",
            Self::InvalidRequestObject => "The request object is malformed, or not signed by the client.",
            Self::InvalidRequestUri => "There is no request object to be had at the request_uri.",
            Self::InvalidScope => "The requested scope is invalid, unknown, or exceeds what was granted.",
            Self::InvalidToken => "The token is missing, wrong, expired or revoked.",
            Self::LoginRequired => "The person has to sign in first.",
            Self::RegistrationNotSupported => "The parameter registration is not supported.",
            Self::ServerError => "The server met an unexpected condition. Try again later.",
            Self::SlowDown => "The person has not decided yet. Ask five seconds less often.",
            Self::TemporarilyUnavailable => "The server can't answer right now. Try again later.",
            Self::UnauthorizedClient => "The client may not make this request.",
            Self::UnsupportedGrantType => "The grant type is not supported.",
            Self::UnsupportedResponseType => "The response type is not supported.",
        }
    }
}

/// An OAuth error: what the app sees, and why it happened.
#[derive(Clone)]
pub struct OAuthError {
    code: ErrorCode,
    description: Option<Cow<'static, str>>,
    reason: Cow<'static, str>,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $code:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(reason: impl Into<Cow<'static, str>>) -> Self {
            Self::new(ErrorCode::$code, reason)
        }
    )*};
}

impl OAuthError {
    /// An error with the code's own description; `reason` is for the log.
    pub fn new(code: ErrorCode, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            description: None,
            reason: reason.into(),
        }
    }

    constructors! {
        /// The person or the server said no.
        access_denied => AccessDenied;
        /// The person has not decided yet (RFC 8628 §3.5).
        authorization_pending => AuthorizationPending;
        /// The device code has expired (RFC 8628 §3.5).
        expired_token => ExpiredToken;
        /// Client authentication failed (RFC 6749 §5.2).
        invalid_client => InvalidClient;
        /// A code or refresh token is of no use (RFC 6749 §5.2). Apps take it as "signed out for good".
        invalid_grant => InvalidGrant;
        /// A parameter is missing, repeated or malformed.
        invalid_request => InvalidRequest;
        /// The scope can't be granted.
        invalid_scope => InvalidScope;
        /// What was shown as a bearer is no good (RFC 6750 §3.1).
        invalid_token => InvalidToken;
        /// Something broke here.
        server_error => ServerError;
        /// The person has not decided yet, and the app asks too often (RFC 8628 §3.5).
        slow_down => SlowDown;
        /// Something broke elsewhere and will mend.
        temporarily_unavailable => TemporarilyUnavailable;
        /// The client may not use this grant or endpoint.
        unauthorized_client => UnauthorizedClient;
    }

    /// Tells the app the reason as well: for mistakes that its developer can mend.
    #[must_use]
    pub fn explained(mut self) -> Self {
        self.description = Some(Cow::Owned(self.reason.chars().map(describable).collect()));
        self
    }

    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// The value of `error_description`.
    pub fn description(&self) -> &str {
        self.description.as_deref().unwrap_or(self.code.description())
    }

    /// Why, for the log.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// RFC 6749 §5.2: descriptions hold %x20-21 / %x23-5B / %x5D-7E only.
const fn describable(letter: char) -> char {
    match letter {
        '"' => '\'',
        '\\' => '/',
        ' '..='~' => letter,
        _ => '?',
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.reason)
    }
}

impl fmt::Debug for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuthError({self})")
    }
}

impl std::error::Error for OAuthError {}

#[cfg(test)]
mod tests {
    use super::*;

    // R6749-27
    #[test]
    fn a_description_holds_only_what_the_rfc_allows() {
        let error = OAuthError::invalid_request("a \"b\" \\ \n ü").explained();
        assert_eq!(error.description(), "a 'b' / ? ?");
    }

    #[test]
    fn the_reason_stays_private_unless_explained() {
        let error = OAuthError::invalid_grant("code expired");
        assert!(!error.description().contains("expired:"));
        assert_eq!(error.reason(), "code expired");
    }
}
