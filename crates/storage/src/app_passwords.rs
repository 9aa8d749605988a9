//! Passwords that people make for one older app each.

use gatehouse_domain::{AppPassword, AppPasswordId, SessionId, Timestamp, TokenHash, UserId};
use uuid::Uuid;

use crate::{Connection, Result, Tx};

#[derive(sqlx::FromRow)]
struct AppPasswordRow {
    id: Uuid,
    user_id: Uuid,
    name: String,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    session_id: Option<Uuid>,
}

impl From<AppPasswordRow> for AppPassword {
    fn from(row: AppPasswordRow) -> Self {
        Self {
            id: row.id.into(),
            user_id: row.user_id.into(),
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            session_id: row.session_id.map(Into::into),
        }
    }
}

pub async fn insert(tx: &mut Tx, password: &AppPassword, hash: TokenHash) -> Result<()> {
    tx.execute(
        "INSERT INTO app_passwords (id, user_id, name, hash, created_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &password.id,
            &password.user_id,
            &password.name,
            &hash,
            &password.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// Gives another secret to one that its person made after `since` and did not use yet.
pub async fn replace_secret(
    tx: &mut Tx,
    id: AppPasswordId,
    user: UserId,
    hash: TokenHash,
    since: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE app_passwords SET hash = $3
             WHERE id = $1 AND user_id = $2 AND last_used_at IS NULL AND created_at > $4",
            &[&id, &user, &hash, &since],
        )
        .await?;
    Ok(changed == 1)
}

pub async fn find(db: &mut Connection, id: AppPasswordId) -> Result<Option<AppPassword>> {
    let row: Option<AppPasswordRow> = db
        .optional(
            "SELECT id, user_id, name, created_at, last_used_at, session_id FROM app_passwords WHERE id = $1",
            &[&id],
        )
        .await?;
    Ok(row.map(AppPassword::from))
}

pub async fn find_by_secret(db: &mut Connection, hash: TokenHash) -> Result<Option<AppPassword>> {
    let row: Option<AppPasswordRow> = db
        .optional(
            "SELECT id, user_id, name, created_at, last_used_at, session_id FROM app_passwords WHERE hash = $1",
            &[&hash],
        )
        .await?;
    Ok(row.map(AppPassword::from))
}

/// All of a person, newest first.
pub async fn list(db: &mut Connection, user: UserId) -> Result<Vec<AppPassword>> {
    let rows: Vec<AppPasswordRow> = db
        .all(
            "SELECT id, user_id, name, created_at, last_used_at, session_id FROM app_passwords
             WHERE user_id = $1 ORDER BY id DESC",
            &[&user],
        )
        .await?;
    Ok(rows.into_iter().map(AppPassword::from).collect())
}

/// How many a person has.
pub async fn count(db: &mut Connection, user: UserId) -> Result<i64> {
    db.scalar("SELECT COUNT(*) FROM app_passwords WHERE user_id = $1", &[&user])
        .await
}

/// Notes that it signs an app in; false when it is not there any more.
pub async fn note_use(tx: &mut Tx, id: AppPasswordId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute("UPDATE app_passwords SET last_used_at = $2 WHERE id = $1", &[&id, &now])
        .await?;
    Ok(changed == 1)
}

/// Notes the session that began by it.
pub async fn attach(tx: &mut Tx, id: AppPasswordId, session: SessionId) -> Result<()> {
    tx.execute(
        "UPDATE app_passwords SET session_id = $2 WHERE id = $1",
        &[&id, &session],
    )
    .await?;
    Ok(())
}

/// Forgets one of a person, and tells what it was.
pub async fn take(tx: &mut Tx, user: UserId, id: AppPasswordId) -> Result<Option<AppPassword>> {
    let row: Option<AppPasswordRow> = tx
        .optional(
            "DELETE FROM app_passwords WHERE id = $1 AND user_id = $2
             RETURNING id, user_id, name, created_at, last_used_at, session_id",
            &[&id, &user],
        )
        .await?;
    Ok(row.map(AppPassword::from))
}

/// Forgets the one by which a session began, and tells what it was.
pub async fn take_of_session(tx: &mut Tx, session: SessionId) -> Result<Option<AppPassword>> {
    let row: Option<AppPasswordRow> = tx
        .optional(
            "DELETE FROM app_passwords WHERE session_id = $1
             RETURNING id, user_id, name, created_at, last_used_at, session_id",
            &[&session],
        )
        .await?;
    Ok(row.map(AppPassword::from))
}

/// Forgets all of a person, but the one by which this session began, and tells what they were.
pub async fn take_all(tx: &mut Tx, user: UserId, but: Option<SessionId>) -> Result<Vec<AppPassword>> {
    let but = but.map_or(Uuid::nil(), SessionId::uuid);
    let rows: Vec<AppPasswordRow> = tx
        .all(
            "DELETE FROM app_passwords WHERE user_id = $1 AND (session_id IS NULL OR session_id <> $2)
             RETURNING id, user_id, name, created_at, last_used_at, session_id",
            &[&user, &but],
        )
        .await?;
    Ok(rows.into_iter().map(AppPassword::from).collect())
}
