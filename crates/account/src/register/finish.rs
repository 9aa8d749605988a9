//! `/register/steps/{id}/finish`: shows where the sign-up stands; its form makes the account.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_auth::{
    Error, browser_sessions,
    registrations::{self, Finished, Obstacle, Step},
};
use gatehouse_web::{App, PageError, PageForm, PageResult};
use serde::Deserialize;

use super::{problem, steps::Underway, tie};
use crate::pages::{FinishSignUp, SignUpObstacle, UsernameProblem};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/steps/{id}/finish", get(show).post(finish))
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    csrf: String,
    /// Another name, since the first is taken.
    username: Option<String>,
}

async fn show(underway: Underway) -> PageResult {
    let path = match &underway.step {
        Step::Token => "token",
        Step::VerifyEmail(_) => "verify-email",
        Step::DisplayName => "display-name",
        Step::Done => return underway.done(),
        Step::Finish => return show_last(&underway, None).await,
    };
    Ok(underway.redirect(&underway.path(path)))
}

/// Everything is told; it is the account that could not be made yet.
async fn show_last(underway: &Underway, wrong: Option<(String, UsernameProblem)>) -> PageResult {
    let registration = &underway.registration;
    let (mut status, obstacle) = match registrations::obstacle(&underway.app.cx, registration).await {
        Ok(obstacle) => (StatusCode::OK, obstacle),
        Err(Error::Homeserver(error)) => {
            tracing::error!(error = %error, "a sign-up can't be finished");
            return page(
                underway,
                StatusCode::SERVICE_UNAVAILABLE,
                Some(SignUpObstacle::HomeserverAway),
                None,
            );
        }
        Err(error) => return Err(error.into()),
    };
    if wrong.is_some() {
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let obstacle = match obstacle {
        Some(obstacle) => Some(explained(underway, obstacle).await?),
        None => None,
    };
    page(underway, status, obstacle, wrong)
}

async fn explained(underway: &Underway, obstacle: Obstacle) -> Result<SignUpObstacle, PageError> {
    let invitation = registrations::find_invitation(&underway.app.cx, &underway.registration).await?;
    let (site, next) = (&underway.app.site, underway.next());
    let can_recover = underway.app.cx.settings.account.password_recovery_enabled;
    Ok(match obstacle {
        Obstacle::UsernameTaken(free) => SignUpObstacle::UsernameTaken {
            free: free.iter().map(ToString::to_string).collect(),
            fixed: invitation.is_some_and(|token| token.username.is_some()),
        },
        Obstacle::EmailTaken => SignUpObstacle::EmailTaken {
            sign_in: site.path(&next.after("/login")),
            recover: can_recover.then(|| site.path(&next.after("/recover"))),
        },
    })
}

fn page(
    underway: &Underway,
    status: StatusCode,
    obstacle: Option<SignUpObstacle>,
    wrong: Option<(String, UsernameProblem)>,
) -> PageResult {
    let registration = &underway.registration;
    let (typed, error) = wrong.unzip();
    let page = FinishSignUp {
        action: underway.href("finish"),
        matrix_id: underway.matrix_id(),
        server_name: underway.app.cx.settings.server_name.clone(),
        username: typed.unwrap_or_else(|| registration.username.to_string()),
        email: registration.email.as_ref().map(ToString::to_string),
        obstacle,
        error,
    };
    underway.page(status, &page)
}

async fn finish(mut underway: Underway, PageForm(form): PageForm<Answer>) -> PageResult {
    underway.check_csrf(&form.csrf)?;
    if !matches!(underway.step, Step::Finish) {
        return Ok(underway.go_on());
    }
    if let Some(typed) = form.username {
        match registrations::change_username(&underway.app.cx, &underway.registration, &typed).await {
            Ok(Ok(username)) => underway.registration.username = username,
            Ok(Err(refusal)) => return show_last(&underway, Some((typed, problem(refusal)))).await,
            Err(Error::Homeserver(_)) => return Ok(underway.go_on()),
            Err(error) => return Err(error.into()),
        }
    }
    complete(&underway).await
}

/// Makes the account and signs this browser in to it. When something is in the way, the page that follows says what.
pub(super) async fn complete(underway: &Underway) -> PageResult {
    let cx = &underway.app.cx;
    let secret = tie::secret(underway);
    let found = registrations::find(cx, underway.registration.id, secret.as_ref()).await?;
    let Some(registration) = found else {
        return Ok(underway.go_on());
    };
    match registrations::finish(cx, &registration, &underway.requester).await {
        Ok(Finished::Done(_, secret)) => {
            // The browser's cookie names one session: whoever was signed in before no longer is.
            if let Some(former) = &underway.browser {
                browser_sessions::end(cx, former, &underway.requester).await?;
            }
            Ok(underway.redirect_signed_in(&underway.next().path(), &secret))
        }
        Ok(Finished::Obstacle(_) | Finished::NotNow) | Err(Error::Homeserver(_)) => Ok(underway.go_on()),
        Err(error) => Err(error.into()),
    }
}
