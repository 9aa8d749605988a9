//! A session that begins in exchange for something that works once.

use gatehouse_domain::{Client, DeviceGrantId, OAuthError, Session, TokenHash, User};
use gatehouse_storage::{
    Tx,
    authorization_codes::{self, Spent},
    browser_sessions, device_grants,
};

use crate::{Context, Requester, Result, devices, session_start, sign_in_notices::AppSignIn, token_pair::NewTokens};

/// What works once.
#[derive(Clone, Copy)]
pub(super) enum Ticket {
    Code(TokenHash),
    Device(DeviceGrantId),
}

/// What a ticket is about to become.
pub(super) struct NewSession {
    pub ticket: Ticket,
    pub session: Session,
    pub tokens: NewTokens,
    pub requester: Requester,
}

/// Begins the session, after its device if it has one; none when the ticket was spent in the meantime.
pub(super) async fn begin(cx: &Context, user: User, client: &Client, new: NewSession) -> Result<Option<NewSession>> {
    let Some(device) = new.session.device_id.clone() else {
        return new.store(cx, &user, client).await;
    };
    let (cx, client) = (cx.clone(), client.clone());
    devices::alone(&cx.clone(), user.id, async move {
        session_start::ensure_device(&cx, &user, &device, Some(&client.name())).await?;
        new.store(&cx, &user, &client).await
    })
    .await
}

impl NewSession {
    /// Spends the ticket and begins the session in one write.
    async fn store(self, cx: &Context, user: &User, client: &Client) -> Result<Option<Self>> {
        let spent = cx
            .db
            .write(async |tx| -> Result<Spent> {
                // In the order of a sign-out: first the browser, then what came of it.
                self.check_browser(tx).await?;
                if self.spend(cx, tx).await? == Spent::Before {
                    return Ok(Spent::Before);
                }
                let start = AppSignIn {
                    user,
                    client: Some(client),
                    session: self.session.clone(),
                };
                session_start::insert(cx, tx, start, &self.requester).await?;
                self.tokens.insert(tx).await?;
                Ok(Spent::Now)
            })
            .await?;
        Ok((spent == Spent::Now).then_some(self))
    }

    /// OBCL-07: the person may have signed out of the browser since they allowed the app. Held, so that a sign-out that comes
    /// meanwhile finds this session.
    async fn check_browser(&self, tx: &mut Tx) -> Result<()> {
        let Some(browser) = self
            .session
            .browser_session_id
            .filter(|_| self.session.device_id.is_none())
        else {
            return Ok(());
        };
        if !browser_sessions::hold(tx, browser).await? && self.session.ends_with_browser() {
            return Err(OAuthError::invalid_grant("the person has signed out of the browser").into());
        }
        Ok(())
    }

    async fn spend(&self, cx: &Context, tx: &mut Tx) -> Result<Spent> {
        let now = cx.now();
        Ok(match self.ticket {
            Ticket::Code(hash) => authorization_codes::spend(tx, hash, self.session.id, now).await?,
            Ticket::Device(id) if device_grants::spend(tx, id, now).await? => Spent::Now,
            Ticket::Device(_) => Spent::Before,
        })
    }
}
