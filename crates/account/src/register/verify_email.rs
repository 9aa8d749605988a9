//! `/register/steps/{id}/verify-email`: the code that was mailed.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::{
    email_challenges::Typed,
    registrations::{self, Resent, Step},
};
use gatehouse_domain::EmailChallenge;
use gatehouse_web::{App, PageForm, PageQuery, PageResult};
use serde::Deserialize;

use super::steps::Underway;
use crate::pages::{CodeProblem, VerifyEmail, VerifyEmailErrors, VerifyEmailNotice};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/steps/{id}/verify-email", get(ask).post(answer))
}

#[derive(Deserialize)]
struct JustNow {
    sent: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    email: String,
}

async fn ask(underway: Underway, PageQuery(query): PageQuery<JustNow>) -> PageResult {
    let Step::VerifyEmail(challenge) = &underway.step else {
        return underway.turn_away(is_done(&underway));
    };
    let mut page = page(&underway, challenge).await?;
    page.notice = query.sent.map(|_| VerifyEmailNotice::SentAgain);
    if !challenge.is_open(underway.app.cx.now()) {
        page.errors.code = Some(CodeProblem::Over);
    }
    underway.page(StatusCode::OK, &page)
}

fn is_done(underway: &Underway) -> bool {
    underway.registration.email.is_some() && !matches!(underway.step, Step::Token)
}

async fn page(underway: &Underway, challenge: &EmailChallenge) -> Result<VerifyEmail, gatehouse_web::PageError> {
    let cx = &underway.app.cx;
    let invitation = registrations::find_invitation(cx, &underway.registration).await?;
    Ok(VerifyEmail {
        action: underway.href("verify-email"),
        matrix_id: underway.matrix_id(),
        address: challenge.address.to_string(),
        address_fixed: invitation.is_some_and(|token| token.email.is_some()),
        other_address: String::new(),
        notice: None,
        errors: VerifyEmailErrors::default(),
    })
}

async fn answer(underway: Underway, PageForm(form): PageForm<Answer>) -> PageResult {
    underway.check_csrf(&form.csrf)?;
    let Step::VerifyEmail(challenge) = &underway.step else {
        return Ok(underway.go_on());
    };
    let errors = match form.action.as_str() {
        "resend" => match send_again(&underway, challenge, None).await? {
            Ok(()) => return Ok(underway.redirect(&underway.path("verify-email?sent=1"))),
            Err(errors) => errors,
        },
        "change" => match send_again(&underway, challenge, Some(&form.email)).await? {
            Ok(()) => return Ok(underway.redirect(&underway.path("verify-email?sent=1"))),
            Err(errors) => errors,
        },
        _ => match check(&underway, challenge, &form.code).await? {
            Ok(()) => return Ok(underway.go_on()),
            Err(errors) => errors,
        },
    };
    let mut page = page(&underway, challenge).await?;
    page.other_address = form.email;
    page.errors = errors;
    match page.errors.wait {
        Some(wait) => underway.page_too_many(wait, &page),
        None => underway.page(StatusCode::UNPROCESSABLE_ENTITY, &page),
    }
}

type Attempt = Result<Result<(), VerifyEmailErrors>, gatehouse_web::PageError>;

async fn check(underway: &Underway, challenge: &EmailChallenge, typed: &str) -> Attempt {
    let wrong = |code, wait| {
        Ok(Err(VerifyEmailErrors {
            code,
            email: false,
            wait,
        }))
    };
    if typed.trim().is_empty() {
        return wrong(Some(CodeProblem::Missing), None);
    }
    match registrations::confirm_code(&underway.app.cx, challenge, typed, &underway.requester).await? {
        Typed::Right => Ok(Ok(())),
        Typed::Wrong => wrong(Some(CodeProblem::Wrong), None),
        Typed::Over => wrong(Some(CodeProblem::Over), None),
        Typed::TooMany(refusal) => wrong(None, Some(refusal.retry_after.into())),
    }
}

async fn send_again(underway: &Underway, challenge: &EmailChallenge, address: Option<&str>) -> Attempt {
    let Underway { registration, .. } = underway;
    let (cx, requester) = (&underway.app.cx, &underway.requester);
    let errors = match registrations::send_again(cx, registration, challenge.clone(), address, requester).await? {
        // When it was proved in the meantime, the page says so.
        Resent::Sent | Resent::Over => return Ok(Ok(())),
        Resent::Invalid => VerifyEmailErrors {
            email: true,
            ..VerifyEmailErrors::default()
        },
        Resent::TooMany(refusal) => VerifyEmailErrors {
            wait: Some(refusal.retry_after.into()),
            ..VerifyEmailErrors::default()
        },
    };
    Ok(Err(errors))
}
