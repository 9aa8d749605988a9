//! Background work that survives a restart.
//!
//! A job is a row, written in the transaction that makes it necessary and held by a lease while it runs. When
//! the process dies, the lease lapses and another worker takes the job up again; every job may run twice.

use std::time::Duration;

use chrono::TimeDelta;
use gatehouse_domain::{BrowserSessionId, ClientId, DeviceId, JobId, RecoveryId, Timestamp, User, UserId};
use gatehouse_homeserver::HomeserverError;
use gatehouse_storage::{
    Tx,
    jobs::{self as store, NewJob},
    signed_in_clients::SignedInClient,
    users,
};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::{
    Context, Error, Result, account_passwords, activity, devices, error::chain, inactivity, logout_notices, mail, purge,
};

/// How long a job stays held after its worker has died.
const LEASE: TimeDelta = TimeDelta::seconds(15);
/// How often a worker says that it is still at it.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long the request that enqueued a job has to do it itself.
const HEAD_START: TimeDelta = TimeDelta::seconds(30);
/// How often the queue is looked at when nobody rings: other processes enqueue as well.
const POLL: Duration = Duration::from_secs(1);
const PURGE_INTERVAL: Duration = Duration::from_hours(1);
const FORGET_INTERVAL: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);
/// After this many attempts a job that the homeserver keeps refusing is given up. Outages don't count as refusals.
const MAX_REFUSALS: i64 = 10;

/// What there is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Job {
    /// Make the homeserver know a person as we do.
    ProvisionUser {
        user_id: UserId,
        /// For an account that is new; none leaves the name as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        display_name: Option<String>,
    },
    /// Delete a device that no session holds any more.
    DeleteDevice { user_id: UserId, device_id: DeviceId },
    /// Call a device on the homeserver as its person does.
    RenameDevice { user_id: UserId, device_id: DeviceId },
    /// Make the devices on the homeserver those that sessions hold.
    SyncDevices { user_id: UserId },
    /// Deactivate the account on the homeserver.
    DeactivateUser { user_id: UserId, erase: bool },
    /// Undo a deactivation on the homeserver.
    ReactivateUser { user_id: UserId },
    /// Send the link that replaces a forgotten password, if the address has an account.
    SendRecovery { recovery_id: RecoveryId },
    /// Tell an app that a person is signed out.
    NotifySignOut {
        user_id: UserId,
        client_id: ClientId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        browser_session_id: Option<BrowserSessionId>,
    },
    /// Send a letter.
    SendMail {
        /// Encrypted, since codes and links open accounts; none when the letter is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<String>,
    },
}

impl Job {
    /// Makes the homeserver know a person as we do.
    pub(crate) const fn provision(user_id: UserId) -> Self {
        Self::ProvisionUser {
            user_id,
            display_name: None,
        }
    }

    /// Whom the homeserver is told about.
    pub(crate) const fn user_id(&self) -> Option<UserId> {
        match self {
            Self::ProvisionUser { user_id, .. }
            | Self::DeleteDevice { user_id, .. }
            | Self::RenameDevice { user_id, .. }
            | Self::SyncDevices { user_id }
            | Self::DeactivateUser { user_id, .. }
            | Self::ReactivateUser { user_id } => Some(*user_id),
            Self::SendRecovery { .. } | Self::NotifySignOut { .. } | Self::SendMail { .. } => None,
        }
    }

    /// The name under which the queue finds it.
    pub(crate) fn subject(&self) -> String {
        match (self, self.user_id()) {
            (_, Some(user_id)) => format!("user:{user_id}"),
            (Self::NotifySignOut { .. }, None) => logout_notices::SUBJECT.to_owned(),
            (_, None) => "mail".to_owned(),
        }
    }

    /// What is left of it when it has come to its end; none when it may stay as it is.
    const fn emptied(&self) -> Option<Self> {
        match self {
            Self::SendMail { .. } => Some(Self::SendMail { letter: None }),
            _ => None,
        }
    }
}

/// When a job is due.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Due {
    /// As soon as a worker is free.
    Now,
    /// After the request that enqueues it has had its try.
    AfterTheRequest,
    /// Not before so long from now.
    After(TimeDelta),
}

/// Enqueues a job in the transaction that makes it necessary.
pub(crate) async fn enqueue(cx: &Context, tx: &mut Tx, job: &Job, subject: &str, due: Due) -> Result<JobId> {
    let now = cx.now();
    let id = cx.id(JobId::new);
    let payload = payload(job)?;
    let run_at = match due {
        Due::Now => now,
        Due::AfterTheRequest => now + HEAD_START,
        Due::After(wait) => now + wait,
    };
    store::insert(
        tx,
        &NewJob {
            id,
            payload,
            subject,
            created_at: now,
            run_at,
        },
    )
    .await?;
    Ok(id)
}

fn payload(job: &Job) -> Result<serde_json::Value> {
    serde_json::to_value(job).map_err(|error| Error::Internal(error.to_string()))
}

