//! `/register/steps/{id}/token`: the registration token, where the operator wants one.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::registrations::{self, Step, TypedToken};
use gatehouse_web::{App, PageForm, PageResult};
use serde::Deserialize;

use super::steps::Underway;
use crate::pages::RegistrationToken;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/steps/{id}/token", get(ask).post(answer))
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    token: String,
}

fn page(underway: &Underway) -> RegistrationToken {
    RegistrationToken {
        action: underway.href("token"),
        matrix_id: underway.matrix_id(),
        token: String::new(),
        error: None,
        wait: None,
    }
}

async fn ask(underway: Underway) -> PageResult {
    if !matches!(underway.step, Step::Token) {
        return underway.turn_away(underway.registration.registration_token_id.is_some());
    }
    let mut page = page(&underway);
    // One was accepted before, and used up by others since.
    page.error = underway.registration.registration_token_id.map(|_| "refused");
    underway.page(StatusCode::OK, &page)
}

async fn answer(underway: Underway, PageForm(form): PageForm<Answer>) -> PageResult {
    underway.check_csrf(&form.csrf)?;
    if !matches!(underway.step, Step::Token) {
        return Ok(underway.go_on());
    }
    let mut page = page(&underway);
    if form.token.trim().is_empty() {
        page.error = Some("missing");
        return underway.page(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (cx, requester) = (&underway.app.cx, &underway.requester);
    match registrations::settle_token(cx, &underway.registration, &form.token, requester).await? {
        TypedToken::Accepted => Ok(underway.go_on()),
        TypedToken::Refused => {
            page.token = form.token;
            page.error = Some("refused");
            underway.page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        TypedToken::TooMany(refusal) => {
            let wait = refusal.retry_after.into();
            page.token = form.token;
            page.wait = Some(wait);
            underway.page_too_many(wait, &page)
        }
    }
}
