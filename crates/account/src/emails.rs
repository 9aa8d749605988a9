//! The addresses of an account: adding one, removing one, and choosing the one that gets the notices.

use axum::{Router, extract::Path, http::StatusCode, response::Response, routing::post};
use gatehouse_auth::emails::{self, Adding, Removal};
use gatehouse_web::{
    App, PageError, PageForm, PageResult,
    pages::{Wait, WayBackLabel},
};
use serde::Deserialize;

use crate::{
    member::Member,
    next::Next,
    pages::{EmailError, ProfileFailure, Switch},
    profile::{self, Outcome, switched_off},
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/emails/add", post(add))
        .route("/account/emails/{id}/remove", post(remove))
        .route("/account/emails/{id}/primary", post(make_primary))
}

#[derive(Deserialize)]
struct AddForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

pub(crate) fn can_change(member: &Member) -> bool {
    member.app.cx.settings.account.email_change_allowed
}

/// Whoever finds an open browser must not make the account theirs: by an address a password is recovered.
#[expect(clippy::result_large_err, reason = "the answer is on its way already")]
fn require_fresh(member: &Member) -> Result<(), Response> {
    member.require_fresh(&Next::page("/account/?done=again"))
}

pub(crate) fn not_found(member: &Member) -> PageError {
    PageError::not_found().way_back(WayBackLabel::Home, member.app.site.path("/account/"))
}

async fn add(mut member: Member, PageForm(form): PageForm<AddForm>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if !can_change(&member) {
        return switched_off(&member, Switch::EmailChange);
    }
    if let Err(elsewhere) = require_fresh(&member) {
        return Ok(elsewhere);
    }
    let (cx, user) = (&member.app.cx, &member.browser.user);
    let adding = emails::start_adding(cx, user, &form.email, &member.requester).await?;
    let mut wait = None;
    let error = match adding {
        Adding::Asked(id) => return Ok(member.redirect(&format!("/account/emails/{id}/verify"))),
        Adding::OwnAlready => Some(EmailError::OwnAlready),
        Adding::Invalid if form.email.trim().is_empty() => Some(EmailError::Missing),
        Adding::Invalid => Some(EmailError::Invalid),
        Adding::TooMany(refusal) => {
            wait = Some(Wait::from(refusal.retry_after));
            None
        }
    };
    let outcome = Outcome {
        email: Some((form.email, error)),
        wait,
        ..Outcome::default()
    };
    profile::show(&mut member, StatusCode::UNPROCESSABLE_ENTITY, outcome).await
}

async fn remove(mut member: Member, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if !can_change(&member) {
        return switched_off(&member, Switch::EmailChange);
    }
    if let Err(elsewhere) = require_fresh(&member) {
        return Ok(elsewhere);
    }
    let id = id.parse().map_err(|_| not_found(&member))?;
    match emails::remove(&member.app.cx, &member.browser.user, id, &member.requester).await? {
        Removal::Done => Ok(profile::done(&member, "email-removed")),
        Removal::Unknown => Err(not_found(&member)),
        Removal::LastOne => {
            let outcome = Outcome {
                failure: Some(ProfileFailure::LastEmail),
                ..Outcome::default()
            };
            profile::show(&mut member, StatusCode::UNPROCESSABLE_ENTITY, outcome).await
        }
    }
}

async fn make_primary(member: Member, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if !can_change(&member) {
        return switched_off(&member, Switch::EmailChange);
    }
    if let Err(elsewhere) = require_fresh(&member) {
        return Ok(elsewhere);
    }
    let id = id.parse().map_err(|_| not_found(&member))?;
    if emails::make_primary(&member.app.cx, &member.browser.user, id, &member.requester).await? {
        Ok(profile::done(&member, "primary-changed"))
    } else {
        Err(not_found(&member))
    }
}
