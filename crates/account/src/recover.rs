//! A forgotten password: a link is sent, and nobody is told whether the address has an account.

use axum::{Router, extract::Path, http::StatusCode, routing::get};
use gatehouse_auth::account_passwords::{self, Asked};
use gatehouse_domain::Recovery;
use gatehouse_web::{App, PageError, PageForm, PageQuery, PageResult, Visitor, pages::Wait, pages::WayBackLabel};
use serde::Deserialize;

use crate::{
    next::{Next, NextQuery},
    pages::{Recover, RecoverError, RecoverProgress, Switch},
    profile::switched_off,
    waiting_app,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/recover", get(ask).post(begin))
        .route("/recover/progress/{id}", get(progress).post(send_again))
}

#[derive(Deserialize)]
struct RecoverForm {
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

#[derive(Deserialize)]
struct ProgressQuery {
    sent: Option<String>,
}

fn is_off(visitor: &Visitor) -> bool {
    !visitor.app.cx.settings.account.password_recovery_enabled
}

fn form(visitor: &Visitor, next: &Next, typed: String) -> Recover {
    Recover {
        action: visitor.app.site.path(&next.after("/recover")),
        sign_in: visitor.app.site.path(&next.after("/login")),
        typed,
        error: None,
        wait: None,
    }
}

async fn ask(mut visitor: Visitor, PageQuery(query): PageQuery<NextQuery>) -> PageResult {
    let next = Next::from(query);
    waiting_app::serve_next(&mut visitor, &next).await?;
    if is_off(&visitor) {
        return switched_off(&visitor, Switch::Recovery);
    }
    visitor.page(StatusCode::OK, &form(&visitor, &next, String::new()))
}

async fn begin(
    mut visitor: Visitor,
    PageQuery(query): PageQuery<NextQuery>,
    PageForm(typed): PageForm<RecoverForm>,
) -> PageResult {
    visitor.check_csrf(&typed.csrf)?;
    let next = Next::from(query);
    waiting_app::serve_next(&mut visitor, &next).await?;
    if is_off(&visitor) {
        return switched_off(&visitor, Switch::Recovery);
    }
    let email = typed.email;
    let asked = account_passwords::ask_for_recovery(&visitor.app.cx, &email, visitor.locale, &visitor.requester);
    let is_empty = email.trim().is_empty();
    match asked.await? {
        Asked::Noted(id) => Ok(visitor.redirect(&format!("/recover/progress/{id}"))),
        Asked::Invalid => {
            let error = if is_empty {
                RecoverError::Missing
            } else {
                RecoverError::Invalid
            };
            let page = Recover {
                error: Some(error),
                ..form(&visitor, &next, email)
            };
            visitor.page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Asked::TooMany(refusal) => {
            let wait = Wait::from(refusal.retry_after);
            let page = Recover {
                wait: Some(wait),
                ..form(&visitor, &next, email)
            };
            visitor.page_too_many(wait, &page)
        }
    }
}

async fn find(visitor: &mut Visitor, id: &str) -> Result<Recovery, PageError> {
    let found = match id.parse() {
        Ok(id) => account_passwords::find_recovery(&visitor.app.cx, id).await?,
        Err(_) => None,
    };
    let recovery = found
        .ok_or_else(|| PageError::not_found().way_back(WayBackLabel::TryAgain, visitor.app.site.path("/recover")))?;
    visitor.serve_request(Some(recovery.locale.tag()), recovery.created_at);
    Ok(recovery)
}

fn waiting(visitor: &Visitor, recovery: &Recovery) -> RecoverProgress {
    RecoverProgress {
        action: visitor.app.site.path(&format!("/recover/progress/{}", recovery.id)),
        address: recovery.address.to_string(),
        sent_again: false,
        wait: None,
    }
}

async fn progress(
    mut visitor: Visitor,
    Path(id): Path<String>,
    PageQuery(query): PageQuery<ProgressQuery>,
) -> PageResult {
    if is_off(&visitor) {
        return switched_off(&visitor, Switch::Recovery);
    }
    let recovery = find(&mut visitor, &id).await?;
    let page = RecoverProgress {
        sent_again: query.sent.is_some(),
        ..waiting(&visitor, &recovery)
    };
    visitor.page(StatusCode::OK, &page)
}

async fn send_again(mut visitor: Visitor, Path(id): Path<String>, PageForm(form): PageForm<Token>) -> PageResult {
    visitor.check_csrf(&form.csrf)?;
    if is_off(&visitor) {
        return switched_off(&visitor, Switch::Recovery);
    }
    let recovery = find(&mut visitor, &id).await?;
    match account_passwords::ask_again(&visitor.app.cx, &recovery, &visitor.requester).await? {
        Ok(()) => Ok(visitor.redirect(&format!("/recover/progress/{}?sent=1", recovery.id))),
        Err(refusal) => {
            let wait = Wait::from(refusal.retry_after);
            let page = RecoverProgress {
                wait: Some(wait),
                ..waiting(&visitor, &recovery)
            };
            visitor.page_too_many(wait, &page)
        }
    }
}
