//! The code that was sent to an address that is to be added.

use axum::{Router, extract::Path, http::StatusCode, routing::get};
use gatehouse_auth::{email_challenges::Typed, emails};
use gatehouse_domain::EmailChallenge;
use gatehouse_web::{App, PageError, PageForm, PageQuery, PageResult, pages::Wait};
use serde::Deserialize;

use crate::{
    emails::{can_change, not_found},
    member::Member,
    pages::{CodeError, EmailVerify, EmailVerifyNotice, Switch},
    profile::{self, switched_off},
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/account/emails/{id}/verify", get(ask_code).post(verify))
}

#[derive(Deserialize)]
struct VerifyQuery {
    sent: Option<String>,
}

#[derive(Deserialize)]
struct VerifyForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    action: String,
}

/// The address that waits for its code; whether somebody else has such a one is nobody's business.
async fn challenge(member: &Member, id: &str) -> Result<EmailChallenge, PageError> {
    let found = match id.parse() {
        Ok(id) => emails::find_challenge(&member.app.cx, &member.browser.user, id).await?,
        Err(_) => None,
    };
    found.ok_or_else(|| not_found(member))
}

async fn ask_code(member: Member, Path(id): Path<String>, PageQuery(query): PageQuery<VerifyQuery>) -> PageResult {
    let challenge = challenge(&member, &id).await?;
    if challenge.confirmed_at.is_some() {
        return Ok(member.redirect("/account/"));
    }
    let error = (!challenge.is_open(member.app.cx.now())).then_some(CodeError::Over);
    let notice = query.sent.map(|_| EmailVerifyNotice::SentAgain);
    let notice = notice.filter(|_| error.is_none());
    show_verify(&member, StatusCode::OK, &challenge, (notice, error, None)).await
}

async fn show_verify(
    member: &Member,
    status: StatusCode,
    challenge: &EmailChallenge,
    (notice, error, wait): (Option<EmailVerifyNotice>, Option<CodeError>, Option<Wait>),
) -> PageResult {
    let page = EmailVerify {
        person: member.person().await,
        action: member
            .app
            .site
            .path(&format!("/account/emails/{}/verify", challenge.id)),
        address: challenge.address.to_string(),
        notice,
        error,
        wait,
    };
    match wait {
        Some(wait) => member.page_too_many(wait, &page),
        None => member.page(status, &page),
    }
}

async fn verify(member: Member, Path(id): Path<String>, PageForm(form): PageForm<VerifyForm>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    if !can_change(&member) {
        return switched_off(&member, Switch::EmailChange);
    }
    let challenge = challenge(&member, &id).await?;
    if challenge.confirmed_at.is_some() {
        // Sent twice: the first time has done it.
        return Ok(profile::done(&member, "email-added"));
    }
    let (cx, user) = (&member.app.cx, &member.browser.user);
    if form.action == "resend" {
        let path = format!("/account/emails/{id}/verify?sent=1");
        return match emails::send_again(cx, user, challenge.clone(), &member.requester).await? {
            Ok(()) => Ok(member.redirect(&path)),
            Err(refusal) => {
                let wait = Some(refusal.retry_after.into());
                show_verify(&member, StatusCode::TOO_MANY_REQUESTS, &challenge, (None, None, wait)).await
            }
        };
    }
    let (error, wait) = if form.code.trim().is_empty() {
        (Some(CodeError::Missing), None)
    } else {
        match emails::finish_adding(cx, &challenge, &form.code, &member.requester).await? {
            Typed::Right => return Ok(profile::done(&member, "email-added")),
            Typed::Wrong => (Some(CodeError::Wrong), None),
            Typed::Over => (Some(CodeError::Over), None),
            Typed::TooMany(refusal) => (None, Some(refusal.retry_after.into())),
        }
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    show_verify(&member, status, &challenge, (None, error, wait)).await
}
