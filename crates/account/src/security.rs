//! `/account/security`: what keeps the account safe, and the ways out.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::{account_passwords, app_passwords, consents};
use gatehouse_web::{App, PageResult};

use crate::{
    member::Member,
    pages::{PasswordStatus, Security},
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/account/security", get(overview))
}

async fn overview(member: Member) -> PageResult {
    let cx = &member.app.cx;
    let settings = &cx.settings;
    let password = if settings.passwords_enabled {
        Some(PasswordStatus {
            changed_at: account_passwords::changed_at(cx, &member.browser.user).await?,
            can_change: settings.account.password_change_allowed,
        })
    } else {
        None
    };
    let page = Security {
        person: member.person().await,
        password,
        app_passwords: app_passwords::are_offered(cx, &member.browser.user),
        allowed_apps: consents::count(cx, &member.browser.user).await?,
        can_reset_cross_signing: settings.homeserver_secret.is_some(),
        can_deactivate: settings.account.account_deactivation_allowed,
    };
    member.page(StatusCode::OK, &page)
}
