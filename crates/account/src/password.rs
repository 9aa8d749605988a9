//! Changing the password, and what else may be signed out then.

use axum::{
    Router,
    http::StatusCode,
    routing::{get, post},
};
use gatehouse_auth::{
    account_passwords::{self, Changed, Confirmation, NewPassword, NewPasswordRefusal},
    app_passwords,
    sessions::{self, Told},
};
use gatehouse_web::{App, PageForm, PageQuery, PageResult, Visitor};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{
    member::Member,
    next::Next,
    pages::{
        CurrentPasswordError, NewPasswordError, PasswordChange, PasswordChanged, PasswordErrors, SignedOutOthers,
        Switch,
    },
    profile::switched_off,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/.well-known/change-password", get(lead))
        .route("/account/password/change", get(ask).post(change))
        .route("/account/password/changed", get(changed))
        .route("/account/sign-out-others", post(sign_out_others))
        .route("/account/signed-out-others", get(signed_out_others))
}

#[derive(Deserialize)]
struct ChangeForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    current_password: SecretString,
    #[serde(default)]
    new_password: SecretString,
    #[serde(default)]
    new_password_again: SecretString,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

#[derive(Deserialize)]
struct SignedOutQuery {
    homeserver: Option<String>,
}

impl From<NewPasswordRefusal> for NewPasswordError {
    fn from(refusal: NewPasswordRefusal) -> Self {
        match refusal {
            NewPasswordRefusal::Missing => Self::Missing,
            NewPasswordRefusal::Different => Self::Different,
            NewPasswordRefusal::Weak => Self::Weak,
        }
    }
}

/// A Well-Known URL for Changing Passwords (W3C): where password managers send people.
async fn lead(visitor: Visitor) -> PageResult {
    Ok(visitor.redirect("/account/password/change"))
}

async fn ask(member: Member) -> PageResult {
    if !member.app.cx.settings.account.password_change_allowed {
        return switched_off(&member, Switch::PasswordChange);
    }
    show(&member, StatusCode::OK, PasswordErrors::default()).await
}

async fn show(member: &Member, status: StatusCode, errors: PasswordErrors) -> PageResult {
    let page = PasswordChange {
        person: member.person().await,
        action: member.app.site.path("/account/password/change"),
        username: member.browser.user.username.to_string(),
        errors,
        can_recover: member.app.cx.settings.account.password_recovery_enabled,
    };
    match errors.wait {
        Some(wait) => member.page_too_many(wait, &page),
        None => member.page(status, &page),
    }
}

async fn change(member: Member, PageForm(form): PageForm<ChangeForm>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    let cx = &member.app.cx;
    if !cx.settings.account.password_change_allowed {
        return switched_off(&member, Switch::PasswordChange);
    }
    let is_missing = form.current_password.expose_secret().is_empty();
    let new = NewPassword {
        password: form.new_password,
        again: form.new_password_again,
    };
    let mut errors = PasswordErrors {
        current: is_missing.then_some(CurrentPasswordError::Missing),
        ..PasswordErrors::default()
    };
    if is_missing {
        errors.new = new.refusal(cx, &member.browser.user).await?.map(Into::into);
    } else {
        match account_passwords::change(cx, &member.browser, form.current_password, new, &member.requester).await? {
            Changed::Done(secret) => return Ok(member.redirect_signed_in("/account/password/changed", &secret)),
            Changed::Refused { current, new } => {
                errors.new = new.map(Into::into);
                match current {
                    Some(Confirmation::Wrong) => errors.current = Some(CurrentPasswordError::Wrong),
                    Some(Confirmation::TooMany(refusal)) => errors.wait = Some(refusal.retry_after.into()),
                    Some(Confirmation::Right) | None => {}
                }
            }
        }
    }
    show(&member, StatusCode::UNPROCESSABLE_ENTITY, errors).await
}

/// The password is another one now. Whether somebody else could know the former one, only the person can tell.
async fn changed(member: Member) -> PageResult {
    let page = PasswordChanged {
        person: member.person().await,
        action: member.app.site.path("/account/sign-out-others"),
        others: sessions::count_others(&member.app.cx, &member.browser).await?,
        has_app_passwords: app_passwords::exist(&member.app.cx, &member.browser.user).await?,
    };
    member.page(StatusCode::OK, &page)
}

/// Devices are gone from the homeserver when the page comes back, unless it is away.
async fn sign_out_others(member: Member, PageForm(form): PageForm<Token>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    // Whoever has just changed or recovered the password is fresh.
    if let Err(elsewhere) = member.require_fresh(&Next::page("/account/sessions/end-others")) {
        return Ok(elsewhere);
    }
    let told = sessions::end_others(&member.app.cx, &member.browser, &member.requester).await?;
    Ok(member.redirect(match told {
        Told::Now => "/account/signed-out-others",
        Told::Soon => "/account/signed-out-others?homeserver=away",
    }))
}

async fn signed_out_others(member: Member, PageQuery(query): PageQuery<SignedOutQuery>) -> PageResult {
    let page = SignedOutOthers {
        person: member.person().await,
        homeserver_is_away: query.homeserver.is_some(),
    };
    member.page(StatusCode::OK, &page)
}
