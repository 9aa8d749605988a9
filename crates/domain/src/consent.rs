//! What a person allowed an app for good (OpenID Connect Core §3.1.2.4).

use crate::{AuthorizationRequest, Client, Prompt, Scope, Timestamp};

/// A remembered consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// All that the app may know, be it asked for by scope or claim by claim.
    pub scope: Scope,
    /// When the person last said so.
    pub granted_at: Timestamp,
}

impl Consent {
    /// Whether what a person allows this app can be remembered: it has to be known for sure which app it is
    /// (RFC 8252 §8.6, XC-08).
    pub fn is_for(client: &Client) -> bool {
        client.is_static || client.is_confidential()
    }

    /// Whether the person need not be asked again. Access to their messages is asked for each time (M2964-32).
    pub fn covers(&self, request: &AuthorizationRequest) -> bool {
        let asks = [Prompt::Consent, Prompt::SelectAccount, Prompt::Create];
        !request.scope.is_for_matrix()
            && self.scope.covers(&request.disclosed_scope())
            && !asks.iter().any(|prompt| request.prompt.contains(prompt))
    }
}
