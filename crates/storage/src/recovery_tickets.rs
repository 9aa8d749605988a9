//! What the links in recovery mails are good for.

use gatehouse_domain::{RecoveryTicket, Timestamp, TokenHash, UserId};
use uuid::Uuid;

use crate::{Connection, Result, Tx};

#[derive(sqlx::FromRow)]
struct RecoveryTicketRow {
    recovery_id: Uuid,
    user_id: Uuid,
    created_at: Timestamp,
    expires_at: Timestamp,
    spent_at: Option<Timestamp>,
}

pub async fn insert(tx: &mut Tx, ticket: &RecoveryTicket, hash: TokenHash) -> Result<()> {
    tx.execute(
        "INSERT INTO recovery_tickets (hash, recovery_id, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &hash,
            &ticket.recovery_id,
            &ticket.user_id,
            &ticket.created_at,
            &ticket.expires_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, hash: TokenHash) -> Result<Option<RecoveryTicket>> {
    let row: Option<RecoveryTicketRow> = db
        .optional(
            "SELECT recovery_id, user_id, created_at, expires_at, spent_at FROM recovery_tickets WHERE hash = $1",
            &[&hash],
        )
        .await?;
    Ok(row.map(|row| RecoveryTicket {
        recovery_id: row.recovery_id.into(),
        user_id: row.user_id.into(),
        created_at: row.created_at,
        expires_at: row.expires_at,
        spent_at: row.spent_at,
    }))
}

/// Uses a ticket; of several requests one succeeds.
pub async fn spend(tx: &mut Tx, hash: TokenHash, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE recovery_tickets SET spent_at = $2 WHERE hash = $1 AND spent_at IS NULL AND expires_at > $2",
            &[&hash, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Voids every ticket of a person: the password is theirs again.
pub async fn spend_all(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE recovery_tickets SET spent_at = $2 WHERE user_id = $1 AND spent_at IS NULL",
        &[&user, &now],
    )
    .await
}

/// Forgets every ticket of a person.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute("DELETE FROM recovery_tickets WHERE user_id = $1", &[&user])
        .await
}
