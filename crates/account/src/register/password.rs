//! `/register/password`: name, address, password and terms.

use axum::{Router, http::StatusCode, response::Response, routing::get};
use gatehouse_auth::{
    Error,
    authorization::{self, Waiting},
    registrations::{self, Begun, EmailRefusal, PasswordRefusal, Refusals},
};
use gatehouse_domain::{BrowserSession, Prompt, RegistrationToken};
use gatehouse_web::{App, PageError, PageForm, PageQuery, PageResult, Visitor, pages};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{closed, halt, is_open, problem, steps, tie};
use crate::{
    next::{Next, NextQuery},
    pages::{EmailProblem, HaltKind, HaltWay, PasswordProblem, SignUp, SignUpErrors, SignUpFailure},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/password", get(ask).post(sign_up))
}

#[derive(Deserialize)]
pub(super) struct SignUpQuery {
    #[serde(flatten)]
    next: NextQuery,
    /// Of an invitation.
    token: Option<String>,
    /// Proposed by whoever made the link.
    username: Option<String>,
    /// Proposed by an app.
    login_hint: Option<String>,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretString,
    password_confirm: Option<SecretString>,
    accept_terms: Option<String>,
}

/// Why the page is shown, and to whom.
struct Occasion {
    next: Next,
    app: Option<pages::App>,
    /// The text of an invitation, and what it is good for.
    token: Option<String>,
    invitation: Option<RegistrationToken>,
    signed_in: Option<BrowserSession>,
}

/// `GET /register`: there is one way to sign up.
pub(super) async fn choose(visitor: Visitor, PageQuery(query): PageQuery<SignUpQuery>) -> PageResult {
    let next = Next::from(query.next);
    let hinted = query.login_hint.as_deref().and_then(|hint| hint.strip_prefix("mxid:"));
    let username = query.username.as_deref().or(hinted).or(query.login_hint.as_deref());
    let more: Vec<_> = [("token", query.token.as_deref()), ("username", username)]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
        .collect();
    Ok(visitor.redirect(&next.after_with("/register/password", &more)))
}

async fn ask(visitor: Visitor, PageQuery(query): PageQuery<SignUpQuery>) -> PageResult {
    let typed = query.username.clone().unwrap_or_default();
    let occasion = match occasion(&visitor, query).await? {
        Ok(occasion) => occasion,
        Err(response) => return Ok(response),
    };
    let mut page = page(&visitor, &occasion);
    if !page.username_fixed {
        page.username = typed;
    }
    page.unfinished = steps::unfinished(&visitor, &occasion.next).await?;
    visitor.page(StatusCode::OK, &page)
}

/// What the sign-up is for; the answer when it can't begin.
async fn occasion(visitor: &Visitor, query: SignUpQuery) -> Result<Result<Occasion, Response>, PageError> {
    let next = Next::from(query.next);
    if !is_open(visitor) {
        return closed(visitor, &next).map(Err);
    }
    let cx = &visitor.app.cx;
    let signed_in = visitor.browser.clone();
    let (mut app, mut wants_account) = (None, false);
    if let Next::AuthorizationGrant(id) = next {
        let (Waiting::Decision(undecided) | Waiting::SignIn(undecided)) =
            authorization::find(cx, id, signed_in.as_ref()).await?
        else {
            return Err(PageError::sign_in_expired());
        };
        let target = Url::parse(&undecided.grant.request.redirect_uri).map_err(PageError::internal)?;
        app = Some(pages::App::of(&undecided.client, &target));
        // M2964-29: who is signed in is not taken for the account that the app asks for.
        wants_account = undecided.grant.request.prompt.contains(&Prompt::Create);
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
        match registrations::find_token(cx, text, &visitor.requester).await? {
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
fn page(visitor: &Visitor, occasion: &Occasion) -> SignUp {
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

/// The form as it was filled in; passwords are never shown again.
fn filled(visitor: &Visitor, occasion: &Occasion, typed: Typed, errors: SignUpErrors) -> SignUp {
    let mut page = page(visitor, occasion);
    if !page.username_fixed {
        page.username = typed.username;
    }
    if !page.email_fixed {
        page.email = typed.email;
    }
    page.accepts_terms = typed.accept_terms.is_some();
    page.errors = errors;
    page
}

async fn sign_up(
    visitor: Visitor,
    PageQuery(query): PageQuery<SignUpQuery>,
    PageForm(typed): PageForm<Typed>,
) -> PageResult {
    visitor.check_csrf(&typed.csrf)?;
    let occasion = match occasion(&visitor, query).await? {
        Ok(occasion) => occasion,
        Err(response) => return Ok(response),
    };
    let form = registrations::SignUp {
        username: typed.username.clone(),
        email: typed.email.clone(),
        password: typed.password.clone(),
        password_confirm: typed.password_confirm.clone(),
        accepts_terms: typed.accept_terms.is_some(),
        invitation: occasion.invitation.clone(),
        continuation: occasion.next.keep(),
        locale: visitor.locale,
        browser: tie::secret(&visitor),
    };
    let (status, errors) = match registrations::begin(&visitor.app.cx, form, &visitor.requester).await {
        Ok(Begun::Started(id, secret)) => {
            let path = format!("/register/steps/{id}/finish");
            return Ok(visitor.redirect_signing_up(&path, &tie::cookie(&secret, id)));
        }
        Ok(Begun::Refused(refusals)) => (StatusCode::UNPROCESSABLE_ENTITY, errors(*refusals)),
        // Nobody knows whether the name is free; what was typed stays.
        Err(Error::Homeserver(error)) => {
            tracing::error!(error = %error, "nobody can sign up");
            let form = Some(SignUpFailure::HomeserverAway);
            let errors = SignUpErrors {
                form,
                ..SignUpErrors::default()
            };
            (StatusCode::SERVICE_UNAVAILABLE, errors)
        }
        Err(error) => return Err(error.into()),
    };
    let page = filled(&visitor, &occasion, typed, errors);
    match page.errors.wait {
        Some(wait) => visitor.page_too_many(wait, &page),
        None => visitor.page(status, &page),
    }
}

fn errors(refusals: Refusals) -> SignUpErrors {
    SignUpErrors {
        username: refusals.username.map(problem),
        email: refusals.email.map(|refusal| match refusal {
            EmailRefusal::Missing => EmailProblem::Missing,
            EmailRefusal::Invalid => EmailProblem::Invalid,
        }),
        password: refusals.password.map(|refusal| match refusal {
            PasswordRefusal::Missing => PasswordProblem::Missing,
            PasswordRefusal::Weak => PasswordProblem::Weak,
            PasswordRefusal::Different => PasswordProblem::Different,
        }),
        terms: refusals.terms,
        form: None,
        wait: refusals.too_many.map(|refusal| refusal.retry_after.into()),
    }
}
