//! `/account/sessions`: where a person is signed in, with apps and browsers.

use axum::{
    Router,
    http::StatusCode,
    routing::{get, post},
};
use gatehouse_auth::{
    account_sessions::{self, PAGE},
    app_passwords,
};
use gatehouse_domain::SessionId;
use gatehouse_web::{App, PageError, PageQuery, PageResult, Visitor, pages::WayBackLabel};
use serde::Deserialize;
use url::form_urlencoded;

use crate::{
    member::Member,
    next::Next,
    pages::{Devices, DevicesNotice, EndOthers},
};

pub(crate) mod detail;
mod end;
pub(crate) mod row;

/// With so few there is nothing to search for.
const FEW: usize = 8;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/sessions", get(list))
        .route("/account/sessions/browsers", get(all))
        .route("/account/sessions/end", post(end::selected))
        .route("/account/sessions/end-others", get(ask_end_others))
        .route("/account/sessions/{id}", get(detail::view))
        .route("/account/sessions/{id}/name", post(detail::rename))
        .route("/account/sessions/{id}/end", post(end::app))
        .route("/account/browsers/{id}/end", post(end::browser))
}

/// Which part of the list is shown.
#[derive(Debug, Clone, Default, Deserialize)]
struct ListQuery {
    #[serde(default)]
    q: String,
    before: Option<String>,
    /// What was done just now.
    ended: Option<String>,
    /// Ids that were ticked before the person had to sign in again, with commas between.
    selected: Option<String>,
}

impl ListQuery {
    /// The same part of the list, with more in its query.
    fn path(&self, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.q.is_empty() {
            query.append_pair("q", &self.q);
        }
        if let Some(before) = self.before() {
            query.append_pair("before", &before.to_string());
        }
        let query = query.extend_pairs(more).finish();
        if query.is_empty() {
            "/account/sessions".to_owned()
        } else {
            format!("/account/sessions?{query}")
        }
    }

    fn before(&self) -> Option<SessionId> {
        self.before.as_deref().and_then(|id| id.parse().ok())
    }

    fn notice(&self) -> Option<DevicesNotice> {
        if self.selected.is_some() {
            return Some(DevicesNotice::Again);
        }
        Some(match self.ended.as_deref()? {
            "app" => DevicesNotice::AppEnded,
            "browser" => DevicesNotice::BrowserEnded,
            "others" => DevicesNotice::OthersEnded,
            "later" => DevicesNotice::EndedLater,
            _ => DevicesNotice::SelectedEnded,
        })
    }
}

async fn list(member: Member, PageQuery(query): PageQuery<ListQuery>) -> PageResult {
    let notice = query.notice();
    show(&member, StatusCode::OK, &query, notice).await
}

async fn show(member: &Member, status: StatusCode, query: &ListQuery, notice: Option<DevicesNotice>) -> PageResult {
    let here = &member.browser;
    let found = account_sessions::list(&member.app.cx, here, &query.q, query.before()).await?;
    let ticked: Vec<&str> = query.selected.iter().flat_map(|ids| ids.split(',')).collect();
    let mut devices = Vec::with_capacity(PAGE);
    for session in found.sessions {
        let mut device = row::of_session(member, session);
        device.selected = ticked.contains(&device.id.as_str());
        devices.push(device);
    }
    let first_page = ListQuery {
        q: query.q.clone(),
        ..ListQuery::default()
    };
    let page_from = |before: Option<SessionId>| {
        let before = before.map(|id| id.to_string());
        let part = ListQuery {
            before,
            ..first_page.clone()
        };
        member.app.site.path(&part.path(&[]))
    };
    let page = Devices {
        person: member.person().await,
        notice,
        failed: status.is_client_error(),
        here: row::of_here(member),
        is_searchable: !query.q.is_empty() || query.before().is_some() || devices.len() > FEW,
        devices,
        q: query.q.clone(),
        before: query.before().map(|id| id.to_string()).unwrap_or_default(),
        older: found.next.map(|id| page_from(Some(id))),
        newest: query.before().map(|_| page_from(None)),
    };
    member.page(status, &page)
}

/// Browsers have no list of their own any more.
async fn all(member: Member) -> PageResult {
    Ok(member.redirect("/account/sessions"))
}

/// Says what signing out everything else means.
async fn ask_end_others(member: Member) -> PageResult {
    if let Err(elsewhere) = member.require_fresh(&Next::page("/account/sessions/end-others")) {
        return Ok(elsewhere);
    }
    let page = EndOthers {
        person: member.person().await,
        has_app_passwords: app_passwords::exist(&member.app.cx, &member.browser.user).await?,
    };
    member.page(StatusCode::OK, &page)
}

/// The same for what is gone, for what is another's, and for what never was (M4191-16).
pub(crate) fn not_found(visitor: &Visitor) -> PageError {
    PageError::not_found().way_back(WayBackLabel::Home, visitor.app.site.path("/account/"))
}
