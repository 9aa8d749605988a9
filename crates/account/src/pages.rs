//! The pages for people: sign-in, the account, and the doorstep.

pub use gatehouse_web::pages::UserAgent;
use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

mod cross_signing;
mod deactivate;
mod overview;
mod sign_in;
#[cfg(test)]
mod tests;

pub use cross_signing::{CrossSigningCancelled, CrossSigningReset, CrossSigningResetAllowed};
pub use deactivate::{Deactivate, DeactivateErrors, Deactivated, DeactivationOff};
pub use overview::{AppSession, Browser, DeviceKind, Overview, OverviewNotice};
pub use sign_in::{PasswordError, SignIn, SignInErrors, SignInFailure, SignInNotice, UsernameError};

/// `/`: what this server is, and the way in.
#[derive(Debug, Clone, Serialize)]
pub struct Index {
    pub person: Option<Person>,
}

impl Page for Index {
    const TEMPLATE: &'static str = "pages/index.html";
}

/// The goodbye after a sign-out.
#[derive(Debug, Clone, Serialize)]
pub struct SignedOut {}

impl Page for SignedOut {
    const TEMPLATE: &'static str = "pages/signed-out.html";
}
