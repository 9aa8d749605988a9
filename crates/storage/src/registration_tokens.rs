//! Registration tokens.

use gatehouse_domain::{RegistrationToken, RegistrationTokenId, Timestamp, TokenHash};
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct RegistrationTokenRow {
    id: Uuid,
    username: Option<String>,
    email: Option<String>,
    usage_limit: Option<i64>,
    times_used: i64,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

impl TryFrom<RegistrationTokenRow> for RegistrationToken {
    type Error = Error;

    fn try_from(row: RegistrationTokenRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            username: row.username,
            email: row
                .email
                .map(|text| text.parse())
                .transpose()
                .map_err(Error::unreadable)?,
            usage_limit: row.usage_limit,
            times_used: row.times_used,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
    }
}

/// Adds a token; [`Error::Taken`] when there is one of the same text.
pub async fn insert(tx: &mut Tx, token: &RegistrationToken, hash: TokenHash, encrypted: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO registration_tokens
             (id, hash, encrypted_token, username, email, usage_limit, times_used, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &token.id,
            &hash,
            &encrypted,
            &token.username,
            &token.email,
            &token.usage_limit,
            &token.times_used,
            &token.created_at,
            &token.expires_at,
        ],
    )
    .await?;
    Ok(())
}

/// The token of this text, valid or not.
pub async fn find_by_hash(db: &mut Connection, hash: TokenHash) -> Result<Option<RegistrationToken>> {
    let row: Option<RegistrationTokenRow> = db
        .optional(
            "SELECT id, username, email, usage_limit, times_used, created_at, last_used_at, expires_at, revoked_at
             FROM registration_tokens WHERE hash = $1",
            &[&hash],
        )
        .await?;
    row.map(RegistrationToken::try_from).transpose()
}

pub async fn find(db: &mut Connection, id: RegistrationTokenId) -> Result<Option<RegistrationToken>> {
    let row: Option<RegistrationTokenRow> = db
        .optional(
            "SELECT id, username, email, usage_limit, times_used, created_at, last_used_at, expires_at, revoked_at
             FROM registration_tokens WHERE id = $1",
            &[&id],
        )
        .await?;
    row.map(RegistrationToken::try_from).transpose()
}

/// Uses a token once; false when it is used up, expired or revoked.
pub async fn spend(tx: &mut Tx, id: RegistrationTokenId, now: Timestamp) -> Result<bool> {
    let spent = tx
        .execute(
            "UPDATE registration_tokens SET times_used = times_used + 1, last_used_at = $2
             WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
               AND (usage_limit IS NULL OR times_used < usage_limit)",
            &[&id, &now],
        )
        .await?;
    Ok(spent == 1)
}

pub async fn revoke(tx: &mut Tx, id: RegistrationTokenId, now: Timestamp) -> Result<bool> {
    let revoked = tx
        .execute(
            "UPDATE registration_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            &[&id, &now],
        )
        .await?;
    Ok(revoked == 1)
}

/// Forgets the invitations of somebody, by their name or one of their addresses.
pub async fn forget(tx: &mut Tx, invited: &str) -> Result<u64> {
    tx.execute(
        "DELETE FROM registration_tokens WHERE LOWER(username) = LOWER($1) OR LOWER(email) = LOWER($1)",
        &[&invited],
    )
    .await
}
