//! `/account/apps`: what the person allowed for good.

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    routing::{get, post},
};
use gatehouse_auth::{
    account_sessions::Told,
    consents::{self, AllowedApp},
};
use gatehouse_web::{
    App, PageForm, PageQuery, PageResult,
    pages::{self, Permission},
};
use serde::Deserialize;

use crate::{
    emails::not_found,
    member::Member,
    next::Next,
    pages::{AllowedAppRow, AllowedApps, AllowedAppsNotice},
};

const LIST: &str = "/account/apps";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(LIST, get(list))
        .route("/account/apps/{id}/withdraw", post(withdraw))
}

#[derive(Deserialize)]
struct ListQuery {
    /// What was done just now.
    done: Option<String>,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

async fn list(member: Member, PageQuery(query): PageQuery<ListQuery>) -> PageResult {
    let notice = query.done.map(|done| match done.as_str() {
        "later" => AllowedAppsNotice::WithdrawnLater,
        "again" => AllowedAppsNotice::Again,
        _ => AllowedAppsNotice::Withdrawn,
    });
    let allowed = consents::list(&member.app.cx, &member.browser.user).await?;
    let page = AllowedApps {
        person: member.person().await,
        notice,
        apps: allowed.into_iter().map(|allowed| row(&member, &allowed)).collect(),
    };
    member.page(StatusCode::OK, &page)
}

fn row(member: &Member, allowed: &AllowedApp) -> AllowedAppRow {
    let id = allowed.client.id.to_string();
    AllowedAppRow {
        withdraw_action: member.app.site.path(&format!("{LIST}/{id}/withdraw")),
        id,
        app: pages::App::elsewhere(&allowed.client),
        permissions: Permission::of(&allowed.consent.scope),
        granted_at: allowed.consent.granted_at,
    }
}

async fn withdraw(member: Member, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if let Err(elsewhere) = member.require_fresh(&Next::page(&format!("{LIST}?done=again"))) {
        return Ok(elsewhere);
    }
    let id = id.parse().map_err(|_| not_found(&member))?;
    match consents::withdraw(&member.app.cx, &member.browser.user, id, &member.requester).await? {
        Some(Told::Now) => Ok(member.redirect(&format!("{LIST}?done=withdrawn"))),
        Some(Told::Later) => Ok(member.redirect(&format!("{LIST}?done=later"))),
        // It was taken back before, as by a second press of the button.
        None => Ok(member.redirect(LIST)),
    }
}
