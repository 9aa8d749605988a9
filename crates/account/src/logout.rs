//! Signing out of the browser. Apps stay signed in (ORPL-12).

use axum::{Router, http::StatusCode, routing::post};
use gatehouse_auth::browser_sessions;
use gatehouse_web::{App, PageForm, PageQuery, PageResult, Visitor};
use serde::Deserialize;

use crate::{
    next::{Next, NextQuery},
    pages::SignedOut,
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/logout", post(sign_out).get(signed_out))
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

async fn sign_out(
    visitor: Visitor,
    PageQuery(query): PageQuery<NextQuery>,
    PageForm(form): PageForm<Token>,
) -> PageResult {
    visitor.check_csrf(&form.csrf)?;
    if let Some(browser) = &visitor.browser {
        browser_sessions::end(&visitor.app.cx, browser, &visitor.requester).await?;
    }
    let next = match Next::from(query) {
        // "Use another account": back to the sign-in for the same app.
        next @ (Next::AuthorizationGrant(_) | Next::DeviceGrant(_)) => next.after("/login"),
        _ => "/logout".to_owned(),
    };
    Ok(visitor.redirect_signed_out(&next))
}

/// The page after it. Coming here does nothing by itself.
async fn signed_out(mut visitor: Visitor) -> PageResult {
    if visitor.browser.is_some() {
        return Ok(visitor.redirect("/account/"));
    }
    visitor.move_to("/logout");
    visitor.page(StatusCode::OK, &SignedOut {})
}
