//! Wishes to replace a forgotten password.

use gatehouse_domain::{Locale, Recovery, RecoveryId, Timestamp};
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct RecoveryRow {
    id: Uuid,
    address: String,
    locale: String,
    user_agent: Option<String>,
    created_at: Timestamp,
}

pub async fn insert(tx: &mut Tx, recovery: &Recovery, ip: Option<&str>) -> Result<()> {
    tx.execute(
        "INSERT INTO recoveries (id, address, locale, ip, user_agent, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &recovery.id,
            &recovery.address,
            &recovery.locale.tag(),
            &ip,
            &recovery.user_agent,
            &recovery.created_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, id: RecoveryId) -> Result<Option<Recovery>> {
    let row: Option<RecoveryRow> = db
        .optional(
            "SELECT id, address, locale, user_agent, created_at FROM recoveries WHERE id = $1",
            &[&id],
        )
        .await?;
    row.map(|row| {
        Ok(Recovery {
            id: row.id.into(),
            address: row.address.parse().map_err(Error::unreadable)?,
            locale: Locale::look_up(&row.locale).unwrap_or_default(),
            user_agent: row.user_agent,
            created_at: row.created_at,
        })
    })
    .transpose()
}

/// Forgets what was asked before, and the tickets with it.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM recoveries WHERE id IN (SELECT id FROM recoveries WHERE created_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}

/// Forgets what was asked for an address.
pub async fn forget(tx: &mut Tx, address: &str) -> Result<u64> {
    tx.execute("DELETE FROM recoveries WHERE LOWER(address) = LOWER($1)", &[&address])
        .await
}
