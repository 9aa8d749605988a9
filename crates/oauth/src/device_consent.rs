//! `/device/{id}`: shall another device be signed in to your account?

use axum::{Router, extract::Path, http::StatusCode, routing::get};
use gatehouse_auth::{
    authorization::Decision,
    device_grants::{self, Outcome, Undecided, Waiting},
    users,
};
use gatehouse_domain::{BrowserSession, DeviceGrantId};
use gatehouse_web::{
    App, PageError, PageForm, PageResult, Visitor,
    pages::{self, Permission, Person, UserAgent},
};
use serde::Deserialize;

use crate::pages::{DeviceConsent, DeviceDone, DeviceEnding};

/// A device may call itself anything, at any length.
const LONGEST_USER_AGENT: usize = 80;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/device/{id}", get(ask).post(decide))
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    action: String,
}

async fn ask(visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let id = known(&visitor, &id)?;
    match find(&visitor, id).await? {
        Waiting::Decision(undecided) => show(&visitor, &undecided).await,
        other => lead_on(&visitor, id, &other),
    }
}

async fn decide(visitor: Visitor, Path(id): Path<String>, PageForm(form): PageForm<Answer>) -> PageResult {
    let id = known(&visitor, &id)?;
    visitor.check_csrf(&form.csrf)?;
    let decision = match form.action.as_str() {
        "allow" => Decision::Allow,
        "deny" => Decision::Deny,
        _ => return Err(PageError::bad_form("action is neither allow nor deny")),
    };
    let undecided = match find(&visitor, id).await? {
        Waiting::Decision(undecided) => undecided,
        other => return lead_on(&visitor, id, &other),
    };
    let browser = signed_in(&visitor)?;
    if browser.user.locked_at.is_some() {
        return visitor.page_locked(&browser.user);
    }
    device_grants::decide(&visitor.app.cx, &undecided, browser, decision).await?;
    // The page tells how it ended, whoever was quicker, and however often it is loaded.
    Ok(visitor.redirect(&format!("/device/{id}")))
}

fn known(visitor: &Visitor, id: &str) -> Result<DeviceGrantId, PageError> {
    let id = id.parse().ok().filter(|_| device_grants::is_offered(&visitor.app.cx));
    id.ok_or_else(PageError::not_found)
}

async fn find(visitor: &Visitor, id: DeviceGrantId) -> Result<Waiting, PageError> {
    Ok(device_grants::find(&visitor.app.cx, id, visitor.mark(), visitor.browser.as_ref()).await?)
}

fn signed_in(visitor: &Visitor) -> Result<&BrowserSession, PageError> {
    visitor.browser.as_ref().ok_or_else(PageError::sign_in_expired)
}

/// Where there is nothing to decide, or not yet.
fn lead_on(visitor: &Visitor, id: DeviceGrantId, waiting: &Waiting) -> PageResult {
    let (status, ending) = match waiting {
        Waiting::SignIn(_) | Waiting::Decision(_) => {
            return Ok(visitor.redirect(&format!("/login?{}", continuation(id))));
        }
        Waiting::Code => return Ok(visitor.redirect("/link")),
        Waiting::Decided(Outcome::Allowed) => (StatusCode::OK, DeviceEnding::Allowed),
        Waiting::Decided(Outcome::Denied) => (StatusCode::OK, DeviceEnding::Denied),
        Waiting::Decided(Outcome::Refused) => (StatusCode::FORBIDDEN, DeviceEnding::Refused),
        Waiting::Over => (StatusCode::GONE, DeviceEnding::Over),
    };
    visitor.page(status, &DeviceDone { ending })
}

fn continuation(id: DeviceGrantId) -> String {
    format!("kind=continue_device_code_grant&id={id}")
}

async fn show(visitor: &Visitor, undecided: &Undecided) -> PageResult {
    let browser = signed_in(visitor)?;
    // CS-26
    if browser.user.locked_at.is_some() {
        return visitor.page_locked(&browser.user);
    }
    let (cx, site) = (&visitor.app.cx, &visitor.app.site);
    let Undecided {
        grant,
        client,
        user_code,
    } = undecided;
    let profile = users::profile(cx, &browser.user).await;
    let page = DeviceConsent {
        action: site.path(&format!("/device/{}", grant.id)),
        switch_action: site.path(&format!("/logout?{}", continuation(grant.id))),
        app: pages::App::elsewhere(client),
        person: Person {
            matrix_id: browser.user.username.mxid(&cx.settings.server_name),
            display_name: profile.and_then(|profile| profile.display_name),
        },
        permissions: Permission::of(&grant.scope),
        device: grant.scope.device().map(|device| device.to_string()),
        user_code: user_code.to_string(),
        asked_at: grant.created_at,
        ip: grant.ip.clone(),
        user_agent: grant.user_agent.as_deref().map(UserAgent::from).unwrap_or_default(),
        user_agent_text: grant.user_agent.as_deref().map(shortened),
    };
    visitor.page(StatusCode::OK, &page)
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_USER_AGENT {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST_USER_AGENT).collect();
    format!("{kept}…")
}
