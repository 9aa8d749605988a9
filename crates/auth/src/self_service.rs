//! What people do with their own account, besides its passwords, addresses and sessions.

use chrono::TimeDelta;
use gatehouse_domain::{AccountEvent, Locale, User};
use gatehouse_storage::users as store;

use crate::{Context, Requester, Result, account_events, error::chain};

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

/// How long the homeserver takes new keys after it was told to.
const CROSS_SIGNING_RESET_WINDOW: TimeDelta = TimeDelta::minutes(10);

/// Whether an app may replace the person's cross-signing keys now, without more ado.
pub async fn is_cross_signing_reset_allowed(cx: &Context, user: &User) -> Result<bool> {
    let (events, _) = account_events::list(cx, user, None).await?;
    let since = cx.now() - CROSS_SIGNING_RESET_WINDOW;
    Ok(events
        .iter()
        .any(|recorded| recorded.event == AccountEvent::CrossSigningReset && recorded.created_at > since))
}

/// Lets an app replace the person's cross-signing keys, for ten minutes (MSC4312).
pub async fn allow_cross_signing_reset(cx: &Context, user: &User, requester: &Requester) -> Result<()> {
    cx.homeserver.allow_cross_signing_reset(user.username.as_str()).await?;
    cx.db
        .write(async |tx| account_events::record(cx, tx, user.id, AccountEvent::CrossSigningReset, requester).await)
        .await
}
