//! Who are you?

use axum::{Router, http::StatusCode, response::Response, routing::get};
use gatehouse_auth::{
    authorization::{self, Waiting},
    browser_sessions::{self, SignIn as Outcome},
};
use gatehouse_domain::BrowserSession;
use gatehouse_web::{App, PageError, PageForm, PageQuery, PageResult, Visitor, pages};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{
    member::FRESH,
    next::{Next, NextQuery},
    pages::{PasswordError, SignIn, SignInErrors, SignInFailure, SignInNotice, UsernameError},
    waiting_app,
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/login", get(ask).post(sign_in))
}

#[derive(Deserialize)]
struct SignInQuery {
    #[serde(flatten)]
    next: NextQuery,
    /// Being signed in is not enough: what comes next wants a fresh proof.
    again: Option<String>,
    login_hint: Option<String>,
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: SecretString,
}

/// Why the page is shown, and to whom.
struct Occasion {
    next: Next,
    app: Option<pages::App>,
    /// The person is signed in but has to show again that it is them.
    again: Option<BrowserSession>,
}

/// What the sign-in is for; the answer when there is nothing to sign in for, as when the person is signed in.
async fn occasion(visitor: &mut Visitor, query: SignInQuery) -> Result<Result<Occasion, Response>, PageError> {
    let next = Next::from(query.next);
    let mut browser = visitor.browser.clone();
    let app = if let Next::AuthorizationGrant(id) = next {
        match authorization::find(&visitor.app.cx, id, browser.as_ref()).await? {
            Waiting::Decision(_) | Waiting::Nothing(_) | Waiting::AnotherPerson(_) => {
                return Ok(Err(visitor.redirect(&next.path())));
            }
            Waiting::SignIn(undecided) => {
                // Or somebody else is meant than who is signed in.
                browser = browser.filter(|browser| undecided.expects(&visitor.app.cx, browser));
                Some(waiting_app::serve(visitor, &undecided)?)
            }
            Waiting::Over(past) => return visitor.page_over(past.as_deref()).map(Err),
        }
    } else {
        let is_enough =
            |browser: &BrowserSession| query.again.is_none() || browser.is_fresher_than(FRESH, visitor.app.cx.now());
        if browser.as_ref().is_some_and(is_enough) {
            return Ok(Err(visitor.redirect(&next.path())));
        }
        match waiting_app::find(visitor, &next).await? {
            Ok(app) => app,
            Err(response) => return Ok(Err(response)),
        }
    };
    Ok(Ok(Occasion {
        next,
        app,
        again: browser,
    }))
}

async fn ask(mut visitor: Visitor, PageQuery(query): PageQuery<SignInQuery>) -> PageResult {
    // MSC4198 writes `mxid:@ana:example.org`; others write a bare name (XC-23).
    let hint = query.login_hint.as_deref().unwrap_or_default();
    let typed = hint.strip_prefix("mxid:").unwrap_or(hint).to_owned();
    let occasion = match occasion(&mut visitor, query).await? {
        Ok(occasion) => occasion,
        Err(response) => return Ok(response),
    };
    let page = SignIn {
        notice: occasion.again.as_ref().map(|_| SignInNotice::Again),
        username: typed,
        ..SignIn::new("")
    };
    show(&mut visitor, StatusCode::OK, occasion, page)
}

/// The page for the occasion, with what `page` says besides.
fn show(visitor: &mut Visitor, status: StatusCode, occasion: Occasion, mut page: SignIn) -> PageResult {
    let again = occasion.again.as_ref().map(|_| ("again", "1"));
    let here = occasion.next.after_with("/login", again.as_slice());
    page.action = visitor.app.site.path(&here);
    visitor.move_to(&here);
    if let Some(browser) = occasion.again {
        page.username = browser.user.username.to_string();
        page.username_fixed = true;
    }
    page.app = occasion.app;
    let account = &visitor.app.cx.settings.account;
    let link = |path| visitor.app.site.path(&occasion.next.after(path));
    page.sign_up = (account.password_registration_enabled && !page.username_fixed).then(|| link("/register"));
    page.recover = account.password_recovery_enabled.then(|| link("/recover"));
    if !visitor.app.cx.settings.passwords_enabled {
        page.errors.form = Some(SignInFailure::NoPasswords);
    }
    page.email_allowed = visitor.app.cx.settings.account.login_with_email_allowed && !page.username_fixed;
    match page.errors.wait {
        Some(wait) => visitor.page_too_many(wait, &page),
        None => visitor.page(status, &page),
    }
}

async fn sign_in(
    mut visitor: Visitor,
    PageQuery(query): PageQuery<SignInQuery>,
    PageForm(typed): PageForm<Credentials>,
) -> PageResult {
    visitor.check_csrf(&typed.csrf)?;
    let occasion = match occasion(&mut visitor, query).await? {
        Ok(occasion) => occasion,
        Err(response) => return Ok(response),
    };
    let errors = match attempt(&visitor, &occasion, &typed).await? {
        Ok(response) => return Ok(response),
        Err(errors) => errors,
    };
    // Where passwords are wrong the name may be the mistake: it is shown again, the password never.
    let page = SignIn {
        errors,
        username: typed.username,
        ..SignIn::new("")
    };
    show(&mut visitor, StatusCode::UNPROCESSABLE_ENTITY, occasion, page)
}

async fn attempt(
    visitor: &Visitor,
    occasion: &Occasion,
    typed: &Credentials,
) -> Result<Result<Response, SignInErrors>, PageError> {
    let username = match &occasion.again {
        Some(browser) => browser.user.username.as_str(),
        None => typed.username.trim(),
    };
    let missing = SignInErrors {
        username: username.is_empty().then_some(UsernameError::Missing),
        password: typed
            .password
            .expose_secret()
            .is_empty()
            .then_some(PasswordError::Missing),
        ..SignInErrors::default()
    };
    if missing.any() {
        return Ok(Err(missing));
    }
    if !visitor.app.cx.settings.passwords_enabled {
        return Ok(Err(SignInErrors {
            form: Some(SignInFailure::NoPasswords),
            ..SignInErrors::default()
        }));
    }
    let (password, current) = (typed.password.clone(), visitor.browser.as_ref());
    let outcome = browser_sessions::sign_in(&visitor.app.cx, username, password, current, &visitor.requester).await?;
    Ok(match outcome {
        Outcome::Done(_, secret) => Ok(visitor.redirect_signed_in(&occasion.next.path(), &secret)),
        Outcome::Wrong => Err(SignInErrors {
            password: Some(PasswordError::Wrong),
            ..SignInErrors::default()
        }),
        Outcome::TooMany(retry_after) => Err(SignInErrors {
            wait: Some(retry_after.into()),
            ..SignInErrors::default()
        }),
        Outcome::Locked => Err(SignInErrors {
            form: Some(SignInFailure::Locked),
            ..SignInErrors::default()
        }),
    })
}
