//! Clients that people signed in to with OpenID Connect and that want to be told when that is over.

use gatehouse_domain::{BrowserSessionId, ClientId, Timestamp, UserId};
use uuid::Uuid;

use crate::{Connection, Result};

/// A client, and the browser in which a person signed in to it; however often they did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedInClient {
    pub client: ClientId,
    pub user: UserId,
    pub browser: Option<BrowserSessionId>,
}

type Row = (Uuid, Uuid, Option<Uuid>);

fn read((client, user, browser): Row) -> SignedInClient {
    SignedInClient {
        client: client.into(),
        user: user.into(),
        browser: browser.map(Into::into),
    }
}

/// All that a person signed in to in this browser, and perhaps some that only mention where they would be told: what a
/// client wants is read again when it is told. A session of theirs that has ended makes no difference: what the client
/// made of its ID token may go on.
pub async fn list_of_browser(db: &mut Connection, browser: BrowserSessionId) -> Result<Vec<SignedInClient>> {
    let rows: Vec<Row> = db
        .all(
            "SELECT DISTINCT client_id, user_id, browser_session_id
             FROM sessions JOIN clients ON clients.id = sessions.client_id
             WHERE browser_session_id = $1 AND user_id IS NOT NULL AND ' ' || scope || ' ' LIKE '% openid %'
               AND CAST(metadata AS TEXT) LIKE '%backchannel_logout_uri%'",
            &[&browser],
        )
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The same for all sessions of a person that run, and for the browsers that ended at this very moment.
pub async fn list_of_user(db: &mut Connection, user: UserId, ended_at: Timestamp) -> Result<Vec<SignedInClient>> {
    let rows: Vec<Row> = db
        .all(
            "SELECT DISTINCT client_id, user_id, browser_session_id
             FROM sessions JOIN clients ON clients.id = sessions.client_id
             WHERE user_id = $1 AND ' ' || scope || ' ' LIKE '% openid %'
               AND CAST(metadata AS TEXT) LIKE '%backchannel_logout_uri%'
               AND (ended_at IS NULL OR browser_session_id IN (
                   SELECT id FROM browser_sessions WHERE browser_sessions.user_id = $1 AND browser_sessions.ended_at = $2))",
            &[&user, &ended_at],
        )
        .await?;
    Ok(rows.into_iter().map(read).collect())
}
