//! App sessions of every kind.

use gatehouse_domain::{
    BrowserSessionId, ClientId, DeviceId, RequestedClaims, Session, SessionId, SessionKind, Timestamp, UserId,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx, claims};

#[derive(sqlx::FromRow)]
pub(crate) struct SessionRow {
    pub session_id: Uuid,
    pub kind: String,
    pub session_user_id: Option<Uuid>,
    pub client_id: Option<Uuid>,
    pub browser_session_id: Option<Uuid>,
    pub scope: String,
    pub device_id: Option<String>,
    pub name: Option<String>,
    pub user_agent: Option<String>,
    pub claims: Option<Json<RequestedClaims>>,
    pub authenticated_at: Option<Timestamp>,
    pub session_created_at: Timestamp,
    pub last_active_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

impl TryFrom<SessionRow> for Session {
    type Error = Error;

    fn try_from(row: SessionRow) -> Result<Self> {
        Ok(Self {
            id: row.session_id.into(),
            kind: SessionKind::try_from(row.kind).map_err(Error::unreadable)?,
            user_id: row.session_user_id.map(Into::into),
            client_id: row.client_id.map(Into::into),
            browser_session_id: row.browser_session_id.map(Into::into),
            scope: row.scope.parse().map_err(Error::unreadable)?,
            device_id: row
                .device_id
                .map(|id| id.parse())
                .transpose()
                .map_err(Error::unreadable)?,
            name: row.name,
            user_agent: row.user_agent,
            claims: row.claims.map(|Json(claims)| claims).unwrap_or_default(),
            authenticated_at: row.authenticated_at,
            created_at: row.session_created_at,
            last_active_at: row.last_active_at,
            ended_at: row.ended_at,
        })
    }
}

pub async fn insert(tx: &mut Tx, session: &Session, ip: Option<&str>) -> Result<()> {
    let claims = claims::stored(&session.claims)?;
    tx.execute(
        "INSERT INTO sessions
             (id, kind, user_id, client_id, browser_session_id, scope, device_id, name, user_agent, created_at, last_active_at,
              last_active_ip, claims, authenticated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        &[
            &session.id,
            &session.kind.as_str(),
            &session.user_id,
            &session.client_id,
            &session.browser_session_id,
            &session.scope,
            &session.device_id,
            &session.name,
            &session.user_agent,
            &session.created_at,
            &session.last_active_at,
            &ip,
            &claims,
            &session.authenticated_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, id: SessionId) -> Result<Option<Session>> {
    let row: Option<SessionRow> = db
        .optional(
            "SELECT id AS session_id, kind, user_id AS session_user_id, client_id, browser_session_id, scope, device_id, name,
                    user_agent, claims, authenticated_at, created_at AS session_created_at, last_active_at, ended_at
             FROM sessions WHERE id = $1",
            &[&id],
        )
        .await?;
    row.map(Session::try_from).transpose()
}

/// The running sessions of a person, newest first, from below `before` on.
pub async fn list(db: &mut Connection, user: UserId, before: Option<SessionId>, limit: i64) -> Result<Vec<Session>> {
    let before = before.map_or(Uuid::max(), SessionId::uuid);
    let rows: Vec<SessionRow> = db
        .all(
            "SELECT id AS session_id, kind, user_id AS session_user_id, client_id, browser_session_id, scope, device_id, name,
                    user_agent, claims, authenticated_at, created_at AS session_created_at, last_active_at, ended_at
             FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND id < $2
             ORDER BY id DESC LIMIT $3",
            &[&user, &before, &limit],
        )
        .await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// The running sessions that a client holds.
pub async fn list_of_client(db: &mut Connection, client: ClientId) -> Result<Vec<Session>> {
    let rows: Vec<SessionRow> = db
        .all(
            "SELECT id AS session_id, kind, user_id AS session_user_id, client_id, browser_session_id, scope, device_id, name,
                    user_agent, claims, authenticated_at, created_at AS session_created_at, last_active_at, ended_at
             FROM sessions WHERE client_id = $1 AND ended_at IS NULL",
            &[&client],
        )
        .await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// The running sessions of a person that a client holds.
pub async fn list_of_client_and_user(db: &mut Connection, client: ClientId, user: UserId) -> Result<Vec<Session>> {
    let rows: Vec<SessionRow> = db
        .all(
            "SELECT id AS session_id, kind, user_id AS session_user_id, client_id, browser_session_id, scope, device_id, name,
                    user_agent, claims, authenticated_at, created_at AS session_created_at, last_active_at, ended_at
             FROM sessions WHERE user_id = $1 AND client_id = $2 AND ended_at IS NULL",
            &[&user, &client],
        )
        .await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// The running sessions that began in a browser.
pub async fn list_of_browser(db: &mut Connection, browser: BrowserSessionId) -> Result<Vec<Session>> {
    let rows: Vec<SessionRow> = db
        .all(
            "SELECT id AS session_id, kind, user_id AS session_user_id, client_id, browser_session_id, scope, device_id, name,
                    user_agent, claims, authenticated_at, created_at AS session_created_at, last_active_at, ended_at
             FROM sessions WHERE browser_session_id = $1 AND ended_at IS NULL",
            &[&browser],
        )
        .await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Whether any running session of the person is bound to the device.
pub async fn holds_device(db: &mut Connection, user: UserId, device: &DeviceId) -> Result<bool> {
    db.scalar(
        "SELECT EXISTS (SELECT 1 FROM sessions WHERE user_id = $1 AND device_id = $2 AND ended_at IS NULL)",
        &[&user, device],
    )
    .await
}

/// Every device that a running session of the person is bound to.
pub async fn list_devices(db: &mut Connection, user: UserId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .all(
            "SELECT DISTINCT device_id FROM sessions
             WHERE user_id = $1 AND ended_at IS NULL AND device_id IS NOT NULL ORDER BY device_id",
            &[&user],
        )
        .await?;
    Ok(rows.into_iter().map(|(device,)| device).collect())
}

/// Ends a session; false when it had ended before.
pub async fn end(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<bool> {
    Ok(tx
        .execute(
            "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
            &[&id, &now],
        )
        .await?
        == 1)
}

/// Ends all sessions of a person.
pub async fn end_all(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL",
        &[&user, &now],
    )
    .await
}

/// The running session of a person that is bound to the device.
pub async fn find_by_device(db: &mut Connection, user: UserId, device: &DeviceId) -> Result<Option<Session>> {
    let row: Option<SessionRow> = db
        .optional(
            "SELECT id AS session_id, kind, user_id AS session_user_id, client_id, browser_session_id, scope, device_id, name,
                    user_agent, claims, authenticated_at, created_at AS session_created_at, last_active_at, ended_at
             FROM sessions WHERE user_id = $1 AND device_id = $2 AND ended_at IS NULL",
            &[&user, device],
        )
        .await?;
    row.map(Session::try_from).transpose()
}

/// Changes what the person calls the device; none is what the app says.
pub async fn rename(tx: &mut Tx, id: SessionId, name: Option<&str>) -> Result<()> {
    tx.execute("UPDATE sessions SET name = $2 WHERE id = $1", &[&id, &name])
        .await?;
    Ok(())
}

/// How many sessions of a person run.
pub async fn count(db: &mut Connection, user: UserId) -> Result<i64> {
    db.scalar(
        "SELECT COUNT(*) FROM sessions WHERE user_id = $1 AND ended_at IS NULL",
        &[&user],
    )
    .await
}

/// Notes that a session is in use.
pub async fn touch(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE sessions SET last_active_at = $2 WHERE id = $1 AND (last_active_at IS NULL OR last_active_at < $2)",
        &[&id, &now],
    )
    .await?;
    Ok(())
}

/// Where a batch of sessions after `from`, in the order of their ids, ends; none when it is the last.
pub async fn end_of_batch(db: &mut Connection, from: Option<SessionId>, length: i64) -> Result<Option<SessionId>> {
    let from = from.map_or(Uuid::nil(), SessionId::uuid);
    let row: Option<(Uuid,)> = db
        .optional(
            "SELECT id FROM sessions WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2",
            &[&from, &(length - 1)],
        )
        .await?;
    Ok(row.map(|(id,)| id.into()))
}

/// Of one batch, the running sessions of people that were last used before `limit`, or never and began before it. Those of
/// clients that the operator's configuration names are not among them.
pub async fn list_unused(
    db: &mut Connection,
    from: Option<SessionId>,
    to: Option<SessionId>,
    limit: Timestamp,
) -> Result<Vec<Session>> {
    let from = from.map_or(Uuid::nil(), SessionId::uuid);
    let to = to.map_or(Uuid::max(), SessionId::uuid);
    let rows: Vec<SessionRow> = db
        .all(
            "SELECT id AS session_id, kind, user_id AS session_user_id, client_id, browser_session_id, scope, device_id, name,
                    user_agent, claims, authenticated_at, created_at AS session_created_at, last_active_at, ended_at
             FROM sessions
             WHERE id > $1 AND id <= $2 AND ended_at IS NULL AND user_id IS NOT NULL
               AND COALESCE(last_active_at, created_at) < $3
               AND NOT EXISTS (SELECT 1 FROM clients WHERE clients.id = sessions.client_id AND is_static)
             ORDER BY id",
            &[&from, &to, &limit],
        )
        .await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Ends a session unless it has been used since `limit`.
pub async fn end_unused(tx: &mut Tx, id: SessionId, limit: Timestamp, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE sessions SET ended_at = $3
             WHERE id = $1 AND ended_at IS NULL AND (last_active_at IS NULL OR last_active_at < $2)",
            &[&id, &limit, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets the sessions of clients that act for themselves, made before, once none of their tokens is left: nobody signs
/// out of them.
pub async fn purge_of_clients(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM sessions WHERE id IN (
             SELECT id FROM sessions
             WHERE user_id IS NULL AND created_at < $1
               AND NOT EXISTS (SELECT 1 FROM access_tokens WHERE access_tokens.session_id = sessions.id)
             LIMIT 1000)",
        &[&before],
    )
    .await
}

/// Forgets sessions, and with them their tokens, that ended before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE ended_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}
