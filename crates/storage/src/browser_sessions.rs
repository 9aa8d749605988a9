//! Browsers that are signed in.

use gatehouse_domain::{BrowserSession, BrowserSessionId, Timestamp, TokenHash, User, UserId};
use uuid::Uuid;

use crate::{Connection, Result, Tx, users::UserRow};

#[derive(sqlx::FromRow)]
struct BrowserSessionRow {
    id: Uuid,
    #[sqlx(flatten)]
    user: UserRow,
    created_at: Timestamp,
    authenticated_at: Timestamp,
    user_agent: Option<String>,
    last_active_at: Timestamp,
    ended_at: Option<Timestamp>,
}

impl From<BrowserSessionRow> for BrowserSession {
    fn from(row: BrowserSessionRow) -> Self {
        Self {
            id: row.id.into(),
            user: User::from(row.user),
            created_at: row.created_at,
            authenticated_at: row.authenticated_at,
            user_agent: row.user_agent,
            last_active_at: row.last_active_at,
            ended_at: row.ended_at,
        }
    }
}

pub async fn insert(tx: &mut Tx, session: &BrowserSession, token: TokenHash, ip: Option<&str>) -> Result<()> {
    tx.execute(
        "INSERT INTO browser_sessions
             (id, user_id, token_hash, user_agent, created_at, authenticated_at, last_active_at, last_active_ip)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &session.id,
            &session.user.id,
            &token,
            &session.user_agent,
            &session.created_at,
            &session.authenticated_at,
            &session.last_active_at,
            &ip,
        ],
    )
    .await?;
    Ok(())
}

/// The session of a cookie, unless it has ended.
pub async fn find_by_token(db: &mut Connection, token: TokenHash) -> Result<Option<BrowserSession>> {
    let row: Option<BrowserSessionRow> = db
        .optional(
            "SELECT browser_sessions.id, browser_sessions.created_at, authenticated_at, user_agent, last_active_at, ended_at,
                    users.id AS user_id, username, users.created_at AS user_created_at,
                    locked_at, deactivated_at, can_request_admin, locale
             FROM browser_sessions JOIN users ON users.id = browser_sessions.user_id
             WHERE token_hash = $1 AND ended_at IS NULL",
            &[&token],
        )
        .await?;
    Ok(row.map(BrowserSession::from))
}

pub async fn find(db: &mut Connection, id: BrowserSessionId) -> Result<Option<BrowserSession>> {
    let row: Option<BrowserSessionRow> = db
        .optional(
            "SELECT browser_sessions.id, browser_sessions.created_at, authenticated_at, user_agent, last_active_at, ended_at,
                    users.id AS user_id, username, users.created_at AS user_created_at,
                    locked_at, deactivated_at, can_request_admin, locale
             FROM browser_sessions JOIN users ON users.id = browser_sessions.user_id
             WHERE browser_sessions.id = $1",
            &[&id],
        )
        .await?;
    Ok(row.map(BrowserSession::from))
}

/// The browsers in which a person is signed in, newest first.
pub async fn list(db: &mut Connection, user: UserId) -> Result<Vec<BrowserSession>> {
    let rows: Vec<BrowserSessionRow> = db
        .all(
            "SELECT browser_sessions.id, browser_sessions.created_at, authenticated_at, user_agent, last_active_at, ended_at,
                    users.id AS user_id, username, users.created_at AS user_created_at,
                    locked_at, deactivated_at, can_request_admin, locale
             FROM browser_sessions JOIN users ON users.id = browser_sessions.user_id
             WHERE user_id = $1 AND ended_at IS NULL
             ORDER BY browser_sessions.id DESC LIMIT 100",
            &[&user],
        )
        .await?;
    Ok(rows.into_iter().map(BrowserSession::from).collect())
}

/// The person has proved again who they are; the cookie changes with it, against session fixation.
pub async fn authenticate(tx: &mut Tx, id: BrowserSessionId, token: TokenHash, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE browser_sessions SET authenticated_at = $3, last_active_at = $3, token_hash = $2
             WHERE id = $1 AND ended_at IS NULL",
            &[&id, &token, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Keeps a browser from being signed out until the transaction is done; false when it is signed out already.
pub async fn hold(tx: &mut Tx, id: BrowserSessionId) -> Result<bool> {
    let held = tx
        .execute(
            "UPDATE browser_sessions SET last_active_at = last_active_at WHERE id = $1 AND ended_at IS NULL",
            &[&id],
        )
        .await?;
    Ok(held == 1)
}

pub async fn end(tx: &mut Tx, id: BrowserSessionId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE browser_sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
            &[&id, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Signs the person out of every browser.
pub async fn end_all(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE browser_sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL",
        &[&user, &now],
    )
    .await
}

/// Signs the person out of every browser but one.
pub async fn end_others(tx: &mut Tx, user: UserId, but: BrowserSessionId, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE browser_sessions SET ended_at = $3 WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL",
        &[&user, &but, &now],
    )
    .await
}

/// Ends up to `most` browsers that were last used before `limit`, and says which.
pub async fn end_unused(tx: &mut Tx, limit: Timestamp, now: Timestamp, most: i64) -> Result<Vec<BrowserSessionId>> {
    let rows: Vec<(Uuid,)> = tx
        .all(
            "UPDATE browser_sessions SET ended_at = $2
             WHERE id IN (SELECT id FROM browser_sessions WHERE ended_at IS NULL AND last_active_at < $1 LIMIT $3)
               AND ended_at IS NULL AND last_active_at < $1
             RETURNING id",
            &[&limit, &now, &most],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

/// In how many browsers a person is signed in.
pub async fn count(db: &mut Connection, user: UserId) -> Result<i64> {
    db.scalar(
        "SELECT COUNT(*) FROM browser_sessions WHERE user_id = $1 AND ended_at IS NULL",
        &[&user],
    )
    .await
}

/// Notes that a browser is in use.
pub async fn touch(tx: &mut Tx, id: BrowserSessionId, now: Timestamp, ip: Option<&str>) -> Result<()> {
    tx.execute(
        "UPDATE browser_sessions SET last_active_at = $2, last_active_ip = COALESCE($3, last_active_ip) WHERE id = $1",
        &[&id, &now, &ip],
    )
    .await?;
    Ok(())
}

/// Forgets sessions that ended before `ended` or were last used before `used`, once no app session refers to them.
pub async fn purge(tx: &mut Tx, ended: Timestamp, used: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM browser_sessions WHERE id IN (
             SELECT browser_sessions.id FROM browser_sessions
             WHERE (ended_at < $1 OR last_active_at < $2)
               AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.browser_session_id = browser_sessions.id)
             LIMIT 1000)",
        &[&ended, &used],
    )
    .await
}
