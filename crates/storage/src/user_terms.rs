//! Terms of service that people accepted.

use gatehouse_domain::{Timestamp, UserId};

use crate::{Connection, Result, Tx};

/// Notes that a person accepted the terms at this address.
pub async fn insert(tx: &mut Tx, user: UserId, uri: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO user_terms (user_id, uri, accepted_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&user, &uri, &now],
    )
    .await?;
    Ok(())
}

/// The terms that a person accepted, and when.
pub async fn list(db: &mut Connection, user: UserId) -> Result<Vec<(String, Timestamp)>> {
    db.all(
        "SELECT uri, accepted_at FROM user_terms WHERE user_id = $1 ORDER BY accepted_at",
        &[&user],
    )
    .await
}
