//! Sign-ups under way.

use gatehouse_domain::{
    EmailAddress, Locale, Localpart, Registration, RegistrationId, RegistrationTokenId, Timestamp, TokenHash,
};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx, user_passwords::StoredPassword};

#[derive(sqlx::FromRow)]
struct RegistrationRow {
    id: Uuid,
    browser_hash: Vec<u8>,
    username: String,
    email: Option<String>,
    display_name: Option<String>,
    display_name_settled: bool,
    terms_uri: Option<String>,
    registration_token_id: Option<Uuid>,
    continuation: Json<Value>,
    locale: String,
    ip: Option<String>,
    user_agent: Option<String>,
    created_at: Timestamp,
    expires_at: Timestamp,
    completed_at: Option<Timestamp>,
}

impl TryFrom<RegistrationRow> for Registration {
    type Error = Error;

    fn try_from(row: RegistrationRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            browser: TokenHash::try_from(row.browser_hash).map_err(Error::unreadable)?,
            username: Localpart::historical(row.username),
            email: row
                .email
                .map(|text| text.parse())
                .transpose()
                .map_err(Error::unreadable)?,
            display_name: row.display_name,
            display_name_settled: row.display_name_settled,
            terms_uri: row.terms_uri,
            registration_token_id: row.registration_token_id.map(Into::into),
            continuation: row.continuation.0,
            locale: Locale::look_up(&row.locale).unwrap_or_default(),
            user_agent: row.user_agent,
            ip: row.ip,
            created_at: row.created_at,
            expires_at: row.expires_at,
            completed_at: row.completed_at,
        })
    }
}

pub async fn insert(tx: &mut Tx, registration: &Registration, password: Option<&StoredPassword>) -> Result<()> {
    tx.execute(
        "INSERT INTO registrations
             (id, browser_hash, username, email, password_scheme, password_hash, display_name, display_name_settled,
              terms_uri, registration_token_id, continuation, locale, ip, user_agent, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        &[
            &registration.id,
            &registration.browser,
            &registration.username,
            &registration.email,
            &password.map(|password| password.scheme_version),
            &password.map(|password| password.hash.clone()),
            &registration.display_name,
            &registration.display_name_settled,
            &registration.terms_uri,
            &registration.registration_token_id,
            &Json(registration.continuation.clone()),
            &registration.locale.tag(),
            &registration.ip,
            &registration.user_agent,
            &registration.created_at,
            &registration.expires_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, id: RegistrationId) -> Result<Option<Registration>> {
    let row: Option<RegistrationRow> = db
        .optional(
            "SELECT id, browser_hash, username, email, display_name, display_name_settled, terms_uri,
                    registration_token_id, continuation, locale, ip, user_agent, created_at, expires_at, completed_at
             FROM registrations WHERE id = $1",
            &[&id],
        )
        .await?;
    row.map(Registration::try_from).transpose()
}

/// The password that the account will have.
pub async fn find_password(db: &mut Connection, id: RegistrationId) -> Result<Option<StoredPassword>> {
    db.optional(
        "SELECT password_scheme AS scheme_version, password_hash AS hash FROM registrations
         WHERE id = $1 AND password_hash IS NOT NULL",
        &[&id],
    )
    .await
}

/// Changes the name that was chosen, when somebody else was quicker.
pub async fn change_username(tx: &mut Tx, id: RegistrationId, username: &Localpart) -> Result<()> {
    tx.execute(
        "UPDATE registrations SET username = $2 WHERE id = $1 AND completed_at IS NULL",
        &[&id, username],
    )
    .await?;
    Ok(())
}

pub async fn change_email(tx: &mut Tx, id: RegistrationId, email: &EmailAddress) -> Result<()> {
    tx.execute(
        "UPDATE registrations SET email = $2 WHERE id = $1 AND completed_at IS NULL",
        &[&id, email],
    )
    .await?;
    Ok(())
}

pub async fn settle_display_name(tx: &mut Tx, id: RegistrationId, name: Option<&str>) -> Result<()> {
    tx.execute(
        "UPDATE registrations SET display_name = $2, display_name_settled = TRUE WHERE id = $1 AND completed_at IS NULL",
        &[&id, &name],
    )
    .await?;
    Ok(())
}

pub async fn settle_token(tx: &mut Tx, id: RegistrationId, token: RegistrationTokenId) -> Result<()> {
    tx.execute(
        "UPDATE registrations SET registration_token_id = $2 WHERE id = $1 AND completed_at IS NULL",
        &[&id, &token],
    )
    .await?;
    Ok(())
}

/// Ends a sign-up, of several requests once; the account has its password now.
pub async fn complete(tx: &mut Tx, id: RegistrationId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE registrations SET completed_at = $2, password_scheme = NULL, password_hash = NULL
             WHERE id = $1 AND completed_at IS NULL",
            &[&id, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets sign-ups that expired before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE expires_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}

/// Forgets the sign-ups for a name.
pub async fn forget(tx: &mut Tx, username: &str) -> Result<u64> {
    tx.execute(
        "DELETE FROM registrations WHERE LOWER(username) = LOWER($1)",
        &[&username],
    )
    .await
}
