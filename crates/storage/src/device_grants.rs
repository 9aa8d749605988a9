//! Devices that ask to be signed in from another one.

use gatehouse_domain::{
    ClientId, DeviceGrant, DeviceGrantId, DeviceGrantState, Poll, Timestamp, TokenHash, UserDecision, UserId,
};
use uuid::Uuid;

use crate::{Connection, Error, Result, Tx};

/// What a grant is found by, apart from its id.
#[derive(Clone)]
pub struct Codes {
    pub device: TokenHash,
    /// The keyed hash of what the person types.
    pub user: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Uuid,
    client_id: Uuid,
    scope: String,
    encrypted_user_code: String,
    ip: Option<String>,
    user_agent: Option<String>,
    created_at: Timestamp,
    typed_in: Option<Vec<u8>>,
    poll_interval: i64,
    polled_at: Option<Timestamp>,
    decided_at: Option<Timestamp>,
    user_id: Option<Uuid>,
    browser_session_id: Option<Uuid>,
    authenticated_at: Option<Timestamp>,
    spent_at: Option<Timestamp>,
}

impl GrantRow {
    fn state(&self) -> DeviceGrantState {
        let who = self.user_id.zip(self.browser_session_id).zip(self.authenticated_at);
        match (self.decided_at, who) {
            (None, _) => DeviceGrantState::Waiting,
            (Some(_), Some(((user, browser), authenticated_at))) => DeviceGrantState::Allowed(UserDecision {
                user_id: user.into(),
                browser_session_id: browser.into(),
                authenticated_at,
            }),
            (Some(_), None) => DeviceGrantState::Denied,
        }
    }
}

impl TryFrom<GrantRow> for DeviceGrant {
    type Error = Error;

    fn try_from(row: GrantRow) -> Result<Self> {
        Ok(Self {
            state: row.state(),
            id: row.id.into(),
            client_id: row.client_id.into(),
            scope: row.scope.parse().map_err(Error::unreadable)?,
            encrypted_user_code: row.encrypted_user_code,
            ip: row.ip,
            user_agent: row.user_agent,
            created_at: row.created_at,
            typed_in: row
                .typed_in
                .map(TokenHash::try_from)
                .transpose()
                .map_err(Error::unreadable)?,
            interval: row.poll_interval,
            polled_at: row.polled_at,
            spent_at: row.spent_at,
        })
    }
}

/// False when another grant has the same user code.
pub async fn insert(tx: &mut Tx, grant: &DeviceGrant, codes: &Codes) -> Result<bool> {
    let inserted = tx
        .execute(
            "INSERT INTO device_grants
                 (id, client_id, scope, device_code_hash, user_code_mac, encrypted_user_code, ip, user_agent, created_at,
                  poll_interval)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (user_code_mac) DO NOTHING",
            &[
                &grant.id,
                &grant.client_id,
                &grant.scope,
                &codes.device,
                &codes.user,
                &grant.encrypted_user_code,
                &grant.ip,
                &grant.user_agent,
                &grant.created_at,
                &grant.interval,
            ],
        )
        .await?;
    Ok(inserted == 1)
}

pub async fn find(db: &mut Connection, id: DeviceGrantId) -> Result<Option<DeviceGrant>> {
    let row: Option<GrantRow> = db
        .optional(
            "SELECT id, client_id, scope, encrypted_user_code, ip, user_agent, created_at, typed_in, poll_interval, polled_at,
                    decided_at, user_id, browser_session_id, authenticated_at, spent_at
             FROM device_grants WHERE id = $1",
            &[&id],
        )
        .await?;
    row.map(DeviceGrant::try_from).transpose()
}

pub async fn find_by_device_code(db: &mut Connection, hash: TokenHash) -> Result<Option<DeviceGrant>> {
    let row: Option<GrantRow> = db
        .optional(
            "SELECT id, client_id, scope, encrypted_user_code, ip, user_agent, created_at, typed_in, poll_interval, polled_at,
                    decided_at, user_id, browser_session_id, authenticated_at, spent_at
             FROM device_grants WHERE device_code_hash = $1",
            &[&hash],
        )
        .await?;
    row.map(DeviceGrant::try_from).transpose()
}

pub async fn find_by_user_code(db: &mut Connection, mac: &[u8]) -> Result<Option<DeviceGrant>> {
    let row: Option<GrantRow> = db
        .optional(
            "SELECT id, client_id, scope, encrypted_user_code, ip, user_agent, created_at, typed_in, poll_interval, polled_at,
                    decided_at, user_id, browser_session_id, authenticated_at, spent_at
             FROM device_grants WHERE user_code_mac = $1",
            &[&mac.to_vec()],
        )
        .await?;
    row.map(DeviceGrant::try_from).transpose()
}

/// Notes the browser in which the code was typed last.
pub async fn note_typed(tx: &mut Tx, id: DeviceGrantId, browser: TokenHash) -> Result<()> {
    tx.execute(
        "UPDATE device_grants SET typed_in = $2 WHERE id = $1 AND decided_at IS NULL",
        &[&id, &browser],
    )
    .await?;
    Ok(())
}

/// Notes that the device asked; false when it asked a second time since the grant was read.
pub async fn note_poll(tx: &mut Tx, grant: &DeviceGrant, poll: Poll, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE device_grants SET poll_interval = $2, polled_at = $3
             WHERE id = $1 AND poll_interval = $4 AND (polled_at = $5 OR (polled_at IS NULL AND $5 IS NULL))",
            &[&grant.id, &poll.interval, &now, &grant.interval, &grant.polled_at],
        )
        .await?;
    Ok(changed == 1)
}

/// Writes down what the person said; none is a no. Of two decisions that race, one gets true.
pub async fn decide(tx: &mut Tx, id: DeviceGrantId, allowed: Option<&UserDecision>, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE device_grants SET decided_at = $2, user_id = $3, browser_session_id = $4, authenticated_at = $5
             WHERE id = $1 AND decided_at IS NULL",
            &[
                &id,
                &now,
                &allowed.map(|decision| decision.user_id),
                &allowed.map(|decision| decision.browser_session_id),
                &allowed.map(|decision| decision.authenticated_at),
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Exchanges the grant. Of two requests that race, one gets true.
pub async fn spend(tx: &mut Tx, id: DeviceGrantId, now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE device_grants SET spent_at = $2 WHERE id = $1 AND spent_at IS NULL AND user_id IS NOT NULL",
            &[&id, &now],
        )
        .await?;
    Ok(changed == 1)
}

/// Turns all that a person allowed devices into a no, as long as no device has come for it.
pub async fn take_all_back(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute(
        "UPDATE device_grants SET user_id = NULL, browser_session_id = NULL, authenticated_at = NULL
         WHERE user_id = $1 AND spent_at IS NULL",
        &[&user],
    )
    .await
}

/// Turns what a person allowed devices of a client into a no, as long as no device has come for it.
pub async fn take_back(tx: &mut Tx, user: UserId, client: ClientId) -> Result<()> {
    tx.execute(
        "UPDATE device_grants SET user_id = NULL, browser_session_id = NULL, authenticated_at = NULL
         WHERE user_id = $1 AND client_id = $2 AND spent_at IS NULL",
        &[&user, &client],
    )
    .await?;
    Ok(())
}

/// Forgets grants that were made before.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM device_grants WHERE id IN (SELECT id FROM device_grants WHERE created_at < $1 LIMIT 1000)",
        &[&before],
    )
    .await
}
