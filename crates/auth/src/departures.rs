//! Leaving for good: what is over, what is forgotten at once, and what the law wants removed.

use std::time::Duration;

use gatehouse_domain::{AccountEvent, JobId, Localpart, User};
use gatehouse_homeserver::LocalpartAvailability;
use gatehouse_mail::{Letter, Message};
use gatehouse_storage::{
    Tx, app_passwords, authorization_grants, jobs as queue, leases, recoveries, recovery_tickets, registration_tokens,
    registrations, user_emails, user_passwords, users as store,
};

use crate::{
    Context, Requester, Result, account_events, devices,
    jobs::{self, Due, Job},
    mail, sign_outs,
    users::{self, enqueue},
};

/// How long a page waits for the homeserver, which may need minutes to leave all rooms.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether an account can be asked for its password: it has one, and passwords are in use.
pub async fn has_password(cx: &Context, user: &User) -> Result<bool> {
    if !cx.settings.passwords_enabled {
        return Ok(false);
    }
    let stored = user_passwords::find(&mut cx.db.read().await?, user.id).await?;
    Ok(stored.is_some())
}

/// Where the last notice will go: the address, if there is one and somebody carries it there.
pub async fn last_notice(cx: &Context, user: &User) -> Result<Option<String>> {
    let emails = user_emails::list(&mut cx.db.read().await?, user.id).await?;
    let letter = emails.into_iter().next().map(|email| farewell(cx, user, email.address));
    Ok(letter
        .filter(|letter| cx.mail.takes(&letter.message))
        .map(|letter| letter.to))
}

/// A person deactivates their account: here at once, on the homeserver as soon as it can be reached.
///
/// It is signed out everywhere, its password and addresses are forgotten, and its name stays taken (CS-33).
pub async fn leave(cx: &Context, user: &User, erase: bool, requester: &Requester) -> Result<()> {
    let job = cx
        .db
        .write(async |tx| -> Result<Option<JobId>> {
            // Of two requests at a time, one finds the account as it was.
            if !store::deactivate(tx, user.id, cx.now()).await? {
                return Ok(None);
            }
            account_events::record(cx, tx, user.id, AccountEvent::Deactivated, requester).await?;
            // The letter carries its address, which is forgotten next.
            if let Some(email) = user_emails::list(tx, user.id).await?.into_iter().next() {
                mail::post(cx, tx, &farewell(cx, user, email.address)).await?;
            }
            forget(cx, tx, user).await?;
            Ok(Some(enqueue(cx, tx, &told(user, erase)).await?))
        })
        .await?;
    cx.jobs_waiting.notify_one();
    if let Some(job) = job {
        // It goes on without us.
        let _ = tokio::time::timeout(PATIENCE, users::follow_up(cx, job)).await;
    }
    Ok(())
}

fn farewell(cx: &Context, user: &User, address: String) -> Letter {
    Letter {
        to: address,
        name: None,
        locale: user.locale.unwrap_or_default(),
        message: Message::Deactivated {
            matrix_id: user.username.mxid(&cx.settings.server_name),
            at: cx.now(),
        },
    }
}

const fn told(user: &User, erase: bool) -> Job {
    Job::DeactivateUser {
        user_id: user.id,
        erase,
    }
}

/// An operator deactivates an account as if its owner had. Fails when the homeserver does not follow at once; a worker
/// goes on trying, and so may the operator.
pub async fn delete(cx: &Context, user: &User, erase: bool) -> Result<()> {
    let job = cx
        .db
        .write(async |tx| -> Result<JobId> {
            store::deactivate(tx, user.id, cx.now()).await?;
            forget(cx, tx, user).await?;
            let job = told(user, erase);
            // A worker of the server must not have taken it up when we want to do it.
            jobs::enqueue(cx, tx, &job, &job.subject(), Due::AfterTheRequest).await
        })
        .await?;
    jobs::run_now(cx, job).await
}

/// Forgets an account that the homeserver has deactivated: no table names it any more.
pub async fn purge(cx: &Context, user: &User) -> Result<()> {
    let hinting: Vec<_> = authorization_grants::list_hints(&mut cx.db.read().await?)
        .await?
        .into_iter()
        .filter(|(_, hint)| names(cx, user, hint))
        .collect();
    cx.db
        .write(async |tx| -> Result<()> {
            forget(cx, tx, user).await?;
            registration_tokens::forget(tx, user.username.as_str()).await?;
            authorization_grants::forget(tx, user.id).await?;
            for (grant, _) in &hinting {
                authorization_grants::remove(tx, *grant).await?;
            }
            leases::forget(tx, &devices::lease_name(user.id)).await?;
            // Sessions, with their tokens, events, terms and the rest hang on the account.
            store::purge(tx, user.id).await?;
            queue::forget(tx, user.id).await?;
            Ok(())
        })
        .await
}

/// Whether an app's hint (XC-23) means this account.
fn names(cx: &Context, user: &User, hint: &str) -> bool {
    let hint = hint.strip_prefix("mxid:").unwrap_or(hint);
    Localpart::typed(hint, &cx.settings.server_name).eq_ignore_ascii_case(user.username.as_str())
}

/// Whether the homeserver keeps the name from being given to somebody else. Without one, nobody does.
pub async fn is_name_kept(cx: &Context, username: &Localpart) -> Result<bool> {
    let available = cx.homeserver.is_localpart_available(username.as_str()).await?;
    Ok(available != LocalpartAvailability::Available)
}

/// Ends all sessions, and forgets what nobody needs once an account is deactivated.
async fn forget(cx: &Context, tx: &mut Tx, user: &User) -> Result<()> {
    sign_outs::end_all(cx, tx, user.id, None).await?;
    for email in user_emails::list(tx, user.id).await? {
        recoveries::forget(tx, &email.address).await?;
        registration_tokens::forget(tx, &email.address).await?;
    }
    user_passwords::remove(tx, user.id).await?;
    app_passwords::take_all(tx, user.id, None).await?;
    recovery_tickets::remove_all(tx, user.id).await?;
    registrations::forget(tx, user.username.as_str()).await?;
    user_emails::remove_all(tx, user.id).await?;
    Ok(())
}
