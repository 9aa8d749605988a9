//! Email addresses of accounts.

use gatehouse_domain::{Timestamp, UserEmailId, UserId};

use crate::{Connection, Result, Tx};

/// Adds an address; [`crate::Error::Taken`] when any account has it.
pub async fn insert(tx: &mut Tx, id: UserEmailId, user: UserId, address: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO user_emails (id, user_id, address, created_at) VALUES ($1, $2, $3, $4)",
        &[&id, &user, &address, &now],
    )
    .await?;
    Ok(())
}

/// The addresses of an account, oldest first.
pub async fn list(db: &mut Connection, user: UserId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .all(
            "SELECT address FROM user_emails WHERE user_id = $1 ORDER BY id",
            &[&user],
        )
        .await?;
    Ok(rows.into_iter().map(|(address,)| address).collect())
}
