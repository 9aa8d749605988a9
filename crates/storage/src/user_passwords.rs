//! Password hashes; one per account, former ones are not kept.

use gatehouse_domain::{Timestamp, UserId};

use crate::{Connection, Result, Tx};

/// A hash and the scheme that made it.
#[derive(Clone, sqlx::FromRow)]
pub struct StoredPassword {
    pub scheme_version: i64,
    pub hash: String,
}

pub async fn find(db: &mut Connection, user: UserId) -> Result<Option<StoredPassword>> {
    db.optional(
        "SELECT scheme_version, hash FROM user_passwords WHERE user_id = $1",
        &[&user],
    )
    .await
}

/// Sets the password, whatever it was before.
pub async fn replace(tx: &mut Tx, user: UserId, password: &StoredPassword, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO user_passwords (user_id, scheme_version, hash, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id) DO UPDATE
         SET scheme_version = excluded.scheme_version, hash = excluded.hash, created_at = excluded.created_at",
        &[&user, &password.scheme_version, &password.hash, &now],
    )
    .await?;
    Ok(())
}

/// Replaces a hash by one of a newer scheme, unless the password has changed in between.
pub async fn upgrade(tx: &mut Tx, user: UserId, from: &StoredPassword, to: &StoredPassword) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE user_passwords SET scheme_version = $3, hash = $4 WHERE user_id = $1 AND hash = $2",
            &[&user, &from.hash, &to.scheme_version, &to.hash],
        )
        .await?;
    Ok(changed == 1)
}

/// Since when a person has their password; none when they have none.
pub async fn changed_at(db: &mut Connection, user: UserId) -> Result<Option<Timestamp>> {
    let row: Option<(Timestamp,)> = db
        .optional("SELECT created_at FROM user_passwords WHERE user_id = $1", &[&user])
        .await?;
    Ok(row.map(|(at,)| at))
}

/// Forgets the password.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.execute("DELETE FROM user_passwords WHERE user_id = $1", &[&user])
        .await?;
    Ok(())
}
