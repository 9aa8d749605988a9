//! The link in the mail: whose account it is, and a new password for it. It works in any browser.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::account_passwords::{self, NewPassword, Recovered, Ticket};
use gatehouse_domain::User;
use gatehouse_web::{
    App, PageError, PageForm, PageQuery, PageResult, Visitor,
    pages::{Person, Wait},
};
use secrecy::SecretString;
use serde::Deserialize;
use url::form_urlencoded;

use crate::{
    pages::{LinkOver, PasswordErrors, PasswordRecovery, Switch, WhyOver},
    profile::switched_off,
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/account/password/recovery", get(ask).post(set))
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    ticket: String,
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    new_password: SecretString,
    #[serde(default)]
    new_password_again: SecretString,
}

fn is_off(visitor: &Visitor) -> bool {
    !visitor.app.cx.settings.account.password_recovery_enabled
}

/// The account that the link opens, or the page that says why it opens none.
async fn owner(visitor: &Visitor, link: &Link) -> Result<Result<User, LinkOver>, PageError> {
    let over = |why, wait| {
        let is_signed_in = visitor.browser.is_some();
        Err(LinkOver {
            why,
            wait,
            is_signed_in,
        })
    };
    let ticket = account_passwords::find_ticket(&visitor.app.cx, &link.ticket, &visitor.requester).await?;
    Ok(match ticket {
        Ticket::Open(user) => Ok(user),
        Ticket::Spent => over(WhyOver::Spent, None),
        Ticket::Expired => over(WhyOver::Expired, None),
        Ticket::Unknown => over(WhyOver::Unknown, None),
        Ticket::TooMany(refusal) => over(WhyOver::TooMany, Some(Wait::from(refusal.retry_after))),
    })
}

fn refuse(visitor: &Visitor, page: &LinkOver) -> PageResult {
    match (page.why, page.wait) {
        (_, Some(wait)) => visitor.page_too_many(wait, page),
        (WhyOver::Unknown, None) => visitor.page(StatusCode::NOT_FOUND, page),
        _ => visitor.page(StatusCode::GONE, page),
    }
}

fn show(visitor: &Visitor, status: StatusCode, link: &Link, owner: &User, errors: PasswordErrors) -> PageResult {
    let server_name = &visitor.app.cx.settings.server_name;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("ticket", &link.ticket)
        .finish();
    let other = visitor.browser.as_ref().filter(|browser| browser.user.id != owner.id);
    let page = PasswordRecovery {
        person: Person {
            matrix_id: owner.username.mxid(server_name),
            display_name: None,
        },
        action: visitor.app.site.path(&format!("/account/password/recovery?{query}")),
        username: owner.username.to_string(),
        signed_in_as: other.map(|browser| browser.user.username.mxid(server_name)),
        errors,
    };
    visitor.page(status, &page)
}

/// Looking at the link does not use it: programs that check mails do so, too.
async fn ask(visitor: Visitor, PageQuery(link): PageQuery<Link>) -> PageResult {
    if is_off(&visitor) {
        return switched_off(&visitor, Switch::Recovery);
    }
    match owner(&visitor, &link).await? {
        Ok(owner) => show(&visitor, StatusCode::OK, &link, &owner, PasswordErrors::default()),
        Err(page) => refuse(&visitor, &page),
    }
}

async fn set(visitor: Visitor, PageQuery(link): PageQuery<Link>, PageForm(form): PageForm<PasswordForm>) -> PageResult {
    visitor.check_csrf(&form.csrf)?;
    if is_off(&visitor) {
        return switched_off(&visitor, Switch::Recovery);
    }
    let user = match owner(&visitor, &link).await? {
        Ok(owner) => owner,
        Err(page) => return refuse(&visitor, &page),
    };
    let new = NewPassword {
        password: form.new_password,
        again: form.new_password_again,
    };
    let (cx, current) = (&visitor.app.cx, visitor.browser.as_ref());
    match account_passwords::recover(cx, &link.ticket, user.clone(), new, current, &visitor.requester).await? {
        Recovered::Done(_, secret) => Ok(visitor.redirect_signed_in("/account/password/changed", &secret)),
        Recovered::Locked => Err(PageError::locked()),
        Recovered::Refused(refusal) => {
            let errors = PasswordErrors {
                new: Some(refusal.into()),
                ..PasswordErrors::default()
            };
            show(&visitor, StatusCode::UNPROCESSABLE_ENTITY, &link, &user, errors)
        }
        Recovered::Spent => {
            let page = LinkOver {
                why: WhyOver::Spent,
                wait: None,
                is_signed_in: visitor.browser.is_some(),
            };
            refuse(&visitor, &page)
        }
    }
}
