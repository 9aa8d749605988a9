//! Ending sessions that nobody uses any more, where the operator wants that.

use std::time::Duration;

use chrono::TimeDelta;
use gatehouse_domain::{Session, SessionKind, Timestamp};
use gatehouse_storage::{Tx, sessions as store};

use crate::{
    Context, Requester, Result, account_events,
    jobs::{self, Due, Job},
    sessions, sign_outs,
};

/// Which sessions end, and when.
#[derive(Debug, Clone)]
pub struct Inactivity {
    /// After so long without use.
    pub ttl: Duration,
    /// Those of older apps.
    pub compat: bool,
    /// Those of apps that registered themselves. What the operator's configuration names may sleep as long as it likes.
    pub oauth: bool,
    /// Those of browsers.
    pub browsers: bool,
}

/// So much later than asked for. That a session is used is known to the minute and written a second later, and a
/// homeserver asks about a token at most every two minutes.
const GRACE: TimeDelta = TimeDelta::minutes(5);
/// How many sessions are looked at in one statement.
const BATCH: i64 = 1000;
/// Devices go one after the other: each costs the homeserver a message to everybody in the person's rooms.
const APART: TimeDelta = TimeDelta::seconds(1);

impl Inactivity {
    /// How often sessions are looked at.
    ///
    /// The first time is this long after a start: whoever could not come while the server was down has come back.
    pub(crate) fn interval(&self) -> Duration {
        (self.ttl / 4).clamp(Duration::from_mins(15), Duration::from_hours(6))
    }

    /// Whoever was last seen before this is inactive.
    fn limit(&self, now: Timestamp) -> Option<Timestamp> {
        let ttl = TimeDelta::from_std(self.ttl).ok()?;
        now.checked_sub_signed(ttl)?.checked_sub_signed(GRACE)
    }

    fn is_about(&self, session: &Session) -> bool {
        match session.kind {
            SessionKind::Compat => self.compat,
            SessionKind::OAuth => self.oauth,
        }
    }
}

/// When a session was last seen. One that was never used counts from its beginning, and one that was brought along from
/// another server from the day on which it was: what it did there may not be known.
fn last_seen_at(session: &Session) -> Timestamp {
    let began = session.created_at.max(session.id.created_at());
    session.last_active_at.unwrap_or(began)
}

/// Ends what has not been used for too long. Devices are deleted by the queue, apart from each other.
///
/// There is no index on the time of the last use, which would make each note of a use dearer: the table is walked by its
/// key, in batches, a few times a day.
pub async fn expire(cx: &Context) -> Result<()> {
    let Some(inactivity) = &cx.settings.inactivity else {
        return Ok(());
    };
    let now = cx.now();
    let Some(limit) = inactivity.limit(now) else {
        return Ok(());
    };
    // Notes of other processes are at most a second old.
    cx.activity.flush(&cx.db).await?;
    if inactivity.browsers {
        while cx
            .db
            .write(async |tx| sign_outs::end_unused_browsers(cx, tx, limit, BATCH).await)
            .await?
            >= usize::try_from(BATCH).unwrap_or(usize::MAX)
        {}
        cx.jobs_waiting.notify_one();
    }
    if !inactivity.compat && !inactivity.oauth {
        return Ok(());
    }
    let mut ended = 0;
    let mut from = None;
    loop {
        let mut db = cx.db.read().await?;
        let to = store::end_of_batch(&mut db, from, BATCH).await?;
        let unused = store::list_unused(&mut db, from, to, limit).await?;
        drop(db);
        for session in unused {
            if inactivity.is_about(&session) && last_seen_at(&session) < limit {
                let after = APART * ended;
                let end = cx.db.write(async |tx| end(cx, tx, &session, limit, after).await);
                ended += i32::from(end.await?);
            }
        }
        if to.is_none() {
            break;
        }
        from = to;
    }
    if ended > 0 {
        tracing::info!(ended, "sessions that nobody used have ended");
    }
    Ok(())
}

/// Ends a session unless it is in use after all; false when it is.
async fn end(cx: &Context, tx: &mut Tx, session: &Session, limit: Timestamp, after: TimeDelta) -> Result<bool> {
    if !store::end_unused(tx, session.id, limit, cx.now()).await? {
        return Ok(false);
    }
    let Some(user_id) = session.user_id else {
        return Ok(true);
    };
    if let Some(device_id) = session.device_id.clone() {
        let job = Job::DeleteDevice { user_id, device_id };
        jobs::enqueue(cx, tx, &job, &sessions::subject(session.id), Due::After(after)).await?;
    }
    let event = sessions::signed_out(tx, session).await?;
    account_events::record(cx, tx, user_id, event, &Requester::default()).await?;
    Ok(true)
}
