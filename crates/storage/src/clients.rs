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
    serde_json::to_value(metadata)
        .map(Json)
        .map_err(|error| Error::Refused(sqlx::Error::Encode(Box::new(error))))
}

pub async fn find(db: &mut Connection, id: ClientId) -> Result<Option<Client>> {
    let row: Option<ClientRow> = db
        .optional(
            "SELECT id, metadata, encrypted_secret, is_static, created_at FROM clients WHERE id = $1",
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
            "INSERT INTO clients (id, metadata, encrypted_secret, digest, is_static, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest
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

/// The client that shares this digest.
pub async fn find_by_digest(db: &mut Connection, digest: [u8; 32]) -> Result<Option<Client>> {
    let row: Option<ClientRow> = db
        .optional(
            "SELECT id, metadata, encrypted_secret, is_static, created_at FROM clients WHERE digest = $1",
            &[&Vec::from(digest)],
        )
        .await?;
    Ok(row.map(Client::from))
}

/// Adds or changes a client of the configuration.
pub async fn upsert_static(tx: &mut Tx, client: &Client) -> Result<()> {
    tx.execute(
        "INSERT INTO clients (id, metadata, encrypted_secret, digest, is_static, created_at)
         VALUES ($1, $2, $3, NULL, TRUE, $4)
         ON CONFLICT (id) DO UPDATE
         SET metadata = excluded.metadata, encrypted_secret = excluded.encrypted_secret, digest = NULL, is_static = TRUE",
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

/// Takes a client of the configuration out of service: its sessions end and it is forgotten once they are.
pub async fn retire(tx: &mut Tx, id: ClientId) -> Result<()> {
    tx.execute("UPDATE clients SET is_static = FALSE WHERE id = $1", &[&id])
        .await?;
    Ok(())
}

/// Forgets registrations that nobody has used since `before` and that no session or pending sign-in needs (M2966-35, M2966-36).
pub async fn purge_unused(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM clients WHERE id IN (
             SELECT clients.id FROM clients
             WHERE NOT is_static AND created_at < $1
               AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.client_id = clients.id)
               AND NOT EXISTS (SELECT 1 FROM authorization_grants WHERE authorization_grants.client_id = clients.id)
             ORDER BY clients.id LIMIT 1000)",
        &[&before],
    )
    .await
}
