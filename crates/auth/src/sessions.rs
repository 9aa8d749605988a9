//! Ending app sessions, and with them their devices.

use std::collections::BTreeMap;

use gatehouse_domain::{AccountEvent, Client, ClientId, Session, SessionId, User};
use gatehouse_storage::{Tx, clients, jobs as queue, sessions as store};

use crate::{
    Context, Requester, Result, account_events,
    jobs::{self, Due, Job},
};

/// How many sessions one page of a list holds.
const PAGE: i64 = 100;

/// The name under which the queue finds what a session's end left to do.
fn subject(id: SessionId) -> String {
    format!("session:{id}")
}

/// Ends a session in the caller's transaction; false when it had ended before. The job that deletes its device
/// is enqueued with it.
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
    let client = match session.client_id {
        Some(id) => clients::find(tx, id).await?,
        None => None,
    };
    let event = AccountEvent::AppSignedOut {
        app: client.and_then(|client| client.metadata.client_name),
        device: session.device_id.as_ref().map(ToString::to_string),
    };
    account_events::record(cx, tx, user, event, requester).await
}

/// Ends a session and deletes its device before it returns.
///
/// When the homeserver is away the session is over all the same, the error says so, and a worker goes on trying.
/// Ending an ended session tries once more what is left of it.
pub async fn end(cx: &Context, session: &Session, requester: &Requester) -> Result<()> {
    cx.db
        .write(async |tx| end_noted(cx, tx, session, requester).await)
        .await?;
    finish_end(cx, session.id).await
}

/// Does what the end of a session left to do.
pub(crate) async fn finish_end(cx: &Context, id: SessionId) -> Result<()> {
    let pending = queue::pending(&mut cx.db.read().await?, &subject(id)).await?;
    for job in pending {
        jobs::run_now(cx, job).await?;
    }
    Ok(())
}

/// Ends a session in answer to misuse: the device goes as soon as a worker gets to it.
pub(crate) async fn end_soon(cx: &Context, session: &Session) -> Result<()> {
    cx.db.write(async |tx| end_in(cx, tx, session, Due::Now).await).await?;
    cx.jobs_waiting.notify_one();
    Ok(())
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
    let mut db = cx.db.read().await?;
    let mut rows = store::list(&mut db, user.id, before, PAGE + 1).await?;
    let is_more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
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
