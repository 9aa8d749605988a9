//! Word to a person that something new signed in to their account.

use chrono::TimeDelta;
use gatehouse_domain::{AccountEvent, BrowserSession, Client, Session, User, sign_in_mark};
use gatehouse_mail::{Letter, Message};
use gatehouse_storage::{Tx, browser_sessions, known_sign_ins as known, user_emails};

use crate::{Context, Requester, Result, account_events, mail};

/// Whoever has just been told of a new browser need not be told of the app that they opened it for.
const TOLD_OF_BROWSER: TimeDelta = TimeDelta::hours(1);

/// An app that begins a session.
pub(crate) struct AppSignIn<'a> {
    pub user: &'a User,
    /// None for an older app, which is known by the name of its device at most.
    pub client: Option<&'a Client>,
    pub session: Session,
}

impl AppSignIn<'_> {
    fn app(&self) -> Option<String> {
        match self.client {
            Some(client) => client.metadata.client_name.clone(),
            None => self.session.name.clone(),
        }
    }

    fn device(&self) -> Option<String> {
        self.session.device_id.as_ref().map(ToString::to_string)
    }
}

/// Notes that a browser signed in, in the caller's transaction, and tells the person when it is a new one.
pub(crate) async fn of_browser(
    cx: &Context,
    tx: &mut Tx,
    session: &BrowserSession,
    requester: &Requester,
) -> Result<()> {
    let user = &session.user;
    let is_first = !known::any(tx, user.id).await?;
    let mark = sign_in_mark(None, requester.user_agent.as_deref());
    if known::note(tx, user.id, mark, cx.now()).await? && !is_first {
        post(cx, tx, user, None, requester).await?;
    }
    Ok(())
}

/// The same for an app. It goes into the log of the account as well.
pub(crate) async fn of_app(cx: &Context, tx: &mut Tx, sign_in: &AppSignIn<'_>, requester: &Requester) -> Result<()> {
    let user = sign_in.user;
    let event = AccountEvent::AppSignedIn {
        app: sign_in.app(),
        device: sign_in.device(),
    };
    account_events::record(cx, tx, user.id, event, requester).await?;
    let is_first = !known::any(tx, user.id).await?;
    let mark = sign_in_mark(sign_in.client.map(|client| client.id), requester.user_agent.as_deref());
    let is_new = known::note(tx, user.id, mark, cx.now()).await?;
    if is_new && !is_first && !is_told_of_browser(cx, tx, sign_in).await? {
        post(cx, tx, user, Some(sign_in), requester).await?;
    }
    Ok(())
}

/// Whether the browser in which the app was allowed is itself new to the account, or the account is new.
async fn is_told_of_browser(cx: &Context, tx: &mut Tx, sign_in: &AppSignIn<'_>) -> Result<bool> {
    let Some(id) = sign_in.session.browser_session_id else {
        return Ok(false);
    };
    let Some(browser) = browser_sessions::find(tx, id).await? else {
        return Ok(false);
    };
    let mark = sign_in_mark(None, browser.user_agent.as_deref());
    let first_used = known::first_used(tx, sign_in.user.id, mark).await?;
    Ok(first_used.is_some_and(|at| cx.now() - at < TOLD_OF_BROWSER))
}

async fn post(
    cx: &Context,
    tx: &mut Tx,
    user: &User,
    app: Option<&AppSignIn<'_>>,
    requester: &Requester,
) -> Result<()> {
    let emails = user_emails::list(tx, user.id).await?;
    let Some(primary) = emails.into_iter().find(|email| email.is_primary) else {
        return Ok(());
    };
    let letter = Letter {
        to: primary.address,
        name: None,
        locale: requester.locale_for(user),
        message: Message::NewSignIn {
            matrix_id: user.username.mxid(&cx.settings.server_name),
            app: app.and_then(AppSignIn::app),
            host: app.and_then(|app| app.client?.host()),
            device: app.and_then(AppSignIn::device),
            at: cx.now(),
            origin: requester.origin(),
            account_link: cx.settings.link("/account/sessions"),
        },
    };
    mail::post(cx, tx, &letter).await
}
