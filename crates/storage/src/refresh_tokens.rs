//! Refresh tokens and their rotation.

use gatehouse_domain::{
    AccessTokenId, RefreshToken, RefreshTokenId, Session, SessionId, Successor, Timestamp, TokenHash,
};
use uuid::Uuid;

use crate::{Connection, Result, Tx, sessions::SessionRow, users::MaybeUserRow};

/// A token to insert.
pub struct NewRefreshToken {
    pub id: RefreshTokenId,
    pub hash: TokenHash,
    pub session_id: SessionId,
    /// The access token issued with it.
    pub access_token_id: AccessTokenId,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    id: Uuid,
    access_token_id: Uuid,
    created_at: Timestamp,
    revoked_at: Option<Timestamp>,
    successor_id: Option<Uuid>,
    successor_access_token_id: Option<Uuid>,
    successor_used: bool,
    #[sqlx(flatten)]
    session: SessionRow,
    #[sqlx(flatten)]
    user: MaybeUserRow,
}

pub async fn insert(tx: &mut Tx, token: &NewRefreshToken) -> Result<()> {
    tx.execute(
        "INSERT INTO refresh_tokens (hash, id, session_id, access_token_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &token.hash,
            &token.id,
            &token.session_id,
            &token.access_token_id,
            &token.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// The token, its session and person, and whether what replaced it has been used.
pub async fn find(db: &mut Connection, hash: TokenHash) -> Result<Option<RefreshToken>> {
    let row: Option<TokenRow> = db
        .optional(
            "SELECT token.id, token.access_token_id, token.created_at, token.revoked_at, token.successor_id,
                    successor.access_token_id AS successor_access_token_id,
                    (successor.spent_at IS NOT NULL OR access_tokens.first_used_at IS NOT NULL) AS successor_used,
                    sessions.id AS session_id, kind, sessions.user_id AS session_user_id, client_id, browser_session_id,
                    scope, device_id, name, user_agent, claims, authenticated_at, sessions.created_at AS session_created_at, last_active_at, ended_at,
                    users.id AS user_id, username, users.created_at AS user_created_at,
                    locked_at, deactivated_at, can_request_admin, locale
             FROM refresh_tokens AS token
             JOIN sessions ON sessions.id = token.session_id
             LEFT JOIN users ON users.id = sessions.user_id
             LEFT JOIN refresh_tokens AS successor ON successor.id = token.successor_id
             LEFT JOIN access_tokens ON access_tokens.id = successor.access_token_id
             WHERE token.hash = $1",
            &[&hash],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let successor = row
        .successor_id
        .zip(row.successor_access_token_id)
        .map(|(id, access_token_id)| Successor {
            id: id.into(),
            access_token_id: access_token_id.into(),
            used: row.successor_used,
        });
    Ok(Some(RefreshToken {
        id: row.id.into(),
        access_token_id: row.access_token_id.into(),
        user: row.user.into_user(),
        session: Session::try_from(row.session)?,
        created_at: row.created_at,
        revoked_at: row.revoked_at,
        successor,
    }))
}

/// Replaces a current token by `successor`. Of two requests that race, one gets true.
pub async fn spend(tx: &mut Tx, id: RefreshTokenId, successor: RefreshTokenId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE refresh_tokens SET spent_at = $3, successor_id = $2
             WHERE id = $1 AND spent_at IS NULL AND revoked_at IS NULL",
            &[&id, &successor, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Revokes a token of `session` that was never used in favour of `successor`. False when it was used or revoked
/// in between.
pub async fn supersede(
    tx: &mut Tx,
    session: SessionId,
    id: RefreshTokenId,
    successor: RefreshTokenId,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE refresh_tokens SET revoked_at = $2
             WHERE id = $1 AND spent_at IS NULL AND revoked_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM access_tokens
                               WHERE access_tokens.id = access_token_id AND first_used_at IS NOT NULL)",
            &[&id, &now],
        )
        .await?;
    if changed == 1 {
        tx.execute(
            "UPDATE refresh_tokens SET successor_id = $2 WHERE session_id = $3 AND (successor_id = $1 OR id = $1)",
            &[&id, &successor, &session],
        )
        .await?;
    }
    Ok(changed == 1)
}

/// Forgets tokens that were replaced before; a replay of one of them is then merely an unknown token.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM refresh_tokens WHERE hash IN (
             SELECT token.hash FROM refresh_tokens AS token
             JOIN refresh_tokens AS successor ON successor.id = token.successor_id
             WHERE (token.spent_at < $1 OR token.revoked_at < $1) AND successor.spent_at IS NOT NULL LIMIT 1000)",
        &[&before],
    )
    .await
}
