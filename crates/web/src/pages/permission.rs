//! What a scope lets an app do, in a person's words.

use gatehouse_domain::Scope;
use serde::Serialize;

/// One line of the list on the consent page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// Everything that a Matrix client does.
    MatrixFull,
    /// The administration API of Synapse: shown apart, since it reaches every account.
    SynapseAdmin,
    /// Who the person is.
    #[serde(rename = "openid")]
    OpenId,
    Email,
    /// OpenID Connect Core §11.
    OfflineAccess,
}

impl Permission {
    /// What a granted scope amounts to.
    pub fn of(scope: &Scope) -> Vec<Self> {
        let rows = [
            (scope.has_api(), Self::MatrixFull),
            (scope.has_openid(), Self::OpenId),
            (scope.contains("email"), Self::Email),
            (scope.contains("offline_access"), Self::OfflineAccess),
            (scope.has_synapse_admin(), Self::SynapseAdmin),
        ];
        rows.into_iter()
            .filter_map(|(holds, permission)| holds.then_some(permission))
            .collect()
    }
}
