//! Clients, registered dynamically or by configuration.

use gatehouse_domain::{Client, ClientId, ClientMetadata, Timestamp};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct ClientRow {
    id: Uuid,
    metadata: Json<ClientMetadata>,
    encrypted_secret: Option<String>,
    is_static: bool,
    created_at: Timestamp,
}

impl From<ClientRow> for Client {
    fn from(row: ClientRow) -> Self {
        Self {
            id: row.id.into(),
            metadata: row.metadata.0,
            encrypted_secret: row.encrypted_secret,
            is_static: row.is_static,
            created_at: row.created_at,
        }
    }
}

fn json(metadata: &ClientMetadata) -> Result<Json<serde_json::Value>> {
    serde_json::to_value(metadata).map(Json).map_err(Error::unwritable)
}

pub async fn find(db: &mut Connection, id: ClientId) -> Result<Option<Client>> {
    let row: Option<ClientRow> = db
        .optional(
            "SELECT id, metadata, encrypted_secret, is_static, created_at FROM clients WHERE id = $1 AND retired_at IS NULL",
            &[&id],
        )
        .await?;
    Ok(row.map(Client::from))
}

/// Adds a dynamically registered client. When a client of the same digest exists, that one is returned.
pub async fn register(tx: &mut Tx, client: &Client, digest: Option<[u8; 32]>) -> Result<Client> {
    let digest = digest.map(Vec::from);
    let row: ClientRow = tx
        .one(
            "INSERT INTO clients (id, metadata, encrypted_secret, digest, is_static, created_at, last_registered_at)
             VALUES ($1, $2, $3, $4, $5, $6, $6)
             ON CONFLICT (digest) DO UPDATE SET last_registered_at = excluded.last_registered_at
             RETURNING id, metadata, encrypted_secret, is_static, created_at",
            &[
                &client.id,
                &json(&client.metadata)?,
                &client.encrypted_secret,
                &digest,
                &client.is_static,
                &client.created_at,
            ],
        )
        .await?;
    Ok(row.into())
}

/// The client that shares this digest, if it was asked for since `after`.
pub async fn find_by_digest(db: &mut Connection, digest: [u8; 32], after: Timestamp) -> Result<Option<Client>> {
    let row: Option<ClientRow> = db
        .optional(
            "SELECT id, metadata, encrypted_secret, is_static, created_at FROM clients
             WHERE digest = $1 AND last_registered_at >= $2",
            &[&Vec::from(digest), &after],
        )
        .await?;
    Ok(row.map(Client::from))
}

/// Adds or changes a client of the configuration.
pub async fn upsert_static(tx: &mut Tx, client: &Client) -> Result<()> {
    tx.execute(
        "INSERT INTO clients (id, metadata, encrypted_secret, digest, is_static, created_at, last_registered_at)
         VALUES ($1, $2, $3, NULL, TRUE, $4, $4)
         ON CONFLICT (id) DO UPDATE
         SET metadata = excluded.metadata, encrypted_secret = excluded.encrypted_secret, digest = NULL, is_static = TRUE,
             retired_at = NULL",
        &[&client.id, &json(&client.metadata)?, &client.encrypted_secret, &client.created_at],
    )
    .await?;
    Ok(())
}

/// The clients that came from a configuration.
pub async fn list_static(db: &mut Connection) -> Result<Vec<Client>> {
    let rows: Vec<ClientRow> = db
        .all(
            "SELECT id, metadata, encrypted_secret, is_static, created_at FROM clients WHERE is_static ORDER BY id",
            &[],
        )
        .await?;
    Ok(rows.into_iter().map(Client::from).collect())
}

/// Takes a client of the configuration out of service; it is forgotten once its sessions are.
pub async fn retire(tx: &mut Tx, id: ClientId, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE clients SET is_static = FALSE, retired_at = $2 WHERE id = $1",
        &[&id, &now],
    )
    .await?;
    Ok(())
}

/// Forgets registrations that nobody has used since `before` and that no session or pending sign-in needs (M2966-35, M2966-36).
pub async fn purge_unused(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM clients WHERE id IN (
             SELECT clients.id FROM clients
             WHERE NOT is_static AND last_registered_at < $1
               AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.client_id = clients.id)
               AND NOT EXISTS (SELECT 1 FROM authorization_grants WHERE authorization_grants.client_id = clients.id)
               AND NOT EXISTS (SELECT 1 FROM device_grants WHERE device_grants.client_id = clients.id)
             ORDER BY clients.id LIMIT 1000)",
        &[&before],
    )
    .await
}
