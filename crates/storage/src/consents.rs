//! What people allowed apps for good.

use gatehouse_domain::{ClientId, Consent, Timestamp, UserId};

use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct ConsentRow {
    client_id: Uuid,
    scope: String,
    granted_at: Timestamp,
}

impl TryFrom<ConsentRow> for (ClientId, Consent) {
    type Error = Error;

    fn try_from(row: ConsentRow) -> Result<Self> {
        let consent = Consent {
            scope: row.scope.parse().map_err(Error::unreadable)?,
            granted_at: row.granted_at,
        };
        Ok((row.client_id.into(), consent))
    }
}

pub async fn find(db: &mut Connection, user: UserId, client: ClientId) -> Result<Option<Consent>> {
    let row: Option<ConsentRow> = db
        .optional(
            "SELECT client_id, scope, granted_at FROM consents WHERE user_id = $1 AND client_id = $2",
            &[&user, &client],
        )
        .await?;
    Ok(row
        .map(<(ClientId, Consent)>::try_from)
        .transpose()?
        .map(|(_, consent)| consent))
}

/// Whether it is still so; until the end of the transaction nobody changes that.
pub async fn hold(tx: &mut Tx, user: UserId, client: ClientId) -> Result<bool> {
    let held = tx
        .execute(
            "UPDATE consents SET granted_at = granted_at WHERE user_id = $1 AND client_id = $2",
            &[&user, &client],
        )
        .await?;
    Ok(held == 1)
}

/// What a person allowed, the last first.
pub async fn list(db: &mut Connection, user: UserId) -> Result<Vec<(ClientId, Consent)>> {
    let rows: Vec<ConsentRow> = db
        .all(
            "SELECT client_id, scope, granted_at FROM consents WHERE user_id = $1 ORDER BY granted_at DESC, client_id",
            &[&user],
        )
        .await?;
    rows.into_iter().map(TryFrom::try_from).collect()
}

/// How many clients a person allowed something.
pub async fn count(db: &mut Connection, user: UserId) -> Result<i64> {
    db.scalar("SELECT COUNT(*) FROM consents WHERE user_id = $1", &[&user])
        .await
}

/// Remembers a consent in place of an earlier one.
pub async fn replace(tx: &mut Tx, user: UserId, client: ClientId, consent: &Consent) -> Result<()> {
    tx.execute(
        "INSERT INTO consents (user_id, client_id, scope, granted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, client_id) DO UPDATE SET scope = excluded.scope, granted_at = excluded.granted_at",
        &[&user, &client, &consent.scope, &consent.granted_at],
    )
    .await?;
    Ok(())
}

/// Forgets what a person allowed a client; false when that was nothing.
pub async fn remove(tx: &mut Tx, user: UserId, client: ClientId) -> Result<bool> {
    let removed = tx
        .execute(
            "DELETE FROM consents WHERE user_id = $1 AND client_id = $2",
            &[&user, &client],
        )
        .await?;
    Ok(removed == 1)
}

/// Forgets what anybody allowed a client.
pub async fn forget_client(tx: &mut Tx, client: ClientId) -> Result<()> {
    tx.execute("DELETE FROM consents WHERE client_id = $1", &[&client])
        .await?;
    Ok(())
}
