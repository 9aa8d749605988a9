//! Email addresses of accounts.

use gatehouse_domain::{EmailAddress, Timestamp, User, UserEmail, UserEmailId, UserId};
use uuid::Uuid;

use crate::{Connection, Result, Tx, users::UserRow};

#[derive(sqlx::FromRow)]
struct UserEmailRow {
    id: Uuid,
    address: String,
    is_primary: bool,
    created_at: Timestamp,
}

impl From<UserEmailRow> for UserEmail {
    fn from(row: UserEmailRow) -> Self {
        Self {
            id: row.id.into(),
            address: row.address,
            is_primary: row.is_primary,
            created_at: row.created_at,
        }
    }
}

/// Adds an address; [`crate::Error::Taken`] when any account has it. The first one of an account is the primary one.
pub async fn insert(tx: &mut Tx, id: UserEmailId, user: UserId, address: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO user_emails (id, user_id, address, is_primary, created_at)
         SELECT $1, $2, $3, NOT EXISTS (SELECT 1 FROM user_emails WHERE user_id = $2), $4",
        &[&id, &user, &address, &now],
    )
    .await?;
    Ok(())
}

/// The addresses of an account, the primary one first, then oldest first.
pub async fn list(db: &mut Connection, user: UserId) -> Result<Vec<UserEmail>> {
    let rows: Vec<UserEmailRow> = db
        .all(
            "SELECT id, address, is_primary, created_at FROM user_emails
             WHERE user_id = $1 ORDER BY is_primary DESC, id",
            &[&user],
        )
        .await?;
    Ok(rows.into_iter().map(UserEmail::from).collect())
}

/// The account that an address belongs to, in whatever case it is written.
pub async fn find_user(db: &mut Connection, address: &EmailAddress) -> Result<Option<User>> {
    let row: Option<UserRow> = db
        .optional(
            "SELECT users.id AS user_id, username, users.created_at AS user_created_at,
                    locked_at, deactivated_at, can_request_admin, locale
             FROM user_emails JOIN users ON users.id = user_emails.user_id
             WHERE LOWER(address) = LOWER($1)",
            &[address],
        )
        .await?;
    Ok(row.map(User::from))
}

/// The address as its owner wrote it. What others type may look the same and reach somebody else: case means something to
/// some mail servers, and some letters have the same small one.
pub async fn find_address(db: &mut Connection, address: &EmailAddress) -> Result<Option<String>> {
    let row: Option<(String,)> = db
        .optional(
            "SELECT address FROM user_emails WHERE LOWER(address) = LOWER($1)",
            &[address],
        )
        .await?;
    Ok(row.map(|(address,)| address))
}

/// Makes an address of the account the one that gets notices.
pub async fn make_primary(tx: &mut Tx, user: UserId, id: UserEmailId) -> Result<bool> {
    tx.execute(
        "UPDATE user_emails SET is_primary = FALSE WHERE user_id = $1 AND is_primary",
        &[&user],
    )
    .await?;
    let changed = tx
        .execute(
            "UPDATE user_emails SET is_primary = TRUE WHERE user_id = $1 AND id = $2",
            &[&user, &id],
        )
        .await?;
    Ok(changed == 1)
}

/// Removes an address of the account. When it was the primary one, the oldest other one becomes that.
pub async fn remove(tx: &mut Tx, user: UserId, id: UserEmailId) -> Result<bool> {
    let removed = tx
        .execute("DELETE FROM user_emails WHERE user_id = $1 AND id = $2", &[&user, &id])
        .await?;
    tx.execute(
        "UPDATE user_emails SET is_primary = TRUE
         WHERE id = (SELECT id FROM user_emails WHERE user_id = $1 ORDER BY is_primary DESC, id LIMIT 1)",
        &[&user],
    )
    .await?;
    Ok(removed == 1)
}

/// Removes every address of the account.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute("DELETE FROM user_emails WHERE user_id = $1", &[&user]).await
}