/// Does one job at once instead of waiting for a worker. On failure it stays in the queue.
///
/// It goes on when the request that wanted it is dropped.
pub(crate) async fn run_now(cx: &Context, id: JobId) -> Result<()> {
    let cx = cx.clone();
    let task = tokio::spawn(async move { run_one(&cx, id).await });
    task.await
        .map_err(|error| Error::Internal(format!("a task died: {error}")))?
}

async fn run_one(cx: &Context, id: JobId) -> Result<()> {
    let now = cx.now();
    match cx
        .db
        .write(async |tx| store::take_one(tx, id, now, now + LEASE).await)
        .await?
    {
        Some(job) => attempt(cx, job).await,
        None if store::is_finished(&mut cx.db.read().await?, id).await? => Ok(()),
        None => Err(Error::Busy("the job queue")),
    }
}

/// Does the job that has waited longest; false when none is due.
pub async fn run_next(cx: &Context) -> Result<bool> {
    run_next_of(cx, Takes::All).await
}

/// Which jobs a worker takes up.
#[derive(Debug, Clone, Copy)]
enum Takes {
    All,
    /// None that waits for the server of an app: many may be slow, and hold up letters and what the homeserver is told.
    NoSignOuts,
}

async fn run_next_of(cx: &Context, takes: Takes) -> Result<bool> {
    let now = cx.now();
    let but = match takes {
        Takes::All => None,
        Takes::NoSignOuts => Some(logout_notices::SUBJECT),
    };
    let found = cx.db.write(async |tx| store::take(tx, but, now, now + LEASE).await);
    let Some(job) = found.await? else {
        return Ok(false);
    };
    // What went wrong is logged and written beside the job.
    let _ = attempt(cx, job).await;
    Ok(true)
}

/// Works through the queue, the notes of [`activity`], the purges and the limits until it is told to stop.
///
/// None waits for another: a homeserver that is slow must not hold up what is written about tokens.
pub async fn work(cx: &Context, stop: CancellationToken) {
    let write = repeat(activity::INTERVAL, &stop, async || {
        log_failure("writing activity", cx.activity.flush(&cx.db).await);
    });
    let clean = repeat(PURGE_INTERVAL, &stop, async || {
        log_failure("purging", purge::purge(cx).await);
    });
    let forget = repeat(FORGET_INTERVAL, &stop, async || cx.limits.forget_recovered());
    let expire = async {
        // Whoever does not want it pays nothing for it.
        if let Some(inactivity) = &cx.settings.inactivity {
            later(inactivity.interval(), &stop, async || {
                log_failure("ending inactive sessions", inactivity::expire(cx).await);
            })
            .await;
        }
    };
    let workers = (
        worker(cx, Takes::All, &stop),
        worker(cx, Takes::All, &stop),
        worker(cx, Takes::NoSignOuts, &stop),
        worker(cx, Takes::NoSignOuts, &stop),
    );
    tokio::join!(write, clean, forget, expire, workers.0, workers.1, workers.2, workers.3);
    log_failure("writing activity", cx.activity.flush(&cx.db).await);
}

async fn repeat(every: Duration, stop: &CancellationToken, what: impl AsyncFnMut()) {
    tick(tokio::time::interval(every), stop, what).await;
}

/// The same, but not at once.
async fn later(every: Duration, stop: &CancellationToken, what: impl AsyncFnMut()) {
    let first = tokio::time::Instant::now() + every;
    tick(tokio::time::interval_at(first, every), stop, what).await;
}

async fn tick(mut interval: tokio::time::Interval, stop: &CancellationToken, mut what: impl AsyncFnMut()) {
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(interval.tick()).await.is_some() {
        what().await;
    }
}

