//! Signing up: a form, a few steps, and an account at the end.
//!
//! A GET never acts: each page shows where the sign-up stands, and the account is made by the form of the last step.
//! The steps belong to the browser whose cookie began them; with another they don't exist.

use axum::{Router, http::StatusCode, routing::get};
use gatehouse_web::{App, PageResult, Visitor};

use crate::{
    next::Next,
    pages::{Halt, HaltKind, HaltWay, UsernameProblem},
};
use gatehouse_auth::registrations::UsernameRefusal;

mod display_name;
mod finish;
mod occasion;
mod password;
mod steps;
mod strength;
mod tie;
mod token;
mod verify_email;

pub(crate) use steps::path_of_this_browser;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/register", get(password::choose))
        .merge(password::routes())
        .merge(strength::routes())
        .merge(verify_email::routes())
        .merge(token::routes())
        .merge(display_name::routes())
        .merge(finish::routes())
}

/// The page for whoever comes although nobody can sign up.
fn closed(visitor: &Visitor, next: &Next) -> PageResult {
    let way_on = visitor.app.site.path(&next.after("/login"));
    halt(
        visitor,
        StatusCode::FORBIDDEN,
        HaltKind::Closed,
        HaltWay::SignIn,
        way_on,
    )
}

fn halt(visitor: &Visitor, status: StatusCode, kind: HaltKind, way: HaltWay, way_on: String) -> PageResult {
    visitor.page(status, &Halt { kind, way, way_on })
}

fn is_open(visitor: &Visitor) -> bool {
    visitor.app.cx.settings.account.password_registration_enabled
}

fn problem(refusal: UsernameRefusal) -> UsernameProblem {
    match refusal {
        UsernameRefusal::Missing => UsernameProblem::Missing,
        UsernameRefusal::Invalid => UsernameProblem::Invalid,
        UsernameRefusal::TooLong => UsernameProblem::TooLong,
        UsernameRefusal::Reserved => UsernameProblem::Reserved,
        UsernameRefusal::Taken(free) => UsernameProblem::Taken(free.iter().map(ToString::to_string).collect()),
    }
}
