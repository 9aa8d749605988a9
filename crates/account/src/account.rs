//! Where a person is signed in, and signing out there.

use axum::{Router, extract::Path, routing::post};
use gatehouse_auth::{
    browser_sessions,
    sessions::{self, HeldSession},
};
use gatehouse_domain::BrowserSession;
use gatehouse_web::{
    App, PageError, PageForm, PageResult, Visitor,
    pages::{Destination, Permission, WayBackLabel},
};
use serde::Deserialize;
use url::Url;

use crate::member::Member;
use crate::pages::{AppSession, Browser, DeviceKind, UserAgent};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/sessions/{id}/end", post(end_session))
        .route("/account/browsers/{id}/end", post(end_browser))
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

pub(crate) fn app_session(visitor: &Visitor, held: &HeldSession) -> AppSession {
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
        name: metadata.and_then(|metadata| metadata.client_name.clone()),
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

pub(crate) fn browser_row(visitor: &Visitor, other: &BrowserSession, current: &BrowserSession) -> Browser {
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

/// The device is gone from the homeserver when the page comes back.
async fn end_session(visitor: Member, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    let browser = &visitor.browser;
    visitor.check_csrf(&form.csrf)?;
    let cx = &visitor.app.cx;
    let session = match id.parse() {
        Ok(id) => sessions::find_own(cx, &browser.user, id).await?,
        Err(_) => None,
    };
    let session = session.ok_or_else(|| not_found(&visitor))?;
    sessions::end(cx, &session).await?;
    Ok(visitor.redirect("/account/?ended=1"))
}

async fn end_browser(visitor: Member, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    let browser = &visitor.browser;
    visitor.check_csrf(&form.csrf)?;
    let cx = &visitor.app.cx;
    let other = match id.parse() {
        Ok(id) => browser_sessions::find_own(cx, &browser.user, id).await?,
        Err(_) => None,
    };
    let other = other.ok_or_else(|| not_found(&visitor))?;
    browser_sessions::end(cx, &other).await?;
    Ok(visitor.redirect("/account/?ended=1"))
}

fn not_found(visitor: &Visitor) -> PageError {
    PageError::not_found().way_back(WayBackLabel::Home, visitor.app.site.path("/account/"))
}
