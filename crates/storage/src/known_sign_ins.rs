//! With what people have signed in before.

use gatehouse_domain::{Timestamp, TokenHash, UserId};

use crate::{Connection, Result, Tx};

/// Notes a sign-in; true when the account had not seen its like.
pub async fn note(tx: &mut Tx, user: UserId, hash: TokenHash, now: Timestamp) -> Result<bool> {
    let added = tx
        .execute(
            "INSERT INTO known_sign_ins (user_id, hash, first_used_at, last_used_at) VALUES ($1, $2, $3, $3)
             ON CONFLICT (user_id, hash) DO NOTHING",
            &[&user, &hash, &now],
        )
        .await?;
    if added == 0 {
        tx.execute(
            "UPDATE known_sign_ins SET last_used_at = $3 WHERE user_id = $1 AND hash = $2",
            &[&user, &hash, &now],
        )
        .await?;
    }
    Ok(added == 1)
}

/// Whether the account knows any.
pub async fn any(db: &mut Connection, user: UserId) -> Result<bool> {
    db.scalar(
        "SELECT EXISTS (SELECT 1 FROM known_sign_ins WHERE user_id = $1)",
        &[&user],
    )
    .await
}

/// When the account first saw it.
pub async fn first_used(db: &mut Connection, user: UserId, hash: TokenHash) -> Result<Option<Timestamp>> {
    let row: Option<(Timestamp,)> = db
        .optional(
            "SELECT first_used_at FROM known_sign_ins WHERE user_id = $1 AND hash = $2",
            &[&user, &hash],
        )
        .await?;
    Ok(row.map(|(at,)| at))
}

/// Forgets what was last used before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM known_sign_ins WHERE (user_id, hash) IN (
             SELECT user_id, hash FROM known_sign_ins WHERE last_used_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}
