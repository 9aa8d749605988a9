//! Tokens that a sign-in in the browser hands to an older app.

use gatehouse_domain::{BrowserSessionId, LoginToken, Timestamp, TokenHash, UserId};
use uuid::Uuid;

use crate::{Connection, Result, Tx};

#[derive(sqlx::FromRow)]
struct LoginTokenRow {
    user_id: Uuid,
    browser_session_id: Option<Uuid>,
    created_at: Timestamp,
    expires_at: Timestamp,
    spent_at: Option<Timestamp>,
}

pub async fn insert(tx: &mut Tx, hash: TokenHash, token: &LoginToken) -> Result<()> {
    tx.execute(
        "INSERT INTO login_tokens (hash, user_id, browser_session_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &hash,
            &token.user_id,
            &token.browser_session_id,
            &token.created_at,
            &token.expires_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, hash: TokenHash) -> Result<Option<LoginToken>> {
    let row: Option<LoginTokenRow> = db
        .optional(
            "SELECT user_id, browser_session_id, created_at, expires_at, spent_at FROM login_tokens WHERE hash = $1",
            &[&hash],
        )
        .await?;
    Ok(row.map(|row| LoginToken {
        user_id: UserId::from(row.user_id),
        browser_session_id: row.browser_session_id.map(BrowserSessionId::from),
        created_at: row.created_at,
        expires_at: row.expires_at,
        spent_at: row.spent_at,
    }))
}

/// Spends a token. Of two requests that race, one gets true.
pub async fn spend(tx: &mut Tx, hash: TokenHash, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE login_tokens SET spent_at = $2 WHERE hash = $1 AND spent_at IS NULL",
            &[&hash, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets every token of a person that no app has used.
pub async fn take_all_back(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute(
        "DELETE FROM login_tokens WHERE user_id = $1 AND spent_at IS NULL",
        &[&user],
    )
    .await
}

/// Forgets tokens that expired before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM login_tokens WHERE hash IN (SELECT hash FROM login_tokens WHERE expires_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}
