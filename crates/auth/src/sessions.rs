//! Ending app sessions, and with them their devices.

use std::collections::BTreeMap;

use gatehouse_domain::{AccountEvent, BrowserSession, Client, ClientId, JobId, Session, SessionId, User};
use gatehouse_storage::{Tx, browser_sessions, clients, jobs as queue, sessions as store};

use crate::{
    Context, Requester, Result, account_events, app_passwords,
    error::chain,
    jobs::{self, Due, Job},
    logout_notices, sign_outs,
};

/// How many sessions one page of a list holds.
const PAGE: i64 = 100;

/// The name under which the queue finds what a session's end left to do.
pub(crate) fn subject(id: SessionId) -> String {
    format!("session:{id}")
}

/// Ends a session in the caller's transaction; false when it had ended before. The job that deletes its device
/// is enqueued with it, and the one that tells its app.
pub(crate) async fn end_in(cx: &Context, tx: &mut Tx, session: &Session, due: Due) -> Result<bool> {
    if !store::end(tx, session.id, cx.now()).await? {
        return Ok(false);
    }
    if let (Some(user_id), Some(device_id)) = (session.user_id, &session.device_id) {
        let job = Job::DeleteDevice {
            user_id,
            device_id: device_id.clone(),
        };
        jobs::enqueue(cx, tx, &job, &subject(session.id), due).await?;
    }
    logout_notices::of_session(cx, tx, session).await?;
    Ok(true)
}

/// Ends a session because its person or its app wants it, which goes into the log of the account.
pub(crate) async fn end_noted(cx: &Context, tx: &mut Tx, session: &Session, requester: &Requester) -> Result<()> {
    if !end_in(cx, tx, session, Due::AfterTheRequest).await? {
        return Ok(());
    }
    let Some(user) = session.user_id else {
        return Ok(());
    };
    let event = signed_out(tx, session).await?;
    account_events::record(cx, tx, user, event, requester).await
}

/// How the log of the account calls it.
pub(crate) async fn signed_out(tx: &mut Tx, session: &Session) -> Result<AccountEvent> {
    let client = match session.client_id {
        Some(id) => clients::find(tx, id).await?,
        None => None,
    };
    Ok(AccountEvent::AppSignedOut {
        app: match client {
            Some(client) => client.metadata.client_name,
            None => session.name.clone(),
        },
        device: session.device_id.as_ref().map(ToString::to_string),
    })
}

/// Ends a session and deletes its device before it returns.
///
/// When the homeserver is away the session is over all the same, the error says so, and a worker goes on trying.
/// Ending an ended session tries once more what is left of it.
pub async fn end(cx: &Context, session: &Session, requester: &Requester) -> Result<()> {
    cx.db
        .write(async |tx| end_noted(cx, tx, session, requester).await)
        .await?;
    cx.jobs_waiting.notify_one();
    finish_end(cx, session.id).await?;
    Ok(())
}

/// Does what the end of a session left to do; false when there is nothing.
pub(crate) async fn finish_end(cx: &Context, id: SessionId) -> Result<bool> {
    let pending = queue::pending(&mut cx.db.read().await?, &subject(id)).await?;
    for job in &pending {
        jobs::run_now(cx, *job).await?;
    }
    Ok(!pending.is_empty())
}

/// Ends all that a person is signed in to, as one of their apps wants it, and deletes the devices before it returns.
///
/// Passwords for other apps go as well: those apps would be back at once. When the homeserver is away, it is as with
/// [`end`].
pub(crate) async fn end_everywhere(cx: &Context, user: &User, app: &Session, requester: &Requester) -> Result<()> {
    let job = cx
        .db
        .write(async |tx| -> Result<JobId> {
            sign_outs::end_all(cx, tx, user.id, None).await?;
            app_passwords::revoke_all(cx, tx, user, Some(app.id), requester).await?;
            account_events::record(cx, tx, user.id, AccountEvent::EverythingSignedOut, requester).await?;
            let job = Job::SyncDevices { user_id: user.id };
            jobs::enqueue(cx, tx, &job, &subject(app.id), Due::AfterTheRequest).await
        })
        .await?;
    cx.jobs_waiting.notify_one();
    jobs::run_now(cx, job).await
}

