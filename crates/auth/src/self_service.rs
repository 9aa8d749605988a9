//! What people do with their own account, besides its passwords, addresses and sessions.

use gatehouse_domain::{AccountEvent, Locale, User};
use gatehouse_mail::{Letter, Message};
use gatehouse_storage::{browser_sessions, sessions, user_emails, users as store};

use crate::{
    Context, Requester, Result, account_events,
    error::chain,
    jobs::Job,
    mail,
    users::{enqueue, follow_up},
};

/// So many characters; Synapse keeps no longer name.
const MAX_DISPLAY_NAME: usize = 255;

/// What came of the wish for another display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisplayName {
    Changed,
    TooLong,
    /// It holds what can't be shown.
    Unprintable,
    /// The homeserver, which keeps it, does not answer. Nothing was changed.
    HomeserverAway,
}

/// Changes the name that others see; an empty one removes it.
pub async fn change_display_name(cx: &Context, user: &User, typed: &str, requester: &Requester) -> Result<DisplayName> {
    let name = typed.trim();
    if name.chars().count() > MAX_DISPLAY_NAME {
        return Ok(DisplayName::TooLong);
    }
    if name.contains(char::is_control) {
        return Ok(DisplayName::Unprintable);
    }
    let username = user.username.as_str();
    let changed = if name.is_empty() {
        cx.homeserver.unset_displayname(username).await
    } else {
        cx.homeserver.set_displayname(username, name).await
    };
    if let Err(error) = changed {
        tracing::warn!(error = chain(&error), "a display name could not be changed");
        return Ok(DisplayName::HomeserverAway);
    }
    cx.db
        .write(async |tx| account_events::record(cx, tx, user.id, AccountEvent::DisplayNameChanged, requester).await)
        .await?;
    Ok(DisplayName::Changed)
}

/// Changes the language of pages and mails; none follows the browser.
pub async fn change_locale(cx: &Context, user: &User, locale: Option<Locale>) -> Result<()> {
    Ok(cx
        .db
        .write(async |tx| store::change_locale(tx, user.id, locale).await)
        .await?)
}

/// Lets an app replace the person's cross-signing keys, for ten minutes (MSC4312).
pub async fn allow_cross_signing_reset(cx: &Context, user: &User, requester: &Requester) -> Result<()> {
    cx.homeserver.allow_cross_signing_reset(user.username.as_str()).await?;
    cx.db
        .write(async |tx| account_events::record(cx, tx, user.id, AccountEvent::CrossSigningReset, requester).await)
        .await
}

/// Deactivates the account for good, here at once and on the homeserver as soon as it can be reached.
pub async fn deactivate(cx: &Context, user: &User, erase: bool, requester: &Requester) -> Result<()> {
    let now = cx.now();
    let job = cx
        .db
        .write(async |tx| -> Result<_> {
            sessions::end_all(tx, user.id, None, now).await?;
            browser_sessions::end_all(tx, user.id, now).await?;
            store::deactivate(tx, user.id, now).await?;
            account_events::record(cx, tx, user.id, AccountEvent::Deactivated, requester).await?;
            if let Some(email) = user_emails::list(tx, user.id).await?.into_iter().next() {
                let letter = Letter {
                    to: email.address,
                    name: None,
                    locale: requester.locale_for(user),
                    message: Message::Deactivated {
                        matrix_id: user.username.mxid(&cx.settings.server_name),
                        at: now,
                    },
                };
                mail::post(cx, tx, &letter).await?;
            }
            let job = Job::DeactivateUser {
                user_id: user.id,
                erase,
            };
            enqueue(cx, tx, &job).await
        })
        .await?;
    cx.jobs_waiting.notify_one();
    follow_up(cx, job).await;
    Ok(())
}
