//! Access tokens.

use gatehouse_domain::{AccessToken, AccessTokenId, SessionId, SessionKind, Timestamp, TokenHash};
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx, users::MaybeUserRow};

#[derive(sqlx::FromRow)]
struct TokenRow {
    id: Uuid,
    session_id: Uuid,
    kind: String,
    client_id: Option<Uuid>,
    scope: String,
    device_id: Option<String>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    first_used_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    last_active_at: Option<Timestamp>,
    #[sqlx(flatten)]
    user: MaybeUserRow,
}

/// A token to insert.
pub struct NewAccessToken {
    pub id: AccessTokenId,
    pub hash: TokenHash,
    pub session_id: SessionId,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

pub async fn insert(tx: &mut Tx, token: &NewAccessToken) -> Result<()> {
    tx.execute(
        "INSERT INTO access_tokens (hash, id, session_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &token.hash,
            &token.id,
            &token.session_id,
            &token.created_at,
            &token.expires_at,
        ],
    )
    .await?;
    Ok(())
}

/// The token, its session and its person, in one statement.
pub async fn find(db: &mut Connection, hash: TokenHash) -> Result<Option<AccessToken>> {
    let row: Option<TokenRow> = db
        .optional(
            "SELECT access_tokens.id, session_id, kind, client_id, scope, device_id, access_tokens.created_at, expires_at, revoked_at,
                    first_used_at, ended_at, last_active_at, users.id AS user_id, username, users.created_at AS user_created_at,
                    locked_at, deactivated_at, can_request_admin, locale
             FROM access_tokens
             JOIN sessions ON sessions.id = access_tokens.session_id
             LEFT JOIN users ON users.id = sessions.user_id
             WHERE hash = $1",
            &[&hash],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(AccessToken {
        id: row.id.into(),
        session_id: row.session_id.into(),
        kind: SessionKind::try_from(row.kind).map_err(Error::unreadable)?,
        client_id: row.client_id.map(Into::into),
        user: row.user.into_user(),
        scope: row.scope.parse().map_err(Error::unreadable)?,
        device_id: row
            .device_id
            .map(|id| id.parse())
            .transpose()
            .map_err(Error::unreadable)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        first_used_at: row.first_used_at,
        session_ended_at: row.ended_at,
        session_last_active_at: row.last_active_at,
    }))
}

pub async fn revoke(tx: &mut Tx, id: AccessTokenId, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE access_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
        &[&id, &now],
    )
    .await?;
    Ok(())
}

/// Notes the first use.
pub async fn mark_used(tx: &mut Tx, id: AccessTokenId, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE access_tokens SET first_used_at = $2 WHERE id = $1 AND first_used_at IS NULL",
        &[&id, &now],
    )
    .await?;
    Ok(())
}

/// Forgets tokens that expired before, but not the latest of a session: whether it was ever used decides
/// what a second presentation of the refresh token before it means.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM access_tokens WHERE hash IN (
             SELECT hash FROM access_tokens
             WHERE expires_at < $1
               AND NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE access_token_id = access_tokens.id AND spent_at IS NULL AND revoked_at IS NULL)
             LIMIT 1000)",
        &[&before],
    )
    .await
}
