//! `/register/steps/{id}/display-name`: what others see, and then the account.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::registrations::{self, Step};
use gatehouse_web::{App, PageForm, PageResult};
use serde::Deserialize;

use super::{finish, steps::Underway};
use crate::pages::DisplayName;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/steps/{id}/display-name", get(ask).post(answer))
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    display_name: String,
}

fn page(underway: &Underway) -> DisplayName {
    DisplayName {
        action: underway.href("display-name"),
        matrix_id: underway.matrix_id(),
        display_name: String::new(),
        error: None,
    }
}

async fn ask(underway: Underway) -> PageResult {
    if !matches!(underway.step, Step::DisplayName) {
        return underway.turn_away(underway.registration.display_name_settled);
    }
    underway.page(StatusCode::OK, &page(&underway))
}

/// It is the last thing that is asked: what follows is the account.
async fn answer(underway: Underway, PageForm(form): PageForm<Answer>) -> PageResult {
    underway.check_csrf(&form.csrf)?;
    if !matches!(underway.step, Step::DisplayName) {
        return Ok(underway.go_on());
    }
    let name = if form.action == "skip" {
        ""
    } else {
        form.display_name.trim()
    };
    let error = if name.is_empty() && form.action != "skip" {
        Some("missing")
    } else {
        let is_kept = registrations::settle_display_name(&underway.app.cx, &underway.registration, name).await?;
        (!is_kept).then_some("invalid")
    };
    if error.is_none() {
        return finish::complete(&underway).await;
    }
    let page = DisplayName {
        display_name: form.display_name,
        error,
        ..page(&underway)
    };
    underway.page(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
