//! Fills the tables: so many sessions by way of the protocol would take longer than everything else here.

use anyhow::Result;
use chrono::TimeDelta;
use gatehouse_auth::{Clock as _, SystemClock};
use gatehouse_domain::{
    AccessTokenId, ClientId, RefreshTokenId, RequestedClaims, Session, SessionId, SessionKind, Timestamp, Token,
    TokenKind, User, UserId,
};
use gatehouse_storage::{
    Db, Tx,
    access_tokens::{self, NewAccessToken},
    refresh_tokens::{self, NewRefreshToken},
    sessions, users,
};
use gatehouse_tokens::{issue, random};

/// In one transaction.
const BATCH: usize = 5000;
const SESSIONS_PER_USER: usize = 10;

/// What the bench knows of the sessions that it made.
pub struct Seeded {
    pub access_tokens: Vec<Token>,
    /// Ids in the form of a UUID.
    pub session_ids: Vec<String>,
}

/// Inserts sessions of Matrix clients, each with an access token that has been used and a refresh token that has not.
pub async fn insert(db: &Db, client: ClientId, count: usize) -> Result<Seeded> {
    let now = SystemClock.now();
    let mut seeded = Seeded {
        access_tokens: Vec::with_capacity(count),
        session_ids: Vec::with_capacity(count),
    };
    while seeded.access_tokens.len() < count {
        let batch = BATCH.min(count - seeded.access_tokens.len());
        db.write(async |tx| -> Result<()> {
            let mut user = insert_user(tx, now).await?;
            for number in 0..batch {
                if number % SESSIONS_PER_USER == 0 {
                    user = insert_user(tx, now).await?;
                }
                let (session, token) = insert_session(tx, user, client, now).await?;
                seeded.session_ids.push(session.uuid().to_string());
                seeded.access_tokens.push(token);
            }
            Ok(())
        })
        .await?;
    }
    let has_planner_statistics = db.engine() == "postgresql";
    db.write(async |tx| -> Result<()> {
        tx.execute("UPDATE access_tokens SET first_used_at = created_at", &[])
            .await?;
        // What autovacuum would do in its time; SQLite does its own when it is closed.
        if has_planner_statistics {
            tx.execute("ANALYZE", &[]).await?;
        }
        Ok(())
    })
    .await?;
    Ok(seeded)
}

async fn insert_user(tx: &mut Tx, now: Timestamp) -> Result<UserId> {
    let user = User {
        id: UserId::new(now, random::entropy()),
        username: format!("u{}", random::alphanumeric(12).to_lowercase()).parse()?,
        created_at: now,
        locked_at: None,
        deactivated_at: None,
        can_request_admin: false,
        locale: None,
    };
    users::insert(tx, &user).await?;
    Ok(user.id)
}

async fn insert_session(tx: &mut Tx, user: UserId, client: ClientId, now: Timestamp) -> Result<(SessionId, Token)> {
    let device = random::alphanumeric(10).to_uppercase();
    let session = Session {
        id: SessionId::new(now, random::entropy()),
        kind: SessionKind::OAuth,
        user_id: Some(user),
        client_id: Some(client),
        browser_session_id: None,
        scope: format!("openid urn:matrix:client:api:* urn:matrix:client:device:{device}").parse()?,
        device_id: Some(device.parse()?),
        name: None,
        user_agent: Some("gatehouse-bench".to_owned()),
        claims: RequestedClaims::default(),
        authenticated_at: None,
        created_at: now,
        last_active_at: Some(now),
        ended_at: None,
    };
    sessions::insert(tx, &session, Some("192.0.2.1")).await?;
    let token = issue::mint(TokenKind::Access);
    let access = NewAccessToken {
        id: AccessTokenId::new(now, random::entropy()),
        hash: token.hash(),
        session_id: session.id,
        created_at: now,
        expires_at: Some(now + TimeDelta::days(1)),
    };
    access_tokens::insert(tx, &access).await?;
    let refresh = NewRefreshToken {
        id: RefreshTokenId::new(now, random::entropy()),
        hash: issue::mint(TokenKind::Refresh).hash(),
        session_id: session.id,
        access_token_id: access.id,
        created_at: now,
    };
    refresh_tokens::insert(tx, &refresh).await?;
    Ok((session.id, token))
}
