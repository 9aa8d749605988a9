//! What is of no use any more is forgotten, so that no table grows without bound.

use chrono::TimeDelta;
use gatehouse_storage::{
    Tx, access_tokens, account_events, authorization_grants, browser_sessions, client_assertions, clients,
    device_grants, email_challenges, jobs, known_sign_ins, login_tokens, recoveries, refresh_tokens, registrations,
    sessions,
};

use crate::{Context, Result};

const EXPIRED_TOKENS: TimeDelta = TimeDelta::hours(1);
const REPLACED_REFRESH_TOKENS: TimeDelta = TimeDelta::days(1);
/// Longer than a person may take.
const UNDECIDED_GRANTS: TimeDelta = TimeDelta::hours(2);
const AUTHORIZATION_GRANTS: TimeDelta = TimeDelta::days(7);
/// Whoever types an old code is told that it is old.
const DEVICE_GRANTS: TimeDelta = TimeDelta::days(1);
/// Longer than any access token lives.
const SESSIONS_OF_CLIENTS: TimeDelta = TimeDelta::days(2);
const ENDED_SESSIONS: TimeDelta = TimeDelta::days(30);
/// The cookie is gone by then.
const FORGOTTEN_BROWSERS: TimeDelta = TimeDelta::days(400);
const FINISHED_JOBS: TimeDelta = TimeDelta::days(7);
/// A person who comes back to a sign-up or a link that is over is told so.
const OLD_LINKS: TimeDelta = TimeDelta::days(7);
const UNUSED_CLIENTS: TimeDelta = TimeDelta::days(60);

/// Deletes in small transactions, so that nobody waits for long.
pub async fn purge(cx: &Context) -> Result<()> {
    let now = cx.now();
    repeat(cx, async |tx| access_tokens::purge(tx, now - EXPIRED_TOKENS).await).await?;
    repeat(cx, async |tx| {
        refresh_tokens::purge(tx, now - REPLACED_REFRESH_TOKENS).await
    })
    .await?;
    repeat(cx, async |tx| {
        authorization_grants::purge(tx, now - UNDECIDED_GRANTS, now - AUTHORIZATION_GRANTS).await
    })
    .await?;
    repeat(cx, async |tx| device_grants::purge(tx, now - DEVICE_GRANTS).await).await?;
    repeat(cx, async |tx| login_tokens::purge(tx, now - OLD_LINKS).await).await?;
    repeat(cx, async |tx| sessions::purge(tx, now - ENDED_SESSIONS).await).await?;
    repeat(cx, async |tx| {
        sessions::purge_of_clients(tx, now - SESSIONS_OF_CLIENTS).await
    })
    .await?;
    repeat(cx, async |tx| {
        browser_sessions::purge(tx, now - ENDED_SESSIONS, now - FORGOTTEN_BROWSERS).await
    })
    .await?;
    repeat(cx, async |tx| known_sign_ins::purge(tx, now - FORGOTTEN_BROWSERS).await).await?;
    repeat(cx, async |tx| client_assertions::purge(tx, now).await).await?;
    repeat(cx, async |tx| registrations::purge(tx, now - OLD_LINKS).await).await?;
    repeat(cx, async |tx| email_challenges::purge(tx, now - OLD_LINKS).await).await?;
    repeat(cx, async |tx| recoveries::purge(tx, now - OLD_LINKS).await).await?;
    let forgotten = TimeDelta::from_std(cx.settings.account.activity_retention).unwrap_or(TimeDelta::MAX);
    if let Some(forgotten) = now.checked_sub_signed(forgotten) {
        repeat(cx, async |tx| account_events::purge(tx, forgotten).await).await?;
    }
    repeat(cx, async |tx| jobs::purge(tx, now - FINISHED_JOBS).await).await?;
    repeat(cx, async |tx| clients::purge_unused(tx, now - UNUSED_CLIENTS).await).await
}

/// One batch after the other until none is full.
async fn repeat(cx: &Context, mut batch: impl AsyncFnMut(&mut Tx) -> gatehouse_storage::Result<u64>) -> Result<()> {
    const FULL: u64 = 1000;
    while cx.db.write(&mut batch).await? >= FULL {}
    Ok(())
}
