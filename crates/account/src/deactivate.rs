//! Giving up the account for good.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::{
    account_passwords::{self, Confirmation},
    departures,
};
use gatehouse_web::{App, PageError, PageForm, PageResult, Visitor};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{
    member::Member,
    next::Next,
    pages::{Deactivate, DeactivateErrors, Deactivated, DeactivationOff, PasswordError},
};

const PAGE: &str = "/account/deactivate";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(PAGE, get(explain).post(deactivate))
        .route("/account/deactivated", get(deactivated))
}

#[derive(Default, Deserialize)]
struct Form {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default, alias = "hs_erase")]
    erase: Option<String>,
}

/// What the person is asked, and what they will be told.
async fn page(member: &Member) -> Result<Deactivate, PageError> {
    let user = &member.browser.user;
    Ok(Deactivate {
        action: member.app.site.path(PAGE),
        person: member.person().await,
        password_asked: departures::has_password(&member.app.cx, user).await?,
        last_notice_to: departures::last_notice(&member.app.cx, user).await?,
        erase: false,
        errors: DeactivateErrors::default(),
    })
}

fn is_off(member: &Member) -> Option<PageResult> {
    let is_allowed = member.app.cx.settings.account.account_deactivation_allowed;
    (!is_allowed).then(|| member.page(StatusCode::FORBIDDEN, &DeactivationOff {}))
}

async fn explain(member: Member) -> PageResult {
    if let Some(response) = is_off(&member) {
        return response;
    }
    let page = page(&member).await?;
    match member.require_fresh(&Next::page(PAGE)) {
        // There is no password to ask for below.
        Err(response) if !page.password_asked => Ok(response),
        _ => member.page(StatusCode::OK, &page),
    }
}

async fn deactivate(member: Member, PageForm(form): PageForm<Form>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if let Some(response) = is_off(&member) {
        return response;
    }
    let erase = form.erase.is_some();
    let mut page = page(&member).await?;
    if page.password_asked {
        page.errors = refusal(&member, form.password).await?;
        page.erase = erase;
        if let Some(wait) = page.errors.wait {
            return member.page_too_many(wait, &page);
        }
        if page.errors.password.is_some() {
            return member.page(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    } else if let Err(response) = member.require_fresh(&Next::page(PAGE)) {
        return Ok(response);
    }
    departures::leave(&member.app.cx, &member.browser.user, erase, &member.requester).await?;
    Ok(member.redirect_signed_out("/account/deactivated"))
}

async fn refusal(member: &Member, password: SecretString) -> Result<DeactivateErrors, PageError> {
    if password.expose_secret().is_empty() {
        return Ok(PasswordError::Missing.into());
    }
    let confirmation = account_passwords::confirm(&member.app.cx, &member.browser.user, password).await?;
    Ok(match confirmation {
        Confirmation::Right => DeactivateErrors::default(),
        Confirmation::Wrong => PasswordError::Wrong.into(),
        Confirmation::TooMany(refusal) => DeactivateErrors {
            wait: Some(refusal.retry_after.into()),
            ..DeactivateErrors::default()
        },
    })
}

/// The page after it. Coming here does nothing by itself.
async fn deactivated(visitor: Visitor) -> PageResult {
    if visitor.browser.is_some() {
        return Ok(visitor.redirect("/account/"));
    }
    visitor.page(StatusCode::OK, &Deactivated {})
}
