//! A session as the pages show it.

use gatehouse_auth::account_sessions::{self, AccountSession, AccountSessionId};
use gatehouse_web::{
    Visitor,
    pages::{Destination, Permission},
};
use url::Url;

use crate::{
    member::Member,
    pages::{Device, DeviceKind, UserAgent},
};

/// A session of the list.
pub(crate) fn of_session(member: &Member, session: AccountSession) -> Device {
    let id = account_sessions::shown(session.id).to_string();
    let is_browser = matches!(session.id, AccountSessionId::Browser(_));
    let is_current = session.id == AccountSessionId::Browser(member.browser.id);
    let user_agent = session.user_agent.as_deref().map(UserAgent::from).unwrap_or_default();
    let place = place(&session);
    let kind = match (&user_agent, place.as_ref().map(Url::scheme)) {
        (UserAgent { mobile: true, .. }, _) => DeviceKind::Phone,
        _ if is_browser => DeviceKind::Web,
        (UserAgent { browser: Some(_), .. }, Some("https")) => DeviceKind::Web,
        _ => DeviceKind::Desktop,
    };
    let end = match (is_current, is_browser) {
        (true, _) => "/logout".to_owned(),
        (false, true) => format!("/account/browsers/{id}/end"),
        (false, false) => format!("/account/sessions/{id}/end"),
    };
    let permissions = session.scope.as_ref().map(Permission::of).unwrap_or_default();
    Device {
        href: path(member, &format!("/account/sessions/{id}")),
        end_action: path(member, &end),
        id,
        kind,
        is_browser,
        is_current,
        name: session.name,
        app: session.client.and_then(|client| client.client_name),
        place: place.as_ref().map(Destination::from),
        user_agent,
        device: session.device_id.map(|device| device.to_string()),
        app_password: session.app_password,
        permissions,
        created_at: session.created_at,
        last_active_at: session.last_active_at,
        ip: session.last_active_ip,
        selected: false,
    }
}

/// The browser that asks; the list need not be searched for it.
pub(crate) fn of_here(member: &Member) -> Device {
    let browser = &member.browser;
    let here = AccountSession {
        id: AccountSessionId::Browser(browser.id),
        name: None,
        scope: None,
        device_id: None,
        user_agent: browser.user_agent.clone(),
        created_at: browser.created_at,
        last_active_at: Some(browser.last_active_at),
        last_active_ip: member.requester.ip.map(|ip| ip.to_canonical().to_string()),
        client: None,
        app_password: None,
    };
    of_session(member, here)
}

/// Where an app comes from: its site, or else where it sends the browser.
fn place(session: &AccountSession) -> Option<Url> {
    let client = session.client.as_ref()?;
    let redirect = || client.redirect_uris.first().map(|uri| uri.url().clone());
    website(session).or_else(redirect)
}

/// The site that the app names.
pub(crate) fn website(session: &AccountSession) -> Option<Url> {
    let uri = session.client.as_ref()?.client_uri.as_deref()?;
    Url::parse(uri).ok()
}

fn path(visitor: &Visitor, path: &str) -> String {
    visitor.app.site.path(path)
}
