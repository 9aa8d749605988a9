//! `/register/password`: name, address, password and terms.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::{
    Error,
    registrations::{self, Begun, EmailRefusal, PasswordRefusal, Refusals},
};
use gatehouse_web::{App, PageForm, PageQuery, PageResult, Visitor};
use secrecy::SecretString;
use serde::Deserialize;

use super::{
    occasion::{Occasion, SignUpQuery, occasion, page},
    problem, steps, tie,
};
use crate::{
    next::Next,
    pages::{EmailProblem, PasswordProblem, SignUp, SignUpErrors, SignUpFailure},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/password", get(ask).post(sign_up))
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretString,
    password_confirm: Option<SecretString>,
    accept_terms: Option<String>,
}

/// `GET /register`: there is one way to sign up.
pub(super) async fn choose(visitor: Visitor, PageQuery(query): PageQuery<SignUpQuery>) -> PageResult {
    let next = Next::from(query.next);
    let hinted = query.login_hint.as_deref().and_then(|hint| hint.strip_prefix("mxid:"));
    let username = query.username.as_deref().or(hinted).or(query.login_hint.as_deref());
    let more: Vec<_> = [("token", query.token.as_deref()), ("username", username)]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
        .collect();
    Ok(visitor.redirect(&next.after_with("/register/password", &more)))
}

async fn ask(mut visitor: Visitor, PageQuery(query): PageQuery<SignUpQuery>) -> PageResult {
    let typed = query.username.clone().unwrap_or_default();
    let occasion = match occasion(&mut visitor, query).await? {
        Ok(occasion) => occasion,
        Err(response) => return Ok(response),
    };
    let mut page = page(&visitor, &occasion);
    if !page.username_fixed {
        page.username = typed;
    }
    page.unfinished = steps::unfinished(&visitor, &occasion.next).await?;
    visitor.page(StatusCode::OK, &page)
}

/// The form as it was filled in; passwords are never shown again.
fn filled(visitor: &Visitor, occasion: &Occasion, typed: Typed, errors: SignUpErrors) -> SignUp {
    let mut page = page(visitor, occasion);
    if !page.username_fixed {
        page.username = typed.username;
    }
    if !page.email_fixed {
        page.email = typed.email;
    }
    page.accepts_terms = typed.accept_terms.is_some();
    page.errors = errors;
    page
}

async fn sign_up(
    mut visitor: Visitor,
    PageQuery(query): PageQuery<SignUpQuery>,
    PageForm(typed): PageForm<Typed>,
) -> PageResult {
    visitor.check_csrf(&typed.csrf)?;
    let occasion = match occasion(&mut visitor, query).await? {
        Ok(occasion) => occasion,
        Err(response) => return Ok(response),
    };
    let form = registrations::SignUp {
        username: typed.username.clone(),
        email: typed.email.clone(),
        password: typed.password.clone(),
        password_confirm: typed.password_confirm.clone(),
        accepts_terms: typed.accept_terms.is_some(),
        invitation: occasion.invitation.clone(),
        continuation: occasion.next.keep(),
        locale: visitor.locale,
        browser: tie::secret(&visitor),
    };
    let (status, errors) = match registrations::begin(&visitor.app.cx, form, &visitor.requester).await {
        Ok(Begun::Started(id, secret)) => {
            let path = format!("/register/steps/{id}/finish");
            return Ok(visitor.redirect_signing_up(&path, &tie::cookie(&secret, id)));
        }
        Ok(Begun::Refused(refusals)) => (StatusCode::UNPROCESSABLE_ENTITY, errors(*refusals)),
        // Nobody knows whether the name is free; what was typed stays.
        Err(Error::Homeserver(error)) => {
            tracing::error!(error = %error, "nobody can sign up");
            let form = Some(SignUpFailure::HomeserverAway);
            let errors = SignUpErrors {
                form,
                ..SignUpErrors::default()
            };
            (StatusCode::SERVICE_UNAVAILABLE, errors)
        }
        Err(error) => return Err(error.into()),
    };
    let page = filled(&visitor, &occasion, typed, errors);
    match page.errors.wait {
        Some(wait) => visitor.page_too_many(wait, &page),
        None => visitor.page(status, &page),
    }
}

fn errors(refusals: Refusals) -> SignUpErrors {
    SignUpErrors {
        username: refusals.username.map(problem),
        email: refusals.email.map(|refusal| match refusal {
            EmailRefusal::Missing => EmailProblem::Missing,
            EmailRefusal::Invalid => EmailProblem::Invalid,
        }),
        password: refusals.password.map(|refusal| match refusal {
            PasswordRefusal::Missing => PasswordProblem::Missing,
            PasswordRefusal::Weak => PasswordProblem::Weak,
            PasswordRefusal::Different => PasswordProblem::Different,
        }),
        terms: refusals.terms,
        form: None,
        wait: refusals.too_many.map(|refusal| refusal.retry_after.into()),
    }
}
