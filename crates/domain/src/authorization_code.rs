//! The rules for exchanging an authorization code (RFC 6749 §4.1.3).

use chrono::TimeDelta;

use crate::{
    AuthorizationGrantId, BrowserSessionId, Client, ClientId, CodeChallenge, OAuthError, RequestedClaims, Scope,
    SessionId, Timestamp, UserId,
};

/// A code that a person's consent brought into being.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationCode {
    pub grant_id: AuthorizationGrantId,
    pub client_id: ClientId,
    pub user_id: UserId,
    pub browser_session_id: BrowserSessionId,
    /// When the person had proved who they are.
    pub authenticated_at: Timestamp,
    pub redirect_uri: String,
    /// Whether the authorization request named it; then the exchange has to repeat it.
    pub redirect_uri_was_sent: bool,
    pub scope: Scope,
    pub nonce: Option<String>,
    pub code_challenge: Option<CodeChallenge>,
    pub claims: RequestedClaims,
    pub created_at: Timestamp,
    /// The session it was exchanged for.
    pub spent_for: Option<SessionId>,
}

/// The parameters of a token request that are checked against the code.
#[derive(Debug, Default, Clone, Copy)]
pub struct CodeExchange<'a> {
    pub redirect_uri: Option<&'a str>,
    pub code_verifier: Option<&'a str>,
}

impl AuthorizationCode {
    /// RFC 6749 §4.1.2 recommends ten minutes at most; an app needs seconds.
    pub const LIFETIME: TimeDelta = TimeDelta::minutes(5);

    /// Does this request come from whom the code was issued to? Only then has its second use a meaning.
    pub fn check_bearer(&self, client: &Client, request: CodeExchange<'_>) -> Result<(), OAuthError> {
        self.check_client(client)?;
        self.check_redirect_uri(request.redirect_uri)?;
        self.check_pkce(request.code_verifier)
    }

    /// RFC 6749 §4.1.3: issued to this client.
    fn check_client(&self, client: &Client) -> Result<(), OAuthError> {
        if self.client_id == client.id {
            Ok(())
        } else {
            Err(OAuthError::invalid_grant("code of another client"))
        }
    }

    pub fn check_not_expired(&self, now: Timestamp) -> Result<(), OAuthError> {
        if now < self.created_at + Self::LIFETIME {
            Ok(())
        } else {
            Err(OAuthError::invalid_grant("code expired"))
        }
    }

    /// RFC 6749 §4.1.3: identical to the one of the authorization request.
    fn check_redirect_uri(&self, redirect_uri: Option<&str>) -> Result<(), OAuthError> {
        match redirect_uri {
            Some(uri) if uri == self.redirect_uri => Ok(()),
            None if !self.redirect_uri_was_sent => Ok(()),
            Some(_) => Err(OAuthError::invalid_grant(
                "redirect_uri differs from the authorization request",
            )),
            None => Err(OAuthError::invalid_grant("redirect_uri is missing")),
        }
    }

    /// RFC 7636 §4.6 and RFC 9700 §4.8.2: a verifier exactly when there was a challenge.
    fn check_pkce(&self, verifier: Option<&str>) -> Result<(), OAuthError> {
        match (&self.code_challenge, verifier) {
            (None, None) => Ok(()),
            (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(()),
            (Some(_), Some(_)) => Err(OAuthError::invalid_grant("code_verifier does not match")),
            (Some(_), None) => Err(OAuthError::invalid_grant("code_verifier is missing")),
            (None, Some(_)) => Err(OAuthError::invalid_grant("code_verifier without a challenge")),
        }
    }
}