/// Ends a session in answer to misuse: the device goes as soon as a worker gets to it.
pub(crate) async fn end_soon(cx: &Context, session: &Session) -> Result<()> {
    cx.db.write(async |tx| end_in(cx, tx, session, Due::Now).await).await?;
    cx.jobs_waiting.notify_one();
    Ok(())
}

/// Whether the homeserver knows already that sessions are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Now,
    /// It does not answer. A worker goes on trying.
    Soon,
}

/// Signs a person out everywhere but in this browser: of apps, whose devices go with them, and of other browsers.
///
/// Passwords for apps go as well. The sessions are over in any case, and the homeserver has been told if it can be.
pub async fn end_others(cx: &Context, browser: &BrowserSession, requester: &Requester) -> Result<Told> {
    let user = browser.user.id;
    let job = cx
        .db
        .write(async |tx| -> Result<Option<JobId>> {
            let ended = sign_outs::end_all(cx, tx, user, Some(browser.id)).await?;
            app_passwords::revoke_all(cx, tx, &browser.user, None, requester).await?;
            if ended.apps + ended.browsers > 0 {
                account_events::record(cx, tx, user, AccountEvent::EverythingSignedOut, requester).await?;
            }
            if ended.apps == 0 {
                return Ok(None);
            }
            let job = Job::SyncDevices { user_id: user };
            Ok(Some(
                jobs::enqueue(cx, tx, &job, &job.subject(), Due::AfterTheRequest).await?,
            ))
        })
        .await?;
    cx.jobs_waiting.notify_one();
    let Some(job) = job else { return Ok(Told::Now) };
    Ok(match jobs::run_now(cx, job).await {
        Ok(()) => Told::Now,
        Err(error) => {
            tracing::warn!(error = chain(&error), "the homeserver will be told later");
            Told::Soon
        }
    })
}

/// In how many apps and browsers besides this one a person is signed in.
pub async fn count_others(cx: &Context, browser: &BrowserSession) -> Result<i64> {
    let mut db = cx.db.read().await?;
    let user = browser.user.id;
    let everywhere = store::count(&mut db, user).await? + browser_sessions::count(&mut db, user).await?;
    // This one.
    Ok((everywhere - 1).max(0))
}

/// A session of this person, by its id.
pub async fn find_own(cx: &Context, user: &User, id: SessionId) -> Result<Option<Session>> {
    let session = store::find(&mut cx.db.read().await?, id).await?;
    Ok(session.filter(|session| session.user_id == Some(user.id)))
}

/// A session and the app that holds it.
pub struct HeldSession {
    pub session: Session,
    pub client: Option<Client>,
}

/// One page of a person's running sessions, newest first, and where the next page begins.
pub async fn list(
    cx: &Context,
    user: &User,
    before: Option<SessionId>,
) -> Result<(Vec<HeldSession>, Option<SessionId>)> {
    page(cx, user, before, PAGE).await
}

/// The sessions of a person that began last, and whether there are more.
pub async fn newest(cx: &Context, user: &User, count: i64) -> Result<(Vec<HeldSession>, bool)> {
    let (held, next) = page(cx, user, None, count).await?;
    Ok((held, next.is_some()))
}

async fn page(
    cx: &Context,
    user: &User,
    before: Option<SessionId>,
    length: i64,
) -> Result<(Vec<HeldSession>, Option<SessionId>)> {
    let mut db = cx.db.read().await?;
    let mut rows = store::list(&mut db, user.id, before, length + 1).await?;
    let is_more = rows.len() > usize::try_from(length).unwrap_or(usize::MAX);
    if is_more {
        rows.pop();
    }
    let next = rows.last().filter(|_| is_more).map(|session| session.id);
    // Many sessions are of few apps.
    let mut known: BTreeMap<ClientId, Option<Client>> = BTreeMap::new();
    let mut held = Vec::with_capacity(rows.len());
    for session in rows {
        let client = match session.client_id {
            Some(id) => match known.get(&id) {
                Some(client) => client.clone(),
                None => known.entry(id).or_insert(clients::find(&mut db, id).await?).clone(),
            },
            None => None,
        };
        held.push(HeldSession { session, client });
    }
    Ok((held, next))
}
