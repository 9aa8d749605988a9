//! Signing out one app or browser, or those that are ticked. The device is gone from the homeserver when the next
//! page comes, or that page says that it is not.

use axum::{extract::Path, http::StatusCode};
use gatehouse_auth::account_sessions::{self, Told};
use gatehouse_domain::SessionId;
use gatehouse_web::{PageError, PageForm, PageResult};
use serde::Deserialize;

use super::{ListQuery, not_found, show};
use crate::{member::Member, next::Next, pages::DevicesNotice};

/// More than any page offers.
const MAX_SELECTED: usize = 200;

#[derive(Deserialize)]
pub(super) struct Token {
    #[serde(default)]
    csrf: String,
}

pub(super) async fn app(member: Member, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    one(&member, &id, &form, "app").await
}

pub(super) async fn browser(member: Member, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    one(&member, &id, &form, "browser").await
}

async fn one(member: &Member, id: &str, form: &Token, what: &str) -> PageResult {
    member.check_csrf(&form.csrf)?;
    let page = Next::page(&format!("/account/sessions/{id}"));
    if let Err(elsewhere) = member.require_fresh(&page) {
        return Ok(elsewhere);
    }
    let ids: Vec<SessionId> = id.parse().into_iter().collect();
    match end(member, &ids).await? {
        Some(Told::Now) => Ok(member.redirect(&format!("/account/sessions?ended={what}"))),
        Some(Told::Later) => Ok(member.redirect("/account/sessions?ended=later")),
        None => Err(not_found(member)),
    }
}

async fn end(member: &Member, ids: &[SessionId]) -> Result<Option<Told>, PageError> {
    let ended = account_sessions::end_selected(&member.app.cx, &member.browser, ids, &member.requester);
    Ok(ended.await?)
}

/// `session` as often as something is ticked; `q` and `before` are of the list on which it was.
pub(super) async fn selected(member: Member, PageForm(fields): PageForm<Vec<(String, String)>>) -> PageResult {
    let value = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    member.check_csrf(value("csrf").unwrap_or_default())?;
    let list = ListQuery {
        q: value("q").unwrap_or_default().to_owned(),
        before: value("before").map(str::to_owned),
        ..ListQuery::default()
    };
    let ticked = fields.iter().filter(|(key, _)| key == "session");
    let ids: Vec<SessionId> = ticked.filter_map(|(_, id)| id.parse().ok()).collect();
    if ids.len() > MAX_SELECTED {
        return Err(PageError::bad_form("more is ticked than any page offers"));
    }
    if ids.is_empty() {
        let notice = Some(DevicesNotice::NothingSelected);
        return show(&member, StatusCode::UNPROCESSABLE_ENTITY, &list, notice).await;
    }
    let kept: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let again = Next::page(&list.path(&[("selected", &kept.join(","))]));
    if let Err(elsewhere) = member.require_fresh(&again) {
        return Ok(elsewhere);
    }
    let when = match end(&member, &ids).await? {
        Some(Told::Later) => "later",
        // What is gone, or another's, is not signed in any more as far as this person goes.
        Some(Told::Now) | None => "selected",
    };
    Ok(member.redirect(&list.path(&[("ended", when)])))
}
