//! Where a person is signed in: apps and browsers in one list.

use gatehouse_domain::{BrowserSessionId, ClientMetadata, DeviceId, Scope, SessionId, Timestamp, UserId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Error, Result};

/// A running session of an app or a browser.
#[derive(Debug, Clone)]
pub struct AccountSession {
    pub id: AccountSessionId,
    /// What the person calls it.
    pub name: Option<String>,
    pub scope: Option<Scope>,
    pub device_id: Option<DeviceId>,
    pub user_agent: Option<String>,
    pub created_at: Timestamp,
    pub last_active_at: Option<Timestamp>,
    pub last_active_ip: Option<String>,
    /// What the app says of itself.
    pub client: Option<ClientMetadata>,
    /// What the person calls the password by which the app signed in, if it has one of its own.
    pub app_password: Option<String>,
}

/// Ids of both kinds are made alike, and in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountSessionId {
    App(SessionId),
    Browser(BrowserSessionId),
}

impl AccountSessionId {
    pub fn uuid(self) -> Uuid {
        match self {
            Self::App(id) => id.uuid(),
            Self::Browser(id) => id.uuid(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct AccountSessionRow {
    id: Uuid,
    is_browser: bool,
    name: Option<String>,
    scope: Option<String>,
    device_id: Option<String>,
    user_agent: Option<String>,
    created_at: Timestamp,
    last_active_at: Option<Timestamp>,
    last_active_ip: Option<String>,
    metadata: Option<Json<ClientMetadata>>,
    app_password: Option<String>,
}

impl TryFrom<AccountSessionRow> for AccountSession {
    type Error = Error;

    fn try_from(row: AccountSessionRow) -> Result<Self> {
        Ok(Self {
            id: if row.is_browser {
                AccountSessionId::Browser(row.id.into())
            } else {
                AccountSessionId::App(row.id.into())
            },
            name: row.name,
            scope: row
                .scope
                .map(|text| text.parse())
                .transpose()
                .map_err(Error::unreadable)?,
            device_id: row
                .device_id
                .map(|text| text.parse())
                .transpose()
                .map_err(Error::unreadable)?,
            user_agent: row.user_agent,
            created_at: row.created_at,
            last_active_at: row.last_active_at,
            last_active_ip: row.last_active_ip,
            client: row.metadata.map(|Json(metadata)| metadata),
            app_password: row.app_password,
        })
    }
}

/// The statement of [`list`].
pub const LIST: &str =
    "SELECT id, is_browser, name, scope, device_id, user_agent, created_at, last_active_at, last_active_ip, metadata,
            (SELECT app_passwords.name FROM app_passwords WHERE session_id = everything.id) AS app_password
     FROM (
         SELECT * FROM (
             SELECT sessions.id, FALSE AS is_browser, sessions.name, scope, device_id, user_agent,
                    sessions.created_at, last_active_at, last_active_ip, metadata
             FROM sessions LEFT JOIN clients ON clients.id = sessions.client_id
             WHERE user_id = $1 AND ended_at IS NULL AND sessions.id < $2
             ORDER BY sessions.id DESC LIMIT $3) AS apps
         UNION ALL
         SELECT * FROM (
             SELECT id, TRUE AS is_browser, NULL AS name, NULL AS scope, NULL AS device_id, user_agent,
                    created_at, last_active_at, last_active_ip, CAST(NULL AS JSONB) AS metadata
             FROM browser_sessions
             WHERE user_id = $1 AND ended_at IS NULL AND id < $2
             ORDER BY id DESC LIMIT $3) AS browsers
     ) AS everything
     ORDER BY id DESC LIMIT $3";

/// The statement of [`search`].
pub const SEARCH: &str =
    "SELECT id, is_browser, name, scope, device_id, user_agent, created_at, last_active_at, last_active_ip, metadata,
            (SELECT app_passwords.name FROM app_passwords WHERE session_id = everything.id) AS app_password
     FROM (
         SELECT sessions.id, FALSE AS is_browser, sessions.name, scope, device_id, user_agent,
                sessions.created_at, last_active_at, last_active_ip, metadata,
                COALESCE(sessions.name, '') || ' ' || COALESCE(metadata ->> 'client_name', '') || ' '
                    || COALESCE(metadata ->> 'client_uri', '') || ' ' || COALESCE(device_id, '') || ' '
                    || COALESCE(user_agent, '') AS words
         FROM sessions LEFT JOIN clients ON clients.id = sessions.client_id
         WHERE user_id = $1 AND ended_at IS NULL AND sessions.id < $2
         UNION ALL
         SELECT id, TRUE AS is_browser, NULL AS name, NULL AS scope, NULL AS device_id, user_agent,
                created_at, last_active_at, last_active_ip, CAST(NULL AS JSONB) AS metadata,
                COALESCE(user_agent, '') AS words
         FROM browser_sessions
         WHERE user_id = $1 AND ended_at IS NULL AND id < $2
     ) AS everything
     WHERE REPLACE(LOWER(words), $4, '') <> LOWER(words) OR REPLACE(words, $5, '') <> words
     ORDER BY id DESC LIMIT $3";

/// The running sessions of a person, newest first, from below `before` on.
pub async fn list(db: &mut Connection, user: UserId, before: Option<Uuid>, limit: i64) -> Result<Vec<AccountSession>> {
    let before = before.unwrap_or(Uuid::max());
    let rows: Vec<AccountSessionRow> = db.all(LIST, &[&user, &before, &limit]).await?;
    rows.into_iter().map(AccountSession::try_from).collect()
}

/// Those of [`list`] in whose name, app, device or browser the text occurs, in any case.
pub async fn search(
    db: &mut Connection,
    user: UserId,
    text: &str,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AccountSession>> {
    let before = before.unwrap_or(Uuid::max());
    // SQLite folds the letters of ASCII alone: others are found as they are written.
    let folded = text.to_lowercase();
    let rows: Vec<AccountSessionRow> = db.all(SEARCH, &[&user, &before, &limit, &folded, &text]).await?;
    rows.into_iter().map(AccountSession::try_from).collect()
}

/// A running session of this person, of either kind.
pub async fn find(db: &mut Connection, user: UserId, id: Uuid) -> Result<Option<AccountSession>> {
    let row: Option<AccountSessionRow> = db
        .optional(
            "SELECT sessions.id, FALSE AS is_browser, sessions.name, scope, device_id, user_agent,
                    sessions.created_at, last_active_at, last_active_ip, metadata,
                    (SELECT app_passwords.name FROM app_passwords WHERE session_id = sessions.id) AS app_password
             FROM sessions LEFT JOIN clients ON clients.id = sessions.client_id
             WHERE sessions.id = $2 AND user_id = $1 AND ended_at IS NULL
             UNION ALL
             SELECT id, TRUE AS is_browser, NULL AS name, NULL AS scope, NULL AS device_id, user_agent,
                    created_at, last_active_at, last_active_ip, CAST(NULL AS JSONB) AS metadata, NULL AS app_password
             FROM browser_sessions
             WHERE id = $2 AND user_id = $1 AND ended_at IS NULL",
            &[&user, &id],
        )
        .await?;
    row.map(AccountSession::try_from).transpose()
}
