//! `/account/activity`: what happened to the account.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::account_events;
use gatehouse_domain::AccountEventId;
use gatehouse_web::{App, PageQuery, PageResult};
use serde::Deserialize;

use crate::{
    member::Member,
    pages::{Activity, ActivityDay},
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/account/activity", get(log))
}

#[derive(Deserialize)]
struct LogQuery {
    before: Option<String>,
}

async fn log(member: Member, PageQuery(query): PageQuery<LogQuery>) -> PageResult {
    let cx = &member.app.cx;
    let before: Option<AccountEventId> = query.before.and_then(|id| id.parse().ok());
    let (events, next) = account_events::list(cx, &member.browser.user, before).await?;
    let site = &member.app.site;
    let page = Activity {
        person: member.person().await,
        days: ActivityDay::group(events),
        kept_days: cx.settings.account.activity_retention.as_secs().div_ceil(24 * 60 * 60),
        older: next.map(|id| site.path(&format!("/account/activity?before={id}"))),
        newest: before.map(|_| site.path("/account/activity")),
    };
    member.page(StatusCode::OK, &page)
}
