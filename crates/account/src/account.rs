//! Who is signed in, and where.

use axum::{Router, extract::RawQuery, http::StatusCode, routing::get};
use gatehouse_auth::{
    browser_sessions,
    sessions::{self, HeldSession},
    users,
};
use gatehouse_domain::{BrowserSession, SessionId};
use gatehouse_web::{
    App, PageQuery, PageResult, Visitor,
    pages::{Destination, Permission, Person},
};
use serde::Deserialize;
use url::Url;

use crate::action::{self, ActionQuery};
use crate::member::Member;
use crate::pages::{AppSession, Browser, DeviceKind, Overview, OverviewNotice, UserAgent};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(add_slash))
        .route("/account/", get(overview))
}

#[derive(Deserialize)]
struct OverviewQuery {
    before: Option<String>,
    ended: Option<String>,
}

async fn add_slash(visitor: Visitor, RawQuery(query): RawQuery) -> PageResult {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Ok(visitor.redirect(&format!("/account/{query}")))
}

async fn overview(
    visitor: Member,
    PageQuery(action): PageQuery<ActionQuery>,
    PageQuery(query): PageQuery<OverviewQuery>,
) -> PageResult {
    if let Some(page) = action::target(&action) {
        return Ok(visitor.redirect(&page));
    }
    let browser = &visitor.browser;
    let cx = &visitor.app.cx;
    let before: Option<SessionId> = query.before.as_deref().and_then(|id| id.parse().ok());
    let (held, next) = sessions::list(cx, &browser.user, before).await?;
    let browsers = browser_sessions::list(cx, &browser.user).await?;
    let profile = users::profile(cx, &browser.user).await;
    let page = Overview {
        person: Person {
            matrix_id: browser.user.username.mxid(&cx.settings.server_name),
            display_name: profile.and_then(|profile| profile.display_name),
        },
        notice: query.ended.map(|_| OverviewNotice::SessionEnded),
        apps: held.iter().map(|held| app_session(&visitor, held)).collect(),
        older: next.map(|id| visitor.app.site.path(&format!("/account/?before={id}"))),
        newest: before.map(|_| visitor.app.site.path("/account/")),
        browsers: browsers
            .iter()
            .map(|other| browser_row(&visitor, other, browser))
            .collect(),
    };
    visitor.page(StatusCode::OK, &page)
}

fn app_session(visitor: &Visitor, held: &HeldSession) -> AppSession {
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

fn browser_row(visitor: &Visitor, other: &BrowserSession, current: &BrowserSession) -> Browser {
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
