//! Client assertions that have been used (RFC 7523 §3).

use gatehouse_domain::{ClientId, Timestamp, TokenHash};

use crate::{Result, Tx};

/// Remembers an assertion by its `jti`; false when it was there before.
pub async fn spend(tx: &mut Tx, client: ClientId, jti: TokenHash, expires_at: Timestamp) -> Result<bool> {
    let inserted = tx
        .execute(
            "INSERT INTO client_assertions (client_id, jti_hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&client, &jti, &expires_at],
        )
        .await?;
    Ok(inserted == 1)
}

/// Forgets assertions that have expired anyway.
pub async fn purge(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM client_assertions WHERE expires_at < $1", &[&now])
        .await
}
