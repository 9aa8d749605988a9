//! May this app use your account?

use axum::{Router, extract::Path, http::StatusCode, routing::get};
use gatehouse_auth::{
    authorization::{self, Decision, Undecided, Waiting},
    users,
};
use gatehouse_domain::{AuthorizationGrantId, AuthorizationResponse, BrowserSession, Client, ResponseMode};
use gatehouse_web::{
    App, PageError, PageForm, PageResult, Visitor,
    pages::{self, Destination, OpenApp, Permission, Person},
};
use serde::Deserialize;
use url::Url;

use crate::{
    authorize::{respond, sign_in_path},
    pages::Consent,
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/consent/{id}", get(ask).post(decide))
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    action: String,
}

async fn ask(mut visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let id = id.parse().map_err(|_| PageError::not_found())?;
    let undecided = match authorization::find(&visitor.app.cx, id, visitor.browser.as_ref()).await? {
        Waiting::Decision(undecided) => undecided,
        Waiting::Nothing(undecided) => return answer(&visitor, &undecided, Decision::AllowAsBefore).await,
        Waiting::AnotherPerson(undecided) => return answer_another(&visitor, &undecided).await,
        Waiting::SignIn(undecided) => {
            return Ok(visitor.redirect(&sign_in_path(id, undecided.grant.request.login_hint.as_deref())));
        }
        Waiting::Over(past) => return visitor.page_over(past.as_deref()),
    };
    let request = &undecided.grant.request;
    visitor.serve_request(request.ui_locales.as_deref(), undecided.grant.created_at);
    let Some(browser) = &visitor.browser else {
        return Err(PageError::sign_in_expired());
    };
    // CS-26
    if browser.user.locked_at.is_some() {
        return visitor.page_locked(&browser.user);
    }
    let target = Url::parse(&request.redirect_uri).map_err(PageError::internal)?;
    let page = consent(&visitor, browser, &undecided, &target).await;
    visitor.page_with_form_to(StatusCode::OK, &page, Some(&target))
}

async fn decide(visitor: Visitor, Path(id): Path<String>, PageForm(form): PageForm<Answer>) -> PageResult {
    let id: AuthorizationGrantId = id.parse().map_err(|_| PageError::not_found())?;
    visitor.check_csrf(&form.csrf)?;
    let decision = match form.action.as_str() {
        "allow" => Decision::Allow,
        "deny" => Decision::Deny,
        _ => return Err(PageError::bad_form("action is neither allow nor deny")),
    };
    let undecided = match authorization::find(&visitor.app.cx, id, visitor.browser.as_ref()).await? {
        Waiting::Decision(undecided) | Waiting::Nothing(undecided) => undecided,
        Waiting::AnotherPerson(undecided) => return answer_another(&visitor, &undecided).await,
        Waiting::SignIn(_) => return Ok(visitor.redirect(&sign_in_path(id, None))),
        Waiting::Over(past) => return visitor.page_over(past.as_deref()),
    };
    answer(&visitor, &undecided, decision).await
}

async fn answer(visitor: &Visitor, undecided: &Undecided, decision: Decision) -> PageResult {
    let Some(browser) = &visitor.browser else {
        return Err(PageError::sign_in_expired());
    };
    let answer = authorization::decide(&visitor.app.cx, undecided, browser, decision).await;
    tell(visitor, undecided, answer).await
}

/// The app expects somebody else.
async fn answer_another(visitor: &Visitor, undecided: &Undecided) -> PageResult {
    let answer = authorization::refuse(&visitor.app.cx, undecided).await;
    tell(visitor, undecided, answer).await
}

async fn tell(visitor: &Visitor, undecided: &Undecided, answer: Option<AuthorizationResponse>) -> PageResult {
    if let Some(answer) = answer {
        return lead_back(visitor, &undecided.client, &answer);
    }
    // Somebody was quicker.
    match authorization::find(&visitor.app.cx, undecided.grant.id, visitor.browser.as_ref()).await? {
        Waiting::Over(past) => visitor.page_over(past.as_deref()),
        _ => Err(PageError::sign_in_expired()),
    }
}

/// Sends the answer, to a native app by a page around it.
fn lead_back(visitor: &Visitor, client: &Client, answer: &AuthorizationResponse) -> PageResult {
    let target = Url::parse(&answer.redirect_uri).map_err(PageError::internal)?;
    if answer.mode == ResponseMode::FormPost || !matches!(Destination::from(&target), Destination::Native(_)) {
        return respond(visitor, answer);
    }
    visitor.page_open_app(&OpenApp {
        href: answer.location(),
        app: pages::App::of(client, &target),
        is_allowed: answer.parameters.iter().any(|(name, _)| *name == "code"),
    })
}

async fn consent(visitor: &Visitor, browser: &BrowserSession, undecided: &Undecided, target: &Url) -> Consent {
    let cx = &visitor.app.cx;
    let Undecided { grant, client } = undecided;
    let profile = users::profile(cx, &browser.user).await;
    Consent {
        action: visitor.app.site.path(&format!("/consent/{}", grant.id)),
        switch_action: visitor
            .app
            .site
            .path(&format!("/logout?kind=continue_authorization_grant&id={}", grant.id)),
        app: pages::App::of(client, target),
        person: Person {
            matrix_id: browser.user.username.mxid(&cx.settings.server_name),
            display_name: profile.and_then(|profile| profile.display_name),
        },
        permissions: Permission::of(&grant.request.disclosed_scope()),
        device: grant.request.scope.device().map(|device| device.to_string()),
        returns_to: Destination::from(target),
    }
}
