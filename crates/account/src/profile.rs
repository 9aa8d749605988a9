//! The first page of the account: name, addresses, language, devices.

use axum::{
    Router,
    extract::RawQuery,
    http::StatusCode,
    routing::{get, post},
};
use gatehouse_auth::{
    browser_sessions, emails,
    self_service::{self, DisplayName},
    sessions, users,
};
use gatehouse_domain::Locale;
use gatehouse_web::{
    App, PageForm, PageQuery, PageResult, Visitor,
    pages::{Person, Wait},
};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value},
};

use crate::{
    action::{self, ActionQuery},
    member::Member,
    pages::{
        EmailError, EmailRow, Emails, Name, NameError, NameState, Profile, ProfileFailure, ProfileNotice, Switch,
        SwitchedOff,
    },
};

mod brief;

use brief::{app_session, browser_row};

/// So many apps and browsers are shown here.
const DEVICES: usize = 5;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(add_slash))
        .route("/account/", get(show_profile))
        .route("/account/profile", post(change_name))
}

#[derive(Deserialize)]
struct ProfileQuery {
    /// What was done just now.
    done: Option<String>,
    ended: Option<String>,
}

#[derive(Deserialize)]
struct NameForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    display_name: String,
}

/// What the page says about the last try.
#[derive(Default)]
pub(crate) struct Outcome {
    pub notice: Option<ProfileNotice>,
    pub failure: Option<ProfileFailure>,
    pub name: Option<(String, NameError)>,
    pub email: Option<(String, Option<EmailError>)>,
    pub wait: Option<Wait>,
}

/// The page, with a notice on it.
pub(crate) fn done(visitor: &Visitor, notice: &str) -> axum::response::Response {
    visitor.redirect(&format!("/account/?done={notice}"))
}

/// Something that the operator has switched off.
pub(crate) fn switched_off(visitor: &Visitor, what: Switch) -> PageResult {
    let is_signed_in = visitor.browser.is_some();
    visitor.page(StatusCode::FORBIDDEN, &SwitchedOff { what, is_signed_in })
}

async fn add_slash(visitor: Visitor, RawQuery(query): RawQuery) -> PageResult {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Ok(visitor.redirect(&format!("/account/{query}")))
}

async fn show_profile(
    mut member: Member,
    PageQuery(action): PageQuery<ActionQuery>,
    PageQuery(query): PageQuery<ProfileQuery>,
) -> PageResult {
    if let Some(page) = action::target(&action) {
        return Ok(member.redirect(&page));
    }
    let done = query.done.or(query.ended.map(|_| "session-ended".to_owned()));
    let notice = done.and_then(|done| {
        let name: value::StringDeserializer<value::Error> = done.into_deserializer();
        ProfileNotice::deserialize(name).ok()
    });
    let outcome = Outcome {
        notice,
        ..Outcome::default()
    };
    show(&mut member, StatusCode::OK, outcome).await
}

/// The page as it is now.
pub(crate) async fn show(member: &mut Member, status: StatusCode, outcome: Outcome) -> PageResult {
    // Forms of this page are posted to other paths.
    member.move_to("/account/");
    let browser = &member.browser;
    let (cx, user) = (&member.app.cx, &browser.user);
    let profile = users::profile(cx, user).await;
    let (held, has_more_apps) = sessions::newest(cx, user, i64::try_from(DEVICES).unwrap_or(1)).await?;
    let mut browsers = browser_sessions::list(cx, user).await?;
    // This one first, so that it is never missing.
    browsers.sort_by_key(|other| other.id != browser.id);
    let settings = &cx.settings.account;
    let display_name = profile.as_ref().and_then(|profile| profile.display_name.clone());
    let state = match (&profile, &cx.settings.homeserver_secret) {
        (_, None) => NameState::None,
        (_, Some(_)) if !settings.displayname_change_allowed => NameState::Fixed,
        (None, Some(_)) if outcome.name.is_none() => NameState::Away,
        _ => NameState::Form,
    };
    let (typed_name, name_error) = match outcome.name {
        Some((typed, error)) => (typed, Some(error)),
        None => (display_name.clone().unwrap_or_default(), None),
    };
    let rows = emails::list(cx, user).await?;
    let (typed_email, email_error) = outcome.email.unwrap_or_default();
    let page = Profile {
        person: Person {
            matrix_id: user.username.mxid(&cx.settings.server_name),
            display_name,
        },
        notice: outcome.notice,
        failure: outcome.failure,
        name: Name {
            state,
            typed: typed_name,
            error: name_error,
            has_avatar: profile.is_some_and(|profile| profile.avatar_url.is_some()),
        },
        emails: Emails {
            can_change: settings.email_change_allowed,
            is_guarded: settings.password_recovery_enabled && rows.len() == 1,
            rows: rows
                .into_iter()
                .map(|email| EmailRow {
                    id: email.id.to_string(),
                    address: email.address,
                    is_primary: email.is_primary,
                })
                .collect(),
            typed: typed_email,
            error: email_error,
            wait: outcome.wait,
        },
        language: user.locale.map(Locale::tag),
        has_more: has_more_apps || browsers.len() > DEVICES,
        apps: held.iter().map(|held| app_session(member, held)).collect(),
        browsers: browsers
            .iter()
            .take(DEVICES)
            .map(|other| browser_row(member, other, browser))
            .collect(),
    };
    match outcome.wait {
        Some(wait) => member.page_too_many(wait, &page),
        None => member.page(status, &page),
    }
}

async fn change_name(mut member: Member, PageForm(form): PageForm<NameForm>) -> PageResult {
    member.check_csrf(&form.csrf)?;
    let cx = &member.app.cx;
    if !cx.settings.account.displayname_change_allowed || cx.settings.homeserver_secret.is_none() {
        return switched_off(&member, Switch::NameChange);
    }
    let typed = &form.display_name;
    let changed = self_service::change_display_name(cx, &member.browser.user, typed, &member.requester).await?;
    let (status, error) = match changed {
        DisplayName::Changed => return Ok(done(&member, "name-changed")),
        DisplayName::TooLong => (StatusCode::UNPROCESSABLE_ENTITY, NameError::TooLong),
        DisplayName::Unprintable => (StatusCode::UNPROCESSABLE_ENTITY, NameError::Unprintable),
        DisplayName::HomeserverAway => (StatusCode::SERVICE_UNAVAILABLE, NameError::HomeserverAway),
    };
    let outcome = Outcome {
        name: Some((form.display_name, error)),
        ..Outcome::default()
    };
    show(&mut member, status, outcome).await
}
