//! Sign-ins through the browser that older apps began.

use gatehouse_domain::{SsoLogin, SsoLoginId, SsoRedirectUrl, Timestamp};
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct SsoLoginRow {
    id: Uuid,
    redirect_uri: String,
    created_at: Timestamp,
    decided_at: Option<Timestamp>,
}

pub async fn insert(tx: &mut Tx, login: &SsoLogin) -> Result<()> {
    tx.execute(
        "INSERT INTO sso_logins (id, redirect_uri, created_at) VALUES ($1, $2, $3)",
        &[&login.id, &login.redirect_url.as_str(), &login.created_at],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, id: SsoLoginId) -> Result<Option<SsoLogin>> {
    let row: Option<SsoLoginRow> = db
        .optional(
            "SELECT id, redirect_uri, created_at, decided_at FROM sso_logins WHERE id = $1",
            &[&id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SsoLogin {
        id: row.id.into(),
        redirect_url: SsoRedirectUrl::parse(&row.redirect_uri).map_err(Error::unreadable)?,
        created_at: row.created_at,
        decided_at: row.decided_at,
    }))
}

/// Marks one as decided; of two decisions that race, one gets true.
pub async fn decide(tx: &mut Tx, id: SsoLoginId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE sso_logins SET decided_at = $2 WHERE id = $1 AND decided_at IS NULL",
            &[&id, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets those that began before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM sso_logins WHERE id IN (SELECT id FROM sso_logins WHERE created_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}
