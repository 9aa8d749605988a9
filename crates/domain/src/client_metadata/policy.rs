//! What this server wants of clients that register themselves.

use std::collections::BTreeSet;

use crate::GrantType;

/// How strict registration is, and what it can give.
#[derive(Debug, Clone)]
pub struct RegistrationPolicy {
    /// Apps may leave out `client_uri`, and then have no host to compare with.
    pub allow_missing_client_uri: bool,
    /// Other URIs need not be under the host of `client_uri`.
    pub allow_host_mismatch: bool,
    /// `http`, IP addresses and `localhost` are fine, as on a developer's machine.
    pub allow_insecure_uris: bool,
    /// The grants that this server offers.
    pub grants: BTreeSet<GrantType>,
    /// The algorithms that this server signs with, the preferred one first.
    pub signing_algs: Vec<String>,
}

impl Default for RegistrationPolicy {
    /// As MSC2966 wants it.
    fn default() -> Self {
        Self {
            allow_missing_client_uri: false,
            allow_host_mismatch: false,
            allow_insecure_uris: false,
            grants: GrantType::ALL.iter().copied().collect(),
            signing_algs: vec!["RS256".to_owned()],
        }
    }
}