/// Does one job after the other; looks again when somebody rings, and now and then in any case.
async fn worker(cx: &Context, takes: Takes, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        match run_next_of(cx, takes).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(error = chain(&error), "the job queue can't be read"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = cx.jobs_waiting.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

fn log_failure(what: &'static str, result: Result<()>) {
    if let Err(error) = result {
        tracing::error!(what, error = chain(&error), "background work failed");
    }
}

/// Runs a job that has been taken up and writes down what came of it.
async fn attempt(cx: &Context, taken: store::Job) -> Result<()> {
    let (id, attempts) = (taken.id, taken.attempts);
    let (outcome, emptied) = match serde_json::from_value::<Job>(taken.payload) {
        Ok(job) => (run_alive(cx, id, &job).await, job.emptied()),
        Err(error) => (Err(Error::Internal(format!("the job is not readable: {error}"))), None),
    };
    let outcome = outcome.or_else(|error| forgive(id, error, attempts));
    let emptied = emptied.as_ref().map(payload).transpose()?;
    let now = cx.now();
    match &outcome {
        Ok(()) => {
            let end = cx.db.write(async |tx| {
                store::finish(tx, id, now).await?;
                empty(tx, id, emptied.as_ref()).await
            });
            end.await?;
        }
        Err(error) => {
            let why = chain(error);
            if is_hopeless(error, attempts) {
                tracing::error!(job = %id, attempts, error = why, "a job is given up");
                let end = cx.db.write(async |tx| {
                    store::fail(tx, id, now, &why).await?;
                    empty(tx, id, emptied.as_ref()).await
                });
                end.await?;
            } else {
                tracing::warn!(job = %id, attempts, error = why, "a job will be tried again");
                let run_at = retry_at(now, attempts);
                cx.db
                    .write(async |tx| store::postpone(tx, id, run_at, &why).await)
                    .await?;
            }
        }
    }
    outcome
}

async fn empty(tx: &mut Tx, id: JobId, emptied: Option<&serde_json::Value>) -> gatehouse_storage::Result<()> {
    match emptied {
        Some(payload) => store::replace_payload(tx, id, payload).await,
        None => Ok(()),
    }
}

/// Runs a job and keeps its lease alive meanwhile.
async fn run_alive(cx: &Context, id: JobId, job: &Job) -> Result<()> {
    let mut work = Box::pin(run(cx, id, job));
    let mut heartbeat = tokio::time::interval_at(tokio::time::Instant::now() + HEARTBEAT, HEARTBEAT);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = heartbeat.tick() => {
                let until = cx.now() + LEASE;
                cx.db.write(async |tx| store::extend(tx, id, until).await).await?;
            }
        }
    }
}

/// An app that can't be told in the end is nothing that the operator could mend, nor a job that is given up.
fn forgive(id: JobId, error: Error, attempts: i64) -> Result<()> {
    match error {
        Error::Fetch(error) if !error.is_transient() || attempts >= MAX_REFUSALS => {
            tracing::warn!(job = %id, attempts, %error, "an app was not told of a sign-out");
            Ok(())
        }
        error => Err(error),
    }
}

fn is_hopeless(error: &Error, attempts: i64) -> bool {
    match error {
        Error::Homeserver(refusal) => {
            !refusal.is_transient() && !refusal.is_misconfiguration() && attempts >= MAX_REFUSALS
        }
        Error::Mail(error) => !error.is_transient(),
        Error::Internal(_) | Error::Refused(_) => attempts >= MAX_REFUSALS,
        Error::Database(_) | Error::Busy(_) | Error::Fetch(_) => false,
    }
}

/// Doubling pauses: 2 s, 4 s, … up to ten minutes.
fn retry_at(now: Timestamp, attempts: i64) -> Timestamp {
    let exponent = u32::try_from(attempts.clamp(1, 16)).unwrap_or(16);
    now + TimeDelta::seconds(2_i64.pow(exponent)).min(LONGEST_PAUSE)
}

async fn run(cx: &Context, id: JobId, job: &Job) -> Result<()> {
    match (job, job.user_id()) {
        (Job::SendMail { letter }, _) => mail::deliver(cx, id, letter.as_deref()).await,
        (
            &Job::NotifySignOut {
                user_id,
                client_id,
                browser_session_id,
            },
            _,
        ) => {
            let told = SignedInClient {
                client: client_id,
                user: user_id,
                browser: browser_session_id,
            };
            logout_notices::deliver(cx, told).await
        }
        (Job::SendRecovery { recovery_id }, _) => account_passwords::send_link(cx, *recovery_id).await,
        (_, Some(user_id)) => match users::find(&mut cx.db.read().await?, user_id).await? {
            Some(user) => tell_homeserver(cx, &user, job).await,
            // Nothing is left to do for an account that is gone.
            None => Ok(()),
        },
        (_, None) => Ok(()),
    }
}

async fn tell_homeserver(cx: &Context, user: &User, job: &Job) -> Result<()> {
    let username = user.username.as_str();
    match job {
        Job::ProvisionUser { display_name, .. } => devices::provision(cx, user, display_name.as_deref()).await,
        Job::DeleteDevice { device_id, .. } => devices::delete(cx, user, device_id).await,
        Job::RenameDevice { device_id, .. } => devices::rename(cx, user, device_id).await,
        Job::SyncDevices { .. } => devices::sync(cx, user).await,
        // What was undone in the meantime must not be done late.
        Job::DeactivateUser { .. } | Job::ReactivateUser { .. }
            if user.deactivated_at.is_some() != matches!(job, Job::DeactivateUser { .. }) =>
        {
            Ok(())
        }
        Job::DeactivateUser { erase, .. } => match cx.homeserver.delete_user(username, *erase).await {
            // It never got there.
            Ok(()) | Err(HomeserverError::UserNotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        },
        Job::ReactivateUser { .. } => Ok(cx.homeserver.reactivate_user(username).await?),
        // None of its business.
        Job::SendRecovery { .. } | Job::NotifySignOut { .. } | Job::SendMail { .. } => Ok(()),
    }
}
