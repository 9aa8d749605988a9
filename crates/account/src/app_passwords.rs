//! `/account/app-passwords`: passwords for one older app each.

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    routing::{get, post},
};
use gatehouse_auth::{
    account_sessions::{self, AccountSessionId, Told},
    app_passwords::{self, HeldAppPassword, Made},
    compat,
};
use gatehouse_domain::{AppPasswordId, DeviceName};
use gatehouse_web::{App, PageError, PageForm, PageQuery, PageResult};
use serde::Deserialize;

use crate::{
    emails::not_found,
    member::Member,
    next::Next,
    pages::{
        AppPasswordDevice, AppPasswordError, AppPasswordMade, AppPasswordNew, AppPasswordRow, AppPasswords,
        AppPasswordsNotice, Switch,
    },
    profile::switched_off,
};

const LIST: &str = "/account/app-passwords";
const NEW: &str = "/account/app-passwords/new";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(LIST, get(list))
        .route(NEW, get(ask).post(make))
        .route("/account/app-passwords/{id}/revoke", post(revoke))
}

#[derive(Deserialize)]
struct ListQuery {
    /// What was done just now.
    done: Option<String>,
}

#[derive(Deserialize)]
struct NewForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

fn are_offered(member: &Member) -> bool {
    app_passwords::are_offered(&member.app.cx, &member.browser.user)
}

async fn list(member: Member, PageQuery(query): PageQuery<ListQuery>) -> PageResult {
    if !are_offered(&member) {
        return switched_off(&member, Switch::AppPasswords);
    }
    let notice = query.done.map(|done| match done.as_str() {
        "later" => AppPasswordsNotice::RevokedLater,
        "again" => AppPasswordsNotice::Again,
        "before" => AppPasswordsNotice::Before,
        _ => AppPasswordsNotice::Revoked,
    });
    let cx = &member.app.cx;
    let held = app_passwords::list(cx, &member.browser.user).await?;
    let page = AppPasswords {
        person: member.person().await,
        notice,
        passwords: held.into_iter().map(|held| row(&member, held)).collect(),
        is_required: cx.settings.compat.app_passwords == compat::AppPasswords::Required,
    };
    member.page(StatusCode::OK, &page)
}

fn row(member: &Member, held: HeldAppPassword) -> AppPasswordRow {
    let id = held.password.id.to_string();
    let last_active_at = held.session.as_ref().and_then(|session| session.last_active_at);
    let device = held.session.map(|session| {
        let id = account_sessions::shown(AccountSessionId::App(session.id));
        AppPasswordDevice {
            href: member.app.site.path(&format!("/account/sessions/{id}")),
            name: session.name,
            device: session.device_id.map(|device| device.to_string()),
        }
    });
    AppPasswordRow {
        revoke_action: member.app.site.path(&format!("{LIST}/{id}/revoke")),
        id,
        name: held.password.name,
        created_at: held.password.created_at,
        last_used_at: last_active_at.max(held.password.last_used_at),
        device,
    }
}

async fn ask(member: Member) -> PageResult {
    if !are_offered(&member) {
        return switched_off(&member, Switch::AppPasswords);
    }
    if let Err(elsewhere) = member.require_fresh(&Next::page(NEW)) {
        return Ok(elsewhere);
    }
    let id = app_passwords::new_id(&member.app.cx);
    show(&member, StatusCode::OK, id, String::new(), None).await
}

async fn show(
    member: &Member,
    status: StatusCode,
    id: AppPasswordId,
    name: String,
    error: Option<AppPasswordError>,
) -> PageResult {
    let page = AppPasswordNew {
        person: member.person().await,
        action: member.app.site.path(NEW),
        id: id.to_string(),
        name,
        error,
    };
    member.page(status, &page)
}

async fn make(member: Member, PageForm(form): PageForm<NewForm>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if !are_offered(&member) {
        return switched_off(&member, Switch::AppPasswords);
    }
    if let Err(elsewhere) = member.require_fresh(&Next::page(NEW)) {
        return Ok(elsewhere);
    }
    let id = form.id.parse();
    let id: AppPasswordId = id.map_err(|_| PageError::bad_form("the form of an app password has no id"))?;
    let name = match DeviceName::typed(&form.name) {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(AppPasswordError::Missing),
        Err(error) => Err(error.into()),
    };
    let (cx, user) = (&member.app.cx, &member.browser.user);
    let error = match name {
        Err(error) => error,
        Ok(name) => match app_passwords::make(cx, user, id, &name, &member.requester).await? {
            Made::Done(secret) => {
                let page = AppPasswordMade {
                    person: member.person().await,
                    name: name.to_string(),
                    username: user.username.to_string(),
                    homeserver: cx.settings.server_name.clone(),
                    secret: secret.shown(),
                };
                return member.page(StatusCode::OK, &page);
            }
            Made::Before => return Ok(member.redirect(&format!("{LIST}?done=before"))),
            Made::TooMany => AppPasswordError::TooMany,
        },
    };
    show(&member, StatusCode::UNPROCESSABLE_ENTITY, id, form.name, Some(error)).await
}

async fn revoke(member: Member, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if let Err(elsewhere) = member.require_fresh(&Next::page(&format!("{LIST}?done=again"))) {
        return Ok(elsewhere);
    }
    let id = id.parse().map_err(|_| not_found(&member))?;
    match app_passwords::revoke(&member.app.cx, &member.browser.user, id, &member.requester).await? {
        Some(Told::Now) => Ok(member.redirect(&format!("{LIST}?done=revoked"))),
        Some(Told::Later) => Ok(member.redirect(&format!("{LIST}?done=later"))),
        None => Err(not_found(&member)),
    }
}
