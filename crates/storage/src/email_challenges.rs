//! Addresses that somebody says are theirs, until they prove it.

use gatehouse_domain::{EmailAddress, EmailChallenge, EmailChallengeId, RegistrationId, Timestamp, TokenHash, UserId};
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct EmailChallengeRow {
    id: Uuid,
    address: String,
    registration_id: Option<Uuid>,
    user_id: Option<Uuid>,
    created_at: Timestamp,
    expires_at: Timestamp,
    confirmed_at: Option<Timestamp>,
}

impl TryFrom<EmailChallengeRow> for EmailChallenge {
    type Error = Error;

    fn try_from(row: EmailChallengeRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            address: row.address.parse().map_err(Error::unreadable)?,
            registration_id: row.registration_id.map(Into::into),
            user_id: row.user_id.map(Into::into),
            created_at: row.created_at,
            expires_at: row.expires_at,
            confirmed_at: row.confirmed_at,
        })
    }
}

/// What proves an address, as it is stored.
pub struct Proof {
    /// The keyed hash of the code.
    pub code: Vec<u8>,
    pub link: TokenHash,
}

pub async fn insert(tx: &mut Tx, challenge: &EmailChallenge, proof: &Proof) -> Result<()> {
    tx.execute(
        "INSERT INTO email_challenges
             (id, address, registration_id, user_id, code_mac, link_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &challenge.id,
            &challenge.address,
            &challenge.registration_id,
            &challenge.user_id,
            &proof.code,
            &proof.link,
            &challenge.created_at,
            &challenge.expires_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(db: &mut Connection, id: EmailChallengeId) -> Result<Option<EmailChallenge>> {
    let row: Option<EmailChallengeRow> = db
        .optional(
            "SELECT id, address, registration_id, user_id, created_at, expires_at, confirmed_at
             FROM email_challenges WHERE id = $1",
            &[&id],
        )
        .await?;
    row.map(EmailChallenge::try_from).transpose()
}

/// The challenge that a sign-up waits for.
pub async fn find_of_registration(db: &mut Connection, id: RegistrationId) -> Result<Option<EmailChallenge>> {
    let row: Option<EmailChallengeRow> = db
        .optional(
            "SELECT id, address, registration_id, user_id, created_at, expires_at, confirmed_at
             FROM email_challenges WHERE registration_id = $1",
            &[&id],
        )
        .await?;
    row.map(EmailChallenge::try_from).transpose()
}

/// The challenge of a link.
pub async fn find_by_link(db: &mut Connection, link: TokenHash) -> Result<Option<EmailChallenge>> {
    let row: Option<EmailChallengeRow> = db
        .optional(
            "SELECT id, address, registration_id, user_id, created_at, expires_at, confirmed_at
             FROM email_challenges WHERE link_hash = $1",
            &[&link],
        )
        .await?;
    row.map(EmailChallenge::try_from).transpose()
}

/// The keyed hash of the code that was sent last.
pub async fn find_code(db: &mut Connection, id: EmailChallengeId) -> Result<Vec<u8>> {
    db.scalar("SELECT code_mac FROM email_challenges WHERE id = $1", &[&id])
        .await
}

/// A new code and link, perhaps for another address; the former ones are void. False when the address is proved.
pub async fn replace_proof(tx: &mut Tx, challenge: &EmailChallenge, proof: &Proof) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE email_challenges SET address = $2, code_mac = $3, link_hash = $4, expires_at = $5
         WHERE id = $1 AND confirmed_at IS NULL",
            &[
                &challenge.id,
                &challenge.address,
                &proof.code,
                &proof.link,
                &challenge.expires_at,
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// This address is proved; of several requests one is told so.
pub async fn confirm(tx: &mut Tx, id: EmailChallengeId, address: &EmailAddress, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE email_challenges SET confirmed_at = $3
             WHERE id = $1 AND address = $2 AND confirmed_at IS NULL AND expires_at > $3",
            &[&id, address, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets what was sent before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM email_challenges WHERE id IN (SELECT id FROM email_challenges WHERE created_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}

/// Forgets which addresses a person wanted to add.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute("DELETE FROM email_challenges WHERE user_id = $1", &[&user])
        .await
}
