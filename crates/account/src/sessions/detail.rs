//! `/account/sessions/{id}`: all about one app or browser.

use axum::{extract::Path, http::StatusCode};
use gatehouse_auth::account_sessions::{self, AccountSession, Told};
use gatehouse_domain::{DeviceName, SessionId};
use gatehouse_web::{PageError, PageForm, PageQuery, PageResult};
use serde::Deserialize;

use super::{not_found, row};
use crate::{
    member::Member,
    pages::{DeviceNameError, DeviceNameForm, DeviceNotice, DevicePage},
};

#[derive(Deserialize)]
pub(super) struct ViewQuery {
    renamed: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NewName {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    name: String,
}

/// What the page says besides.
#[derive(Default)]
pub(crate) struct Shown {
    notice: Option<DeviceNotice>,
    /// A name that can't be given, and why.
    refused: Option<(String, DeviceNameError)>,
}

pub(super) async fn view(member: Member, Path(id): Path<String>, PageQuery(query): PageQuery<ViewQuery>) -> PageResult {
    let session = find(&member, &id).await?;
    let notice = query.renamed.map(|when| match when.as_str() {
        "later" => DeviceNotice::RenamedLater,
        _ => DeviceNotice::Renamed,
    });
    let shown = Shown { notice, refused: None };
    show(&member, StatusCode::OK, session, shown).await
}

async fn find(member: &Member, id: &str) -> Result<AccountSession, PageError> {
    let found = match id.parse::<SessionId>() {
        Ok(id) => account_sessions::find(&member.app.cx, &member.browser.user, id).await?,
        Err(_) => None,
    };
    found.ok_or_else(|| not_found(member))
}

/// The page of a session.
pub(crate) async fn show(member: &Member, status: StatusCode, session: AccountSession, shown: Shown) -> PageResult {
    let website = row::website(&session)
        .filter(|url| matches!(url.scheme(), "https" | "http"))
        .map(String::from);
    let device = row::of_session(member, session);
    let (value, error) = match shown.refused {
        Some((typed, error)) => (typed, Some(error)),
        None => (device.name.clone().unwrap_or_default(), None),
    };
    let action = member.app.site.path(&format!("/account/sessions/{}/name", device.id));
    let name_form = (!device.is_browser).then_some(DeviceNameForm { action, value, error });
    let page = DevicePage {
        person: member.person().await,
        notice: shown.notice,
        device,
        name_form,
        website,
    };
    member.page(status, &page)
}

pub(super) async fn rename(member: Member, Path(id): Path<String>, PageForm(form): PageForm<NewName>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    let name = match DeviceName::typed(&form.name) {
        Ok(name) => name,
        Err(error) => {
            let session = find(&member, &id).await?;
            let shown = Shown {
                notice: None,
                refused: Some((form.name, error.into())),
            };
            return show(&member, StatusCode::UNPROCESSABLE_ENTITY, session, shown).await;
        }
    };
    let cx = &member.app.cx;
    let told = match id.parse() {
        Ok(id) => account_sessions::rename(cx, &member.browser.user, id, name.as_ref(), &member.requester).await?,
        Err(_) => None,
    };
    let when = match told.ok_or_else(|| not_found(&member))? {
        Told::Now => "1",
        Told::Later => "later",
    };
    Ok(member.redirect(&format!("/account/sessions/{id}?renamed={when}")))
}
