//! Where a person goes on after signing in: to what they came for, and never to another site.

use gatehouse_domain::AuthorizationGrantId;
use serde::Deserialize;
use url::form_urlencoded;

/// The query of pages that come before something else.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct NextQuery {
    kind: Option<String>,
    id: Option<String>,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The account page.
    Account,
    /// The consent page of an app's request.
    AuthorizationGrant(AuthorizationGrantId),
}

impl From<&NextQuery> for Next {
    fn from(query: &NextQuery) -> Self {
        match (query.kind.as_deref(), query.id.as_deref().map(str::parse)) {
            (Some("continue_authorization_grant"), Some(Ok(id))) => Self::AuthorizationGrant(id),
            _ => Self::Account,
        }
    }
}

impl Next {
    /// The page itself.
    pub fn path(self) -> String {
        match self {
            Self::Account => "/account/".to_owned(),
            Self::AuthorizationGrant(id) => format!("/consent/{id}"),
        }
    }

    /// A page that comes before it.
    pub fn after(self, path: &str) -> String {
        match self {
            Self::Account => path.to_owned(),
            Self::AuthorizationGrant(id) => {
                let id = id.to_string();
                let query = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs([("kind", "continue_authorization_grant"), ("id", id.as_str())])
                    .finish();
                format!("{path}?{query}")
            }
        }
    }
}
