//! Where a person goes on after signing in or up: to what they came for, and never to another site.

use gatehouse_auth::device_grants::{self, Waiting};
use gatehouse_domain::{AuthorizationGrantId, DeviceGrantId};
use gatehouse_web::{PageError, Visitor, pages};
use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded;

/// The query of pages that come before something else.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct NextQuery {
    kind: Option<String>,
    id: Option<String>,
    action: Option<String>,
    device_id: Option<String>,
    path: Option<String>,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Next {
    /// The account page.
    Account,
    /// The consent page of an app's request.
    AuthorizationGrant(AuthorizationGrantId),
    ChangePassword,
    /// The consent page of a device that asks to be signed in from here.
    DeviceGrant(DeviceGrantId),
    /// What an app sends people to the account page for (MSC4191).
    Manage {
        action: String,
        device_id: Option<String>,
    },
    /// A page of the account, by its path and query.
    Page(String),
}

impl From<NextQuery> for Next {
    fn from(query: NextQuery) -> Self {
        let NextQuery {
            kind,
            id,
            action,
            device_id,
            path,
        } = query;
        match kind.as_deref() {
            Some("continue_authorization_grant") => id
                .and_then(|id| id.parse().ok())
                .map_or(Self::Account, Self::AuthorizationGrant),
            Some("continue_device_code_grant") => id
                .and_then(|id| id.parse().ok())
                .map_or(Self::Account, Self::DeviceGrant),
            Some("change_password") => Self::ChangePassword,
            Some("manage_account") => action.map_or(Self::Account, |action| Self::Manage { action, device_id }),
            Some("account_page") => path.map_or(Self::Account, |path| Self::page(&path)),
            _ => Self::Account,
        }
    }
}

/// The app on the other device that waits for somebody to sign in here; none where the page that follows has to say what
/// became of it.
pub(crate) async fn app_elsewhere(visitor: &Visitor, id: DeviceGrantId) -> Result<Option<pages::App>, PageError> {
    let waiting = device_grants::find(&visitor.app.cx, id, visitor.mark(), None).await?;
    Ok(match waiting {
        Waiting::SignIn(undecided) => Some(pages::App::elsewhere(&undecided.client)),
        _ => None,
    })
}

/// A path of ours, which no browser takes for another site.
pub(crate) fn is_ours(path: &str) -> bool {
    path.starts_with('/')
        && !path.contains("//")
        && !path.contains("/..")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

impl Next {
    /// The page of the account at this path.
    pub fn page(path: &str) -> Self {
        if path != "/account/" && path.starts_with("/account/") && is_ours(path) {
            Self::Page(path.to_owned())
        } else {
            Self::Account
        }
    }

    /// The account page, or what its query says that the person came for.
    pub fn action(query: &str) -> Self {
        let find = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        find("action").map_or(Self::Account, |action| Self::Manage {
            action,
            device_id: find("device_id"),
        })
    }

    /// The page itself.
    pub fn path(&self) -> String {
        match self {
            Self::Account => "/account/".to_owned(),
            Self::AuthorizationGrant(id) => format!("/consent/{id}"),
            Self::ChangePassword => "/account/password/change".to_owned(),
            Self::DeviceGrant(id) => format!("/device/{id}"),
            Self::Manage { action, device_id } => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair("action", action);
                if let Some(device) = device_id {
                    query.append_pair("device_id", device);
                }
                format!("/account/?{}", query.finish())
            }
            Self::Page(path) => path.clone(),
        }
    }

    /// A page that comes before it.
    pub fn after(&self, path: &str) -> String {
        self.after_with(path, &[])
    }

    /// The same, with more in its query.
    pub fn after_with(&self, path: &str, more: &[(&str, &str)]) -> String {
        let pairs = self.pairs();
        if pairs.is_empty() && more.is_empty() {
            return path.to_owned();
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .extend_pairs(more)
            .finish();
        format!("{path}?{query}")
    }

    /// As a sign-up keeps it until it is done: the text of the query, in which everything is printable.
    pub fn keep(&self) -> Value {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs())
            .finish();
        Value::String(query)
    }

    /// What was kept.
    pub fn kept(kept: &Value) -> Self {
        let mut query = NextQuery::default();
        for (name, value) in form_urlencoded::parse(kept.as_str().unwrap_or_default().as_bytes()) {
            let field = match &*name {
                "kind" => &mut query.kind,
                "id" => &mut query.id,
                "action" => &mut query.action,
                "device_id" => &mut query.device_id,
                "path" => &mut query.path,
                _ => continue,
            };
            *field = Some(value.into_owned());
        }
        Self::from(query)
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Account => Vec::new(),
            Self::AuthorizationGrant(id) => vec![
                ("kind", "continue_authorization_grant".to_owned()),
                ("id", id.to_string()),
            ],
            Self::ChangePassword => vec![("kind", "change_password".to_owned())],
            Self::DeviceGrant(id) => vec![
                ("kind", "continue_device_code_grant".to_owned()),
                ("id", id.to_string()),
            ],
            Self::Manage { action, device_id } => {
                let mut pairs = vec![("kind", "manage_account".to_owned()), ("action", action.clone())];
                pairs.extend(device_id.clone().map(|device| ("device_id", device)));
                pairs
            }
            Self::Page(path) => vec![("kind", "account_page".to_owned()), ("path", path.clone())],
        }
    }
}

#[cfg(test)]
mod tests;
