//! Where a person is signed in, in brief.

use gatehouse_auth::sessions::HeldSession;
use gatehouse_domain::BrowserSession;
use gatehouse_web::{
    Visitor,
    pages::{Destination, Permission},
};
use url::Url;

use crate::pages::{AppSession, Browser, DeviceKind, UserAgent};

pub(super) fn app_session(visitor: &Visitor, held: &HeldSession) -> AppSession {
    let HeldSession { session, client } = held;
    let metadata = client.as_ref().map(|client| &client.metadata);
    let website = metadata
        .and_then(|metadata| metadata.client_uri.as_deref())
        .and_then(|uri| Url::parse(uri).ok());
    let redirect = metadata
        .and_then(|metadata| metadata.redirect_uris.first())
        .map(|uri| uri.url().clone());
    let place = website.or(redirect);
    let user_agent = session.user_agent.as_deref().map(UserAgent::from).unwrap_or_default();
    AppSession {
        id: session.id.to_string(),
        end_action: visitor.app.site.path(&format!("/account/sessions/{}/end", session.id)),
        // An older app is known by the name of its device at most.
        name: metadata
            .and_then(|metadata| metadata.client_name.clone())
            .or_else(|| session.name.clone()),
        kind: match (&user_agent, place.as_ref().map(Url::scheme)) {
            (UserAgent { mobile: true, .. }, _) => DeviceKind::Phone,
            (UserAgent { browser: Some(_), .. }, Some("https")) => DeviceKind::Web,
            _ => DeviceKind::Desktop,
        },
        place: place.as_ref().map(Destination::from),
        device: session.device_id.as_ref().map(ToString::to_string),
        permissions: Permission::of(&session.scope),
        created_at: session.created_at,
        last_active_at: session.last_active_at,
    }
}

pub(super) fn browser_row(visitor: &Visitor, other: &BrowserSession, current: &BrowserSession) -> Browser {
    let is_current = other.id == current.id;
    let end = if is_current {
        "/logout".to_owned()
    } else {
        format!("/account/browsers/{}/end", other.id)
    };
    Browser {
        id: other.id.to_string(),
        end_action: visitor.app.site.path(&end),
        current: is_current,
        user_agent: other.user_agent.as_deref().map(UserAgent::from).unwrap_or_default(),
        created_at: other.created_at,
        last_active_at: Some(other.last_active_at),
    }
}
