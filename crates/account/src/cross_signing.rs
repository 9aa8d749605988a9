//! Letting an app replace the keys by which other people know the person's devices (MSC4312).

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::self_service;
use gatehouse_web::{App, PageForm, PageResult};
use serde::Deserialize;

use crate::{
    member::Member,
    next::Next,
    pages::{CrossSigningCancelled, CrossSigningReset, CrossSigningResetAllowed},
};

const PAGE: &str = "/account/reset-cross-signing";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(PAGE, get(ask).post(allow))
        .route("/account/reset-cross-signing/success", get(allowed))
        .route("/account/reset-cross-signing/cancelled", get(cancelled))
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

async fn ask(member: Member) -> PageResult {
    // M4312-08: whoever finds an open browser must not get at the keys.
    if let Err(response) = member.require_fresh(&Next::page(PAGE)) {
        return Ok(response);
    }
    let page = CrossSigningReset {
        action: member.app.site.path(PAGE),
        person: member.person().await,
    };
    member.page(StatusCode::OK, &page)
}

async fn allow(member: Member, PageForm(form): PageForm<Token>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if let Err(response) = member.require_fresh(&Next::page(PAGE)) {
        return Ok(response);
    }
    self_service::allow_cross_signing_reset(&member.app.cx, &member.browser.user, &member.requester).await?;
    Ok(member.redirect("/account/reset-cross-signing/success"))
}

/// Says so only as long as it is true.
async fn allowed(member: Member) -> PageResult {
    if self_service::is_cross_signing_reset_allowed(&member.app.cx, &member.browser.user).await? {
        member.page(StatusCode::OK, &CrossSigningResetAllowed {})
    } else {
        Ok(member.redirect(PAGE))
    }
}

async fn cancelled(member: Member) -> PageResult {
    member.page(StatusCode::OK, &CrossSigningCancelled {})
}
