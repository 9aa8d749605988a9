//! What happened to accounts.

use gatehouse_domain::{AccountEvent, AccountEventId, RecordedEvent, Timestamp, UserId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct RecordedEventRow {
    id: Uuid,
    event: Json<Value>,
    ip: Option<String>,
    user_agent: Option<String>,
    created_at: Timestamp,
}

pub async fn insert(tx: &mut Tx, user: UserId, recorded: &RecordedEvent) -> Result<()> {
    let event = serde_json::to_value(&recorded.event).map_err(Error::unwritable)?;
    tx.execute(
        "INSERT INTO account_events (id, user_id, event, ip, user_agent, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &recorded.id,
            &user,
            &Json(event),
            &recorded.ip,
            &recorded.user_agent,
            &recorded.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// What happened to an account, newest first, from below `before` on.
pub async fn list(
    db: &mut Connection,
    user: UserId,
    before: Option<AccountEventId>,
    limit: i64,
) -> Result<Vec<RecordedEvent>> {
    let before = before.map_or(Uuid::max(), AccountEventId::uuid);
    let rows: Vec<RecordedEventRow> = db
        .all(
            "SELECT id, event, ip, user_agent, created_at FROM account_events
             WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
            &[&user, &before, &limit],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| RecordedEvent {
            id: row.id.into(),
            // The page says when and where even if a newer version had more to tell.
            event: serde_json::from_value(row.event.0).unwrap_or(AccountEvent::Unknown),
            ip: row.ip,
            user_agent: row.user_agent,
            created_at: row.created_at,
        })
        .collect())
}

/// Forgets what happened before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM account_events WHERE id IN (SELECT id FROM account_events WHERE created_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}
