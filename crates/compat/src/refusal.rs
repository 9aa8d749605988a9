//! How an app is told that its person is not signed in.

use axum::http::StatusCode;
use gatehouse_auth::{Error, compat::login::Login};
use gatehouse_web::{App, MatrixError};

/// LG-17: the same words whatever was wrong.
const WRONG: &str = "Invalid username, password or token";

pub(crate) fn of_login(app: &App, login: &Login) -> MatrixError {
    match login {
        Login::Locked => MatrixError::user_locked(),
        Login::Deactivated => MatrixError::user_deactivated(),
        Login::TooMany(retry_after) => MatrixError::limit_exceeded(*retry_after),
        Login::AppPasswordWanted => app_password_wanted(app),
        Login::NotForUser => MatrixError::forbidden(
            "This account can't be used with this app: choose one that signs in through the browser",
        ),
        Login::NotFromThere => MatrixError::forbidden("This app can't sign in from this network"),
        Login::Wrong | Login::Done(_) => MatrixError::forbidden(WRONG),
    }
}

/// Tells what would do, but not whether what was typed was right.
fn app_password_wanted(app: &App) -> MatrixError {
    let text = format!(
        "Invalid username or app password. Make a password for this app in your account: {}",
        app.cx.settings.link("/account/app-passwords")
    );
    MatrixError::new(StatusCode::FORBIDDEN, "M_FORBIDDEN", text)
}

/// What the homeserver has against the device is the app's mistake (LG-25).
pub(crate) fn of_error(error: Error) -> MatrixError {
    match &error {
        Error::Homeserver(refusal) if refusal.is_forbidden() => {
            MatrixError::forbidden("The homeserver does not take this device").because(refusal.to_string())
        }
        // The account was locked or deactivated this very moment.
        Error::Refused(error) => MatrixError::forbidden(WRONG).because(error.reason().to_owned()),
        _ => error.into(),
    }
}
