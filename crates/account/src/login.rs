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
use url::Url;

use crate::{
    next::{Next, NextQuery},
    pages::{PasswordError, SignIn, SignInErrors, SignInFailure, SignInNotice, UsernameError},
};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/login", get(ask).post(sign_in))
}

#[derive(Deserialize)]
struct Hint {
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

/// What the sign-in is for; none when there is nothing to sign in for, since the person is signed in.
async fn occasion(visitor: &Visitor, query: &NextQuery) -> Result<Option<Occasion>, PageError> {
    let next = Next::from(query);
    let browser = visitor.browser.clone();
    match next {
        Next::Account if browser.is_some() => Ok(None),
        Next::Account => Ok(Some(Occasion {
            next,
            app: None,
            again: None,
        })),
        Next::AuthorizationGrant(id) => match authorization::find(&visitor.app.cx, id, browser.as_ref()).await? {
            Waiting::Decision(_) => Ok(None),
            Waiting::SignIn(undecided) => {
                let target = Url::parse(&undecided.grant.request.redirect_uri).map_err(PageError::internal)?;
                let app = Some(pages::App::of(&undecided.client, &target));
                Ok(Some(Occasion {
                    next,
                    app,
                    again: browser,
                }))
            }
            Waiting::Over => Err(PageError::sign_in_expired()),
        },
    }
}

async fn ask(visitor: Visitor, PageQuery(query): PageQuery<NextQuery>, PageQuery(hint): PageQuery<Hint>) -> PageResult {
    let Some(occasion) = occasion(&visitor, &query).await? else {
        return Ok(visitor.redirect(&Next::from(&query).path()));
    };
    let notice = occasion.again.as_ref().map(|_| SignInNotice::Again);
    let typed = hint.login_hint.as_deref().map(hinted_name).unwrap_or_default();
    show(
        &visitor,
        StatusCode::OK,
        occasion,
        SignIn {
            notice,
            username: typed,
            ..SignIn::new("")
        },
    )
}

/// MSC4198 writes `mxid:@ana:example.org`; others write a bare name (XC-23).
fn hinted_name(hint: &str) -> String {
    hint.strip_prefix("mxid:").unwrap_or(hint).to_owned()
}

/// The page for the occasion, with what `page` says besides.
fn show(visitor: &Visitor, status: StatusCode, occasion: Occasion, mut page: SignIn) -> PageResult {
    page.action = visitor.app.site.path(&occasion.next.after("/login"));
    if let Some(browser) = occasion.again {
        page.username = browser.user.username.to_string();
        page.username_fixed = true;
    }
    page.app = occasion.app;
    if !visitor.app.cx.settings.passwords_enabled {
        page.errors.form = Some(SignInFailure::NoPasswords);
    }
    visitor.page(status, &page)
}

async fn sign_in(
    visitor: Visitor,
    PageQuery(query): PageQuery<NextQuery>,
    PageForm(typed): PageForm<Credentials>,
) -> PageResult {
    visitor.check_csrf(&typed.csrf)?;
    let Some(occasion) = occasion(&visitor, &query).await? else {
        return Ok(visitor.redirect(&Next::from(&query).path()));
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
    show(&visitor, StatusCode::UNPROCESSABLE_ENTITY, occasion, page)
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
        form: None,
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
    let password = typed.password.clone();
    let current = visitor.browser.as_ref();
    let outcome = browser_sessions::sign_in(&visitor.app.cx, username, password, current, &visitor.requester).await?;
    Ok(match outcome {
        Outcome::Done(_, secret) => Ok(visitor.redirect_signed_in(&occasion.next.path(), &secret)),
        Outcome::Wrong => Err(SignInErrors {
            password: Some(PasswordError::Wrong),
            ..SignInErrors::default()
        }),
        Outcome::Locked => Err(SignInErrors {
            form: Some(SignInFailure::Locked),
            ..SignInErrors::default()
        }),
    })
}
