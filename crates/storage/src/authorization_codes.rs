//! Authorization codes.

use gatehouse_domain::{
    AuthorizationCode, ClientId, CodeChallenge, RequestedClaims, SessionId, Timestamp, TokenHash, UserId,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx, claims};

/// What came of an attempt to spend a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// By this attempt.
    Now,
    /// By an earlier one.
    Before,
}

#[derive(sqlx::FromRow)]
struct CodeRow {
    grant_id: Uuid,
    client_id: Uuid,
    user_id: Uuid,
    browser_session_id: Uuid,
    authenticated_at: Timestamp,
    redirect_uri: String,
    redirect_uri_was_sent: bool,
    scope: String,
    nonce: Option<String>,
    code_challenge: Option<String>,
    claims: Option<Json<RequestedClaims>>,
    created_at: Timestamp,
    session_id: Option<Uuid>,
}

impl TryFrom<CodeRow> for AuthorizationCode {
    type Error = Error;

    fn try_from(row: CodeRow) -> Result<Self> {
        Ok(Self {
            grant_id: row.grant_id.into(),
            client_id: row.client_id.into(),
            user_id: row.user_id.into(),
            browser_session_id: row.browser_session_id.into(),
            authenticated_at: row.authenticated_at,
            redirect_uri: row.redirect_uri,
            redirect_uri_was_sent: row.redirect_uri_was_sent,
            scope: row.scope.parse().map_err(Error::unreadable)?,
            nonce: row.nonce,
            code_challenge: row.code_challenge.map(CodeChallenge::stored),
            claims: row.claims.map(|Json(claims)| claims).unwrap_or_default(),
            created_at: row.created_at,
            spent_for: row.session_id.map(SessionId::from),
        })
    }
}

pub async fn insert(tx: &mut Tx, hash: TokenHash, code: &AuthorizationCode) -> Result<()> {
    let claims = claims::stored(&code.claims)?;
    tx.execute(
        "INSERT INTO authorization_codes
             (hash, grant_id, client_id, user_id, browser_session_id, authenticated_at, redirect_uri,
              redirect_uri_was_sent, scope, nonce, code_challenge, claims, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &hash,
            &code.grant_id,
            &code.client_id,
            &code.user_id,
            &code.browser_session_id,
            &code.authenticated_at,
            &code.redirect_uri,
            &code.redirect_uri_was_sent,
            &code.scope,
            &code.nonce,
            &code.code_challenge.as_ref().map(CodeChallenge::as_str),
            &claims,
            &code.created_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, hash: TokenHash) -> Result<Option<AuthorizationCode>> {
    let row: Option<CodeRow> = db
        .optional(
            "SELECT grant_id, client_id, user_id, browser_session_id, authenticated_at, redirect_uri,
                    redirect_uri_was_sent, scope, nonce, code_challenge, claims, created_at, session_id
             FROM authorization_codes WHERE hash = $1",
            &[&hash],
        )
        .await?;
    row.map(AuthorizationCode::try_from).transpose()
}

/// Forgets every code of a person that nobody has exchanged.
pub async fn take_all_back(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute(
        "DELETE FROM authorization_codes WHERE user_id = $1 AND spent_at IS NULL",
        &[&user],
    )
    .await
}

/// Forgets codes of a person for a client that nobody has exchanged.
pub async fn take_back(tx: &mut Tx, user: UserId, client: ClientId) -> Result<()> {
    tx.execute(
        "DELETE FROM authorization_codes WHERE user_id = $1 AND client_id = $2 AND spent_at IS NULL",
        &[&user, &client],
    )
    .await?;
    Ok(())
}

/// Marks the code as exchanged for `session`. Of two requests that race, one gets `Now`.
pub async fn spend(tx: &mut Tx, hash: TokenHash, session: SessionId, now: Timestamp) -> Result<Spent> {
    let changed = tx
        .execute(
            "UPDATE authorization_codes SET spent_at = $3, session_id = $2 WHERE hash = $1 AND spent_at IS NULL",
            &[&hash, &session, &now],
        )
        .await?;
    Ok(if changed == 1 { Spent::Now } else { Spent::Before })
}
