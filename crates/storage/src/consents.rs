//! What people allowed apps for good.

use gatehouse_domain::{ClientId, Consent, Timestamp, UserId};

use crate::{Connection, Error, Result, Tx};

pub async fn find(db: &mut Connection, user: UserId, client: ClientId) -> Result<Option<Consent>> {
    let row: Option<(String,)> = db
        .optional(
            "SELECT scope FROM consents WHERE user_id = $1 AND client_id = $2",
            &[&user, &client],
        )
        .await?;
    row.map(|(scope,)| {
        let scope = scope.parse().map_err(Error::unreadable)?;
        Ok(Consent { scope })
    })
    .transpose()
}

/// Remembers a consent in place of an earlier one.
pub async fn replace(tx: &mut Tx, user: UserId, client: ClientId, consent: &Consent, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO consents (user_id, client_id, scope, granted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, client_id) DO UPDATE SET scope = excluded.scope, granted_at = excluded.granted_at",
        &[&user, &client, &consent.scope, &now],
    )
    .await?;
    Ok(())
}

/// Forgets what anybody allowed a client.
pub async fn forget_client(tx: &mut Tx, client: ClientId) -> Result<()> {
    tx.execute("DELETE FROM consents WHERE client_id = $1", &[&client])
        .await?;
    Ok(())
}
