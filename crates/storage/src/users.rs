//! Accounts.

use gatehouse_domain::{Locale, Localpart, Timestamp, User, UserId};
use uuid::Uuid;

use crate::{Connection, Result, Tx};

#[derive(sqlx::FromRow)]
pub(crate) struct UserRow {
    pub user_id: Uuid,
    pub username: String,
    pub user_created_at: Timestamp,
    pub locked_at: Option<Timestamp>,
    pub deactivated_at: Option<Timestamp>,
    pub can_request_admin: bool,
    pub locale: Option<String>,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.user_id.into(),
            username: Localpart::historical(row.username),
            created_at: row.user_created_at,
            locked_at: row.locked_at,
            deactivated_at: row.deactivated_at,
            can_request_admin: row.can_request_admin,
            locale: row.locale.as_deref().and_then(Locale::look_up),
        }
    }
}

/// The person of a row that may have none.
#[derive(sqlx::FromRow)]
pub(crate) struct MaybeUserRow {
    user_id: Option<Uuid>,
    username: Option<String>,
    user_created_at: Option<Timestamp>,
    locked_at: Option<Timestamp>,
    deactivated_at: Option<Timestamp>,
    can_request_admin: Option<bool>,
    locale: Option<String>,
}

impl MaybeUserRow {
    pub fn into_user(self) -> Option<User> {
        Some(User {
            id: self.user_id?.into(),
            username: Localpart::historical(self.username?),
            created_at: self.user_created_at?,
            locked_at: self.locked_at,
            deactivated_at: self.deactivated_at,
            can_request_admin: self.can_request_admin?,
            locale: self.locale.as_deref().and_then(Locale::look_up),
        })
    }
}

/// Adds an account; [`crate::Error::Taken`] when the name is.
pub async fn insert(tx: &mut Tx, user: &User) -> Result<()> {
    tx.execute(
        "INSERT INTO users (id, username, created_at, locked_at, deactivated_at, can_request_admin, locale)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            &user.id,
            &user.username,
            &user.created_at,
            &user.locked_at,
            &user.deactivated_at,
            &user.can_request_admin,
            &user.locale.map(Locale::tag),
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, id: UserId) -> Result<Option<User>> {
    let row: Option<UserRow> = db
        .optional(
            "SELECT id AS user_id, username, created_at AS user_created_at, locked_at, deactivated_at, can_request_admin, locale
             FROM users WHERE id = $1",
            &[&id],
        )
        .await?;
    Ok(row.map(User::from))
}

/// The account with this name in any case; where several differ in case alone, the exact spelling wins, then the lower one.
pub async fn find_by_username(db: &mut Connection, username: &str) -> Result<Option<User>> {
    let row: Option<UserRow> = db
        .optional(
            "SELECT id AS user_id, username, created_at AS user_created_at, locked_at, deactivated_at, can_request_admin, locale
             FROM users WHERE LOWER(username) = LOWER($1)
             ORDER BY CASE WHEN username = $1 THEN 0 WHEN username = LOWER($1) THEN 1 ELSE 2 END, id LIMIT 1",
            &[&username],
        )
        .await?;
    Ok(row.map(User::from))
}

/// Whether there is any account: a fresh installation has none.
pub async fn exist(db: &mut Connection) -> Result<bool> {
    db.scalar("SELECT EXISTS (SELECT 1 FROM users)", &[]).await
}

/// Lets nobody else change what belongs to the account until the transaction ends.
pub async fn hold(tx: &mut Tx, id: UserId) -> Result<()> {
    tx.execute("UPDATE users SET username = username WHERE id = $1", &[&id])
        .await?;
    Ok(())
}

pub async fn lock(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<bool> {
    Ok(tx
        .execute(
            "UPDATE users SET locked_at = $2 WHERE id = $1 AND locked_at IS NULL",
            &[&id, &now],
        )
        .await?
        == 1)
}

pub async fn unlock(tx: &mut Tx, id: UserId) -> Result<bool> {
    Ok(tx
        .execute(
            "UPDATE users SET locked_at = NULL WHERE id = $1 AND locked_at IS NOT NULL",
            &[&id],
        )
        .await?
        == 1)
}

pub async fn deactivate(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE users SET deactivated_at = $2 WHERE id = $1 AND deactivated_at IS NULL",
            &[&id, &now],
        )
        .await?;
    Ok(changed == 1)
}

pub async fn reactivate(tx: &mut Tx, id: UserId) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE users SET deactivated_at = NULL WHERE id = $1 AND deactivated_at IS NOT NULL",
            &[&id],
        )
        .await?;
    Ok(changed == 1)
}

/// Allows or forbids to ask for the scopes of server administration.
pub async fn change_admin(tx: &mut Tx, id: UserId, can_request_admin: bool) -> Result<()> {
    tx.execute(
        "UPDATE users SET can_request_admin = $2 WHERE id = $1",
        &[&id, &can_request_admin],
    )
    .await?;
    Ok(())
}

/// Changes the language of a person's pages and mails; none follows the browser.
pub async fn change_locale(tx: &mut Tx, id: UserId, locale: Option<Locale>) -> Result<()> {
    let tag = locale.map(Locale::tag);
    tx.execute("UPDATE users SET locale = $2 WHERE id = $1", &[&id, &tag])
        .await?;
    Ok(())
}

/// Forgets an account and everything that hangs on it.
pub async fn purge(tx: &mut Tx, id: UserId) -> Result<bool> {
    let deleted = tx.execute("DELETE FROM users WHERE id = $1", &[&id]).await?;
    Ok(deleted == 1)
}

/// Accounts that may ask for the scopes of server administration.
pub async fn list_admins(db: &mut Connection) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = db
        .all(
            "SELECT id AS user_id, username, created_at AS user_created_at, locked_at, deactivated_at, can_request_admin, locale
             FROM users WHERE can_request_admin ORDER BY username",
            &[],
        )
        .await?;
    Ok(rows.into_iter().map(User::from).collect())
}
