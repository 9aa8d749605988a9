//! Where a person is signed in, apps and browsers alike, as they see and change it.

use gatehouse_domain::{AccountEvent, BrowserSession, BrowserSessionId, DeviceId, DeviceName, SessionId, User};
pub use gatehouse_storage::account_sessions::{AccountSession, AccountSessionId};
use gatehouse_storage::{account_sessions as store, browser_sessions, sessions as app_sessions};

use crate::{
    Context, Requester, Result, account_events, app_passwords,
    error::chain,
    jobs::{self, Due, Job},
    sessions, sign_outs,
};

/// How many sessions one page of the list holds.
pub const PAGE: usize = 25;
/// No name is longer, and what is searched is read to its end.
const MAX_SEARCH: usize = 100;

/// One page of the list, newest first, without the browser that shows it.
pub struct Page {
    pub sessions: Vec<AccountSession>,
    /// Where the next page begins, if there is one.
    pub next: Option<SessionId>,
}

/// Where the person of this browser is signed in besides: everywhere, or where the text occurs.
pub async fn list(cx: &Context, here: &BrowserSession, text: &str, before: Option<SessionId>) -> Result<Page> {
    // One for this browser, and one to see whether there are more.
    let limit = i64::try_from(PAGE + 2).unwrap_or(i64::MAX);
    let before = before.map(SessionId::uuid);
    let text: String = text
        .trim()
        .chars()
        .filter(|letter| !letter.is_control())
        .take(MAX_SEARCH)
        .collect();
    let mut db = cx.db.read().await?;
    let mut sessions = if text.is_empty() {
        store::list(&mut db, here.user.id, before, limit).await?
    } else {
        store::search(&mut db, here.user.id, &text, before, limit).await?
    };
    sessions.retain(|session| session.id != AccountSessionId::Browser(here.id));
    let is_more = sessions.len() > PAGE;
    sessions.truncate(PAGE);
    let last = sessions.last().filter(|_| is_more);
    let next = last.map(|session| session.id.uuid().into());
    Ok(Page { sessions, next })
}

/// A running session of this person, of either kind.
pub async fn find(cx: &Context, user: &User, id: SessionId) -> Result<Option<AccountSession>> {
    Ok(store::find(&mut cx.db.read().await?, user.id, id.uuid()).await?)
}

/// The running session of this person that holds the device.
pub async fn find_by_device(cx: &Context, user: &User, device: &DeviceId) -> Result<Option<AccountSession>> {
    let mut db = cx.db.read().await?;
    match app_sessions::find_by_device(&mut db, user.id, device).await? {
        Some(session) => Ok(store::find(&mut db, user.id, session.id.uuid()).await?),
        None => Ok(None),
    }
}

/// Whether the homeserver knows what was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Now,
    /// It was away: a worker goes on trying.
    Later,
}

/// Signs out some apps and browsers of the person; none when not one of them is theirs.
///
/// The devices are gone from the homeserver when this returns, unless it is away. Passwords by which apps signed in go with
/// them.
pub async fn end_selected(
    cx: &Context,
    here: &BrowserSession,
    ids: &[SessionId],
    requester: &Requester,
) -> Result<Option<Told>> {
    let mut apps = Vec::new();
    let mut found = false;
    cx.db
        .write(async |tx| -> Result<()> {
            for id in ids {
                let app = app_sessions::find(tx, *id).await?;
                if let Some(app) = app.filter(|app| app.user_id == Some(here.user.id)) {
                    sessions::end_noted(cx, tx, &app, requester).await?;
                    app_passwords::revoke_of(cx, tx, app.id, requester).await?;
                    apps.push(app.id);
                    continue;
                }
                let id = BrowserSessionId::from(id.uuid());
                let browser = browser_sessions::find(tx, id).await?;
                let is_another = |browser: &BrowserSession| browser.user.id == here.user.id && id != here.id;
                if browser.is_some_and(|browser| is_another(&browser)) {
                    found = true;
                    if sign_outs::end_browser(cx, tx, id).await? {
                        let event = AccountEvent::BrowserSignedOut;
                        account_events::record(cx, tx, here.user.id, event, requester).await?;
                    }
                }
            }
            Ok(())
        })
        .await?;
    cx.jobs_waiting.notify_one();
    if apps.is_empty() && !found {
        return Ok(None);
    }
    for id in apps {
        if let Err(error) = sessions::finish_end(cx, id).await {
            return later_if_transient(error).map(Some);
        }
    }
    Ok(Some(Told::Now))
}

/// What could not be told is in the queue.
pub(crate) fn later_if_transient(error: crate::Error) -> Result<Told> {
    if !error.is_transient() {
        return Err(error);
    }
    tracing::warn!(error = chain(&error), "the homeserver will be told later");
    Ok(Told::Later)
}

/// Gives a device another name, or with none that of its app again; the homeserver learns it, too.
pub async fn rename(
    cx: &Context,
    user: &User,
    id: SessionId,
    name: Option<&DeviceName>,
    requester: &Requester,
) -> Result<Option<Told>> {
    let renamed = cx
        .db
        .write(async |tx| -> Result<_> {
            let Some(session) = store::find(tx, user.id, id.uuid()).await? else {
                return Ok(None);
            };
            if session.id != AccountSessionId::App(id) {
                return Ok(None);
            }
            let name = name.map(DeviceName::as_str);
            app_sessions::rename(tx, id, name).await?;
            if session.name.as_deref() != name {
                let app = session.client.and_then(|client| client.client_name);
                let device = session.device_id.as_ref().map(ToString::to_string);
                let name = name.map(str::to_owned).or(app).or(device).unwrap_or_default();
                account_events::record(cx, tx, user.id, AccountEvent::DeviceRenamed { name }, requester).await?;
            }
            // Even the same name may not have got there.
            let Some(device_id) = session.device_id else {
                return Ok(Some(None));
            };
            let job = Job::RenameDevice {
                user_id: user.id,
                device_id,
            };
            let job = jobs::enqueue(cx, tx, &job, &job.subject(), Due::AfterTheRequest).await?;
            Ok(Some(Some(job)))
        })
        .await?;
    match renamed {
        None => Ok(None),
        Some(None) => Ok(Some(Told::Now)),
        Some(Some(job)) => match jobs::run_now(cx, job).await {
            Ok(()) => Ok(Some(Told::Now)),
            Err(error) => later_if_transient(error).map(Some),
        },
    }
}

/// The form in which both kinds of ids are shown and posted.
pub fn shown(id: AccountSessionId) -> SessionId {
    SessionId::from(id.uuid())
}
