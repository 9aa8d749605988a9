//! What a sign-up is for, and who is invited to it.

use axum::{http::StatusCode, response::Response};
use gatehouse_auth::{
    authorization::{self, Waiting},
    registrations,
};
use gatehouse_domain::{BrowserSession, Prompt, RegistrationToken};
use gatehouse_web::{PageError, PageResult, Visitor, pages};
use serde::Deserialize;

use super::{closed, halt, is_open};
use crate::{
    next::{Next, NextQuery},
    pages::{HaltKind, HaltWay, SignUp, SignUpErrors},
    waiting_app,
};

#[derive(Deserialize)]
pub(super) struct SignUpQuery {
    #[serde(flatten)]
    pub next: NextQuery,
    /// Of an invitation.
    pub token: Option<String>,
    /// Proposed by whoever made the link.
    pub username: Option<String>,
    /// Proposed by an app.
    pub login_hint: Option<String>,
}

/// Why the page is shown, and to whom.
pub(super) struct Occasion {
    pub next: Next,
    app: Option<pages::App>,
    /// The text of an invitation, and what it is good for.
    token: Option<String>,
    pub invitation: Option<RegistrationToken>,
    signed_in: Option<BrowserSession>,
}

/// What the sign-up is for; the answer when it can't begin.
pub(super) async fn occasion(
    visitor: &mut Visitor,
    query: SignUpQuery,
) -> Result<Result<Occasion, Response>, PageError> {
    let next = Next::from(query.next);
    if !is_open(visitor) {
        return closed(visitor, &next).map(Err);
    }
    let signed_in = visitor.browser.clone();
    let (mut app, mut wants_account) = (None, false);
    if let Next::AuthorizationGrant(id) = next {
        let undecided = match authorization::find(&visitor.app.cx, id, signed_in.as_ref()).await? {
            Waiting::Decision(undecided)
            | Waiting::Nothing(undecided)
            | Waiting::SignIn(undecided)
            | Waiting::AnotherPerson(undecided) => undecided,
            Waiting::Over(past) => return visitor.page_over(past.as_deref()).map(Err),
        };
        app = Some(waiting_app::serve(visitor, &undecided)?);
        // M2964-29: who is signed in is not taken for the account that the app asks for.
        wants_account = undecided.grant.request.prompt.contains(&Prompt::Create);
    }
    match waiting_app::find(visitor, &next).await? {
        Ok(None) => {}
        Ok(found) => app = found,
        Err(response) => return Ok(Err(response)),
    }
    if signed_in.is_some() && !wants_account && query.token.is_none() {
        return Ok(Err(visitor.redirect(&next.path())));
    }
    let mut occasion = Occasion {
        next,
        app,
        token: query.token,
        invitation: None,
        signed_in,
    };
    if let Some(text) = &occasion.token {
        match registrations::find_token(&visitor.app.cx, text, &visitor.requester).await? {
            Ok(Some(token)) => occasion.invitation = Some(token),
            Ok(None) => return uninvited(visitor, &occasion.next).map(Err),
            Err(refusal) => {
                let wait = refusal.retry_after.into();
                let mut page = page(visitor, &occasion);
                page.errors.wait = Some(wait);
                return visitor.page_too_many(wait, &page).map(Err);
            }
        }
    }
    Ok(Ok(occasion))
}

/// The invitation is used up, has expired, or its link is not whole.
fn uninvited(visitor: &Visitor, next: &Next) -> PageResult {
    let is_needed = visitor.app.cx.settings.account.password_registration_token_required;
    let (way, path) = if is_needed {
        (HaltWay::SignIn, "/login")
    } else {
        (HaltWay::Uninvited, "/register/password")
    };
    let way_on = visitor.app.site.path(&next.after(path));
    halt(visitor, StatusCode::NOT_FOUND, HaltKind::Invitation, way, way_on)
}

/// The empty form.
pub(super) fn page(visitor: &Visitor, occasion: &Occasion) -> SignUp {
    let site = &visitor.app.site;
    let settings = &visitor.app.cx.settings;
    let token = occasion.token.as_deref().map(|token| ("token", token));
    let invitation = occasion.invitation.as_ref();
    let name = invitation.and_then(|token| token.username.clone());
    let email = invitation.and_then(|token| token.email.as_ref());
    SignUp {
        action: site.path(&occasion.next.after_with("/register/password", token.as_slice())),
        strength_action: site.path("/register/password/strength"),
        sign_in: site.path(&occasion.next.after("/login")),
        server_name: settings.server_name.clone(),
        username_fixed: name.is_some(),
        username: name.unwrap_or_default(),
        email_fixed: email.is_some(),
        email: email.map(ToString::to_string).unwrap_or_default(),
        email_required: settings.account.password_registration_email_required,
        terms_uri: settings.account.tos_uri.as_ref().map(ToString::to_string),
        accepts_terms: false,
        invited: invitation.is_some(),
        app: occasion.app.clone(),
        signed_in: occasion.signed_in.as_ref().map(|browser| {
            let id = browser.user.username.mxid(&settings.server_name);
            (id, site.path(&occasion.next.path()))
        }),
        unfinished: None,
        errors: SignUpErrors::default(),
    }
}
