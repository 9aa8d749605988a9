//! Locks that outlive a statement and are shared by all processes.

use gatehouse_domain::Timestamp;
use uuid::Uuid;

use crate::{Result, Tx};

/// Takes the lease `name` for `holder`, unless another holds it and it has not lapsed.
pub async fn take(tx: &mut Tx, name: &str, holder: Uuid, now: Timestamp, expires_at: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "INSERT INTO leases (name, holder, expires_at) VALUES ($1, $2, $4)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
             WHERE leases.expires_at <= $3",
            &[&name, &holder, &now, &expires_at],
        )
        .await?;
    Ok(changed == 1)
}

/// Goes on holding a lease.
pub async fn extend(tx: &mut Tx, name: &str, holder: Uuid, expires_at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE leases SET expires_at = $3 WHERE name = $1 AND holder = $2",
        &[&name, &holder, &expires_at],
    )
    .await?;
    Ok(())
}

pub async fn release(tx: &mut Tx, name: &str, holder: Uuid) -> Result<()> {
    tx.execute("DELETE FROM leases WHERE name = $1 AND holder = $2", &[&name, &holder])
        .await?;
    Ok(())
}

/// Forgets a lock, whoever holds it.
pub async fn forget(tx: &mut Tx, name: &str) -> Result<()> {
    tx.execute("DELETE FROM leases WHERE name = $1", &[&name]).await?;
    Ok(())
}
