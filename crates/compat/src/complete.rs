//! May an older app be signed in to your account?

use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect},
    routing::get,
};
use gatehouse_auth::{
    compat::sso::{self, Waiting},
    users,
};
use gatehouse_domain::{BrowserSession, SsoAction, SsoLogin, SsoLoginId};
use gatehouse_web::{
    App, PageError, PageForm, PageQuery, PageResult, Visitor,
    pages::{self, Destination, OpenApp, Over, OverReason, Permission, Person},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::pages::CompleteSso;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/complete-compat-sso/{id}", get(ask).post(decide))
}

/// The path of the question.
pub(crate) fn path(id: SsoLoginId, action: Option<SsoAction>) -> String {
    let action = action.map_or_else(String::new, |action| format!("?action={}", action.as_str()));
    format!("/complete-compat-sso/{id}{action}")
}

/// The page that comes before it: a sign-in, or where the app wants a new account a sign-up (M3824-05).
fn path_before(id: SsoLoginId, action: Option<SsoAction>) -> String {
    let page = match action {
        Some(SsoAction::Register) => "/register",
        Some(SsoAction::Login) | None => "/login",
    };
    format!("{page}?kind=continue_compat_sso_login&id={id}")
}

#[derive(Deserialize)]
struct Wanted {
    action: Option<String>,
    #[serde(rename = "org.matrix.msc3824.action")]
    unstable: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    action: String,
}

async fn ask(visitor: Visitor, Path(id): Path<String>, PageQuery(wanted): PageQuery<Wanted>) -> PageResult {
    let action = SsoAction::read(wanted.action.as_deref(), wanted.unstable.as_deref());
    let (login, browser) = match undecided(&visitor, &id, action).await {
        Ok(undecided) => undecided,
        Err(elsewhere) => return elsewhere,
    };
    let page = question(&visitor, browser, &login).await;
    visitor.page_with_form_to(StatusCode::OK, &page, Some(login.redirect_url.url()))
}

/// The sign-in and who may decide on it, or else where to go instead.
async fn undecided<'a>(
    visitor: &'a Visitor,
    id: &str,
    action: Option<SsoAction>,
) -> Result<(SsoLogin, &'a BrowserSession), PageResult> {
    let cx = &visitor.app.cx;
    let id = id.parse().map_err(|_| Err(PageError::not_found()))?;
    let login = match sso::find(cx, id).await.map_err(|error| Err(error.into()))? {
        Waiting::Decision(login) => login,
        Waiting::Over(past) => return Err(visitor.page_sso_over(past.as_ref())),
        Waiting::Off => return Err(Err(PageError::sso_off())),
    };
    let Some(browser) = &visitor.browser else {
        return Err(Ok(visitor.redirect(&path_before(id, action))));
    };
    // CS-26
    if browser.user.locked_at.is_some() {
        return Err(visitor.page_locked(&browser.user));
    }
    // The app would get a token that is good for nothing.
    if !cx.settings.compat.is_for(&browser.user) {
        return Err(Err(PageError::sso_off()));
    }
    Ok((login, browser))
}

/// LG-30, LG-33: nobody is ever sent back without this page, whoever began, since all that is known of an older app is
/// where it is.
async fn question(visitor: &Visitor, browser: &BrowserSession, login: &SsoLogin) -> CompleteSso {
    let cx = &visitor.app.cx;
    let site = &visitor.app.site;
    let profile = users::profile(cx, &browser.user).await;
    let app = pages::App::at(site, login.redirect_url.url());
    CompleteSso {
        action: site.path(&path(login.id, None)),
        switch_action: site.path(&format!("/logout?kind=continue_compat_sso_login&id={}", login.id)),
        returns_to: app.place.clone(),
        app,
        person: Person {
            matrix_id: browser.user.username.mxid(&cx.settings.server_name),
            display_name: profile.and_then(|profile| profile.display_name),
        },
        permissions: vec![Permission::MatrixFull],
    }
}

async fn decide(visitor: Visitor, Path(id): Path<String>, PageForm(form): PageForm<Answer>) -> PageResult {
    visitor.check_csrf(&form.csrf)?;
    let (login, browser) = match undecided(&visitor, &id, None).await {
        Ok(undecided) => undecided,
        Err(elsewhere) => return elsewhere,
    };
    let cx = &visitor.app.cx;
    match form.action.as_str() {
        "allow" => {
            if let Some(location) = sso::allow(cx, &login, browser).await? {
                return lead_back(&visitor, &login, &location);
            }
        }
        "deny" => {
            if sso::deny(cx, &login).await? {
                let page = Over::of_sso(&login, OverReason::Denied, &visitor.app.site);
                return visitor.page(StatusCode::OK, &page);
            }
        }
        _ => return Err(PageError::bad_form("action is neither allow nor deny")),
    }
    // Somebody was quicker.
    match sso::find(cx, login.id).await? {
        Waiting::Over(past) => visitor.page_sso_over(past.as_ref()),
        _ => Err(PageError::sign_in_expired()),
    }
}

/// Sends the token, to an app on the device by a page around it.
fn lead_back(visitor: &Visitor, login: &SsoLogin, location: &SecretString) -> PageResult {
    let url = login.redirect_url.url();
    if matches!(Destination::from(url), Destination::Native(_)) {
        return visitor.page_open_app(&OpenApp {
            href: location.expose_secret().to_owned(),
            app: pages::App::at(&visitor.app.site, url),
            is_allowed: true,
        });
    }
    let mut response = Redirect::to(location.expose_secret()).into_response();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
