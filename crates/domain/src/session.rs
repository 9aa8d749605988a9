//! What an app holds after sign-in: the right to act for a person until it signs out.

use serde::{Deserialize, Serialize};

use crate::{BrowserSessionId, ClientId, DeviceId, RequestedClaims, Scope, SessionId, Timestamp, UserId};

/// How an app session came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// By an OAuth 2.0 grant.
    OAuth,
    /// By the older login API of Matrix.
    Compat,
}

impl SessionKind {
    /// The stored form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OAuth => "oauth",
            Self::Compat => "compat",
        }
    }
}

impl TryFrom<String> for SessionKind {
    type Error = UnknownSessionKind;

    fn try_from(text: String) -> Result<Self, UnknownSessionKind> {
        match text.as_str() {
            "oauth" => Ok(Self::OAuth),
            "compat" => Ok(Self::Compat),
            _ => Err(UnknownSessionKind(text)),
        }
    }
}

/// The database holds a kind that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("unknown session kind {0}")]
pub struct UnknownSessionKind(String);

/// An app session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub kind: SessionKind,
    /// None when a client acts for itself.
    pub user_id: Option<UserId>,
    pub client_id: Option<ClientId>,
    pub browser_session_id: Option<BrowserSessionId>,
    pub scope: Scope,
    pub device_id: Option<DeviceId>,
    /// What the person calls it, or an older client does.
    pub name: Option<String>,
    pub user_agent: Option<String>,
    /// What its app may ask about the person one by one.
    pub claims: RequestedClaims,
    /// When the person had proved who they are; none where no page was involved.
    pub authenticated_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub last_active_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

impl Session {
    /// Whether it is over once the person signs out of the browser in which it began: it has no device, and its app may not
    /// act while nobody is there (OpenID Connect Back-Channel Logout §2.7).
    pub fn ends_with_browser(&self) -> bool {
        self.browser_session_id.is_some() && self.device_id.is_none() && !self.scope.is_offline()
    }
}
