//! The language of the pages: at the foot of each, and for the account with its mails.

use axum::{Router, routing::post};
use gatehouse_auth::self_service;
use gatehouse_domain::Locale;
use gatehouse_web::{App, PageError, PageForm, PageResult, Visitor, without_ui_locales};
use serde::Deserialize;

use crate::{member::Member, next::is_ours};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/language", post(switch))
        .route("/account/language", post(choose))
}

#[derive(Deserialize)]
struct SwitchForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct ChoiceForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    locale: String,
}

fn known(tag: &str) -> Result<Locale, PageError> {
    Locale::of_tag(tag).ok_or_else(|| PageError::bad_form("locale is no language of ours"))
}

/// For whoever looks at the page, signed in or not; back to where they were.
async fn switch(visitor: Visitor, PageForm(form): PageForm<SwitchForm>) -> PageResult {
    visitor.check_csrf(&form.csrf)?;
    let locale = known(&form.locale)?;
    if let Some(browser) = &visitor.browser {
        self_service::change_locale(&visitor.app.cx, &browser.user, Some(locale)).await?;
    }
    let next = if is_ours(&form.next) { form.next.as_str() } else { "/" };
    Ok(visitor.redirect_reading(&without_ui_locales(next), Some(locale)))
}

/// For the account; an empty one follows the browser, wherever the person is.
async fn choose(member: Member, PageForm(form): PageForm<ChoiceForm>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    let locale = match form.locale.as_str() {
        "" => None,
        tag => Some(known(tag)?),
    };
    self_service::change_locale(&member.app.cx, &member.browser.user, locale).await?;
    Ok(member.redirect_reading("/account/?done=language-changed", locale))
}
