//! The log of an account, which its owner can read.

use gatehouse_domain::{AccountEvent, AccountEventId, RecordedEvent, User, UserId};
use gatehouse_storage::{Tx, account_events as store};

use crate::{Context, Requester, Result};

/// How many events one page of the log holds.
const PAGE: i64 = 25;

/// Notes what happened, in the transaction in which it does.
pub(crate) async fn record(
    cx: &Context,
    tx: &mut Tx,
    user: UserId,
    event: AccountEvent,
    requester: &Requester,
) -> Result<()> {
    let recorded = RecordedEvent {
        id: cx.id(AccountEventId::new),
        event,
        ip: requester.ip_text(),
        user_agent: requester.user_agent.clone(),
        created_at: cx.now(),
    };
    Ok(store::insert(tx, user, &recorded).await?)
}

/// One page of what happened to an account, newest first, and where the next page begins.
pub async fn list(
    cx: &Context,
    user: &User,
    before: Option<AccountEventId>,
) -> Result<(Vec<RecordedEvent>, Option<AccountEventId>)> {
    let mut rows = store::list(&mut cx.db.read().await?, user.id, before, PAGE + 1).await?;
    let is_more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if is_more {
        rows.pop();
    }
    let next = rows.last().filter(|_| is_more).map(|event| event.id);
    Ok((rows, next))
}
