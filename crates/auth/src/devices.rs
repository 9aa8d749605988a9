//! Devices on the homeserver, which exist exactly as long as a session holds them.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use gatehouse_domain::{DeviceId, User, UserId};
use gatehouse_homeserver::{Change, HomeserverError, ProvisionUser};
use gatehouse_storage::{account_sessions, clients, leases, sessions, user_emails};
use uuid::Uuid;

use crate::{Context, Error, Result};

/// How long others wait when a holder has died; shorter than their patience.
const LEASE: TimeDelta = TimeDelta::seconds(15);
/// How often a holder says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(25);

/// Does `work` while nobody else, in any process, changes the devices of the person.
///
/// Without it a sign-out that deletes a device could cut off the sign-in that took the device over a moment ago.
/// The work goes on when the request that wanted it is dropped: a call to the homeserver can't be taken back.
pub(crate) async fn alone<T: Send + 'static>(
    cx: &Context,
    user: UserId,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let cx = cx.clone();
    let task = tokio::spawn(async move {
        let lease = Lease::take(&cx, lease_name(user)).await?;
        let done = lease.hold(&cx, work).await;
        lease.release(&cx).await;
        done
    });
    task.await
        .map_err(|error| Error::Internal(format!("a task died: {error}")))?
}

/// The lock on a person's devices.
pub(crate) fn lease_name(user: UserId) -> String {
    format!("devices:{user}")
}

/// A lock that is shared by all processes and lapses when its holder dies.
struct Lease {
    name: String,
    holder: Uuid,
}

impl Lease {
    async fn take(cx: &Context, name: String) -> Result<Self> {
        let lease = Self {
            name,
            holder: Uuid::from_bytes(gatehouse_tokens::random::bytes()),
        };
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            let taken = cx.db.write(async |tx| {
                // Not before the writer is ours.
                let now = cx.now();
                leases::take(tx, &lease.name, lease.holder, now, now + LEASE).await
            });
            if taken.await? {
                return Ok(lease);
            }
            if Instant::now() >= give_up_at {
                return Err(Error::Busy("the list of devices"));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Keeps the lease alive for as long as the work takes.
    async fn hold<T>(&self, cx: &Context, work: impl Future<Output = T>) -> T {
        let mut work = Box::pin(work);
        let mut heartbeat = tokio::time::interval_at(tokio::time::Instant::now() + HEARTBEAT, HEARTBEAT);
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = heartbeat.tick() => self.extend(cx).await,
            }
        }
    }

    async fn extend(&self, cx: &Context) {
        let until = cx.now() + LEASE;
        if let Err(error) = cx
            .db
            .write(async |tx| leases::extend(tx, &self.name, self.holder, until).await)
            .await
        {
            tracing::warn!(error = crate::error::chain(&error), "a lease could not be extended");
        }
    }

    async fn release(self, cx: &Context) {
        if let Err(error) = cx
            .db
            .write(async |tx| leases::release(tx, &self.name, self.holder).await)
            .await
        {
            tracing::warn!(
                error = crate::error::chain(&error),
                "a lease could not be released and will lapse"
            );
        }
    }
}

/// Makes sure that the person and the device exist on the homeserver (HS-11, HS-12).
pub(crate) async fn ensure(cx: &Context, user: &User, device: &DeviceId, name: Option<&str>) -> Result<()> {
    let username = user.username.as_str();
    match cx.homeserver.upsert_device(username, device.as_str(), name).await {
        Ok(_) => Ok(()),
        Err(HomeserverError::UserNotFound { .. }) => {
            provision(cx, user, None).await?;
            cx.homeserver.upsert_device(username, device.as_str(), name).await?;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes the homeserver know the person as we do, and gives a new account its name.
pub(crate) async fn provision(cx: &Context, user: &User, display_name: Option<&str>) -> Result<()> {
    let emails = user_emails::list(&mut cx.db.read().await?, user.id).await?;
    let emails: Vec<String> = emails.into_iter().map(|email| email.address).collect();
    let request = ProvisionUser {
        displayname: display_name.map_or(Change::Keep, Change::Set),
        emails: Change::Set(&emails),
        locked: Some(user.locked_at.is_some()),
        ..ProvisionUser::new(user.username.as_str())
    };
    cx.homeserver.provision_user(&request).await?;
    Ok(())
}

/// Deletes a device, unless a session holds it by now.
pub(crate) async fn delete(cx: &Context, user: &User, device: &DeviceId) -> Result<()> {
    let (cx, user, device) = (cx.clone(), user.clone(), device.clone());
    alone(&cx.clone(), user.id, async move {
        if sessions::holds_device(&mut cx.db.read().await?, user.id, &device).await? {
            return Ok(());
        }
        match cx
            .homeserver
            .delete_device(user.username.as_str(), device.as_str())
            .await
        {
            Ok(()) | Err(HomeserverError::UserNotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// Calls a device as its person does now, or else as its app; nothing when no session holds it any more.
///
/// An older app says nothing of itself but that name: without it, apps show the id.
pub(crate) async fn rename(cx: &Context, user: &User, device: &DeviceId) -> Result<()> {
    let mut db = cx.db.read().await?;
    let Some(session) = sessions::find_by_device(&mut db, user.id, device).await? else {
        return Ok(());
    };
    let shown = account_sessions::find(&mut db, user.id, session.id.uuid()).await?;
    let name = match (shown.and_then(|session| session.name), session.client_id) {
        (Some(name), _) => name,
        (None, Some(id)) => match clients::find(&mut db, id).await? {
            Some(client) => client.name().into_owned(),
            None => return Ok(()),
        },
        (None, None) => String::new(),
    };
    drop(db);
    let username = user.username.as_str();
    match cx
        .homeserver
        .update_device_display_name(username, device.as_str(), &name)
        .await
    {
        Ok(()) | Err(HomeserverError::UserNotFound { .. } | HomeserverError::DeviceNotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes the devices on the homeserver those that sessions hold.
pub(crate) async fn sync(cx: &Context, user: &User) -> Result<()> {
    let (cx, user) = (cx.clone(), user.clone());
    alone(&cx.clone(), user.id, async move {
        let held = sessions::list_devices(&mut cx.db.read().await?, user.id).await?;
        match cx.homeserver.sync_devices(user.username.as_str(), &held).await {
            Ok(()) => Ok(()),
            Err(HomeserverError::UserNotFound { .. }) if held.is_empty() => Ok(()),
            Err(error) => Err(error.into()),
        }
    })
    .await
}
