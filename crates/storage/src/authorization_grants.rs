//! Authorization requests that wait for the person's decision.

use gatehouse_domain::{AuthorizationGrantId, AuthorizationRequest, ClientId, Timestamp, UserId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

/// A stored request.
#[derive(Debug, Clone)]
pub struct AuthorizationGrant {
    pub id: AuthorizationGrantId,
    pub client_id: ClientId,
    pub request: AuthorizationRequest,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Uuid,
    client_id: Uuid,
    request: Json<AuthorizationRequest>,
    created_at: Timestamp,
    decided_at: Option<Timestamp>,
}

pub async fn insert(
    tx: &mut Tx,
    id: AuthorizationGrantId,
    request: &AuthorizationRequest,
    now: Timestamp,
) -> Result<()> {
    let json = serde_json::to_value(request).map_err(Error::unwritable)?;
    tx.execute(
        "INSERT INTO authorization_grants (id, client_id, request, created_at) VALUES ($1, $2, $3, $4)",
        &[&id, &request.client_id, &Json(json), &now],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, id: AuthorizationGrantId) -> Result<Option<AuthorizationGrant>> {
    let row: Option<GrantRow> = db
        .optional(
            "SELECT id, client_id, request, created_at, decided_at FROM authorization_grants WHERE id = $1",
            &[&id],
        )
        .await?;
    Ok(row.map(|row| AuthorizationGrant {
        id: row.id.into(),
        client_id: row.client_id.into(),
        request: row.request.0,
        created_at: row.created_at,
        decided_at: row.decided_at,
    }))
}

/// Marks a request as decided; of two decisions that race, one gets true.
pub async fn decide(tx: &mut Tx, id: AuthorizationGrantId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE authorization_grants SET decided_at = $2 WHERE id = $1 AND decided_at IS NULL",
            &[&id, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets requests, and with them their codes: those never decided made before `undecided`, all made before `any`.
pub async fn purge(tx: &mut Tx, undecided: Timestamp, any: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM authorization_grants WHERE id IN (
             SELECT id FROM authorization_grants
             WHERE created_at < $2 OR (created_at < $1 AND decided_at IS NULL) LIMIT 1000)",
        &[&undecided, &any],
    )
    .await
}

/// Forgets the requests that a person decided.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute(
        "DELETE FROM authorization_grants WHERE id IN (SELECT grant_id FROM authorization_codes WHERE user_id = $1)",
        &[&user],
    )
    .await
}

/// The requests in which an app says whom it expects, with what it says.
pub async fn list_hints(db: &mut Connection) -> Result<Vec<(AuthorizationGrantId, String)>> {
    let rows: Vec<GrantRow> = db
        .all(
            "SELECT id, client_id, request, created_at, decided_at FROM authorization_grants
             WHERE CAST(request AS TEXT) LIKE '%login_hint%'",
            &[],
        )
        .await?;
    let hints = rows
        .into_iter()
        .filter_map(|row| Some((row.id.into(), row.request.0.login_hint?)));
    Ok(hints.collect())
}

/// Forgets a request.
pub async fn remove(tx: &mut Tx, id: AuthorizationGrantId) -> Result<()> {
    tx.execute("DELETE FROM authorization_grants WHERE id = $1", &[&id])
        .await?;
    Ok(())
}

/// Forgets what was asked for by a client that is taken out of service, and the codes that came of it.
pub async fn forget_client(tx: &mut Tx, client: ClientId) -> Result<u64> {
    tx.execute("DELETE FROM authorization_grants WHERE client_id = $1", &[&client])
        .await
}
