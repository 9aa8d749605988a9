//! The pages for people: sign-in, the account, and the doorstep.

pub use gatehouse_web::pages::UserAgent;
use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

mod emails;
mod overview;
mod password;
mod profile;
mod recover;
mod sign_in;
mod switched_off;
#[cfg(test)]
mod tests;

pub use emails::{CodeError, EmailVerify, EmailVerifyNotice};
pub use overview::{AppSession, Browser, DeviceKind};
pub use password::{
    CurrentPasswordError, LinkOver, NewPasswordError, PasswordChange, PasswordChanged, PasswordErrors,
    PasswordRecovery, SignedOutOthers, WhyOver,
};
pub use profile::{EmailError, EmailRow, Emails, Name, NameError, NameState, Profile, ProfileFailure, ProfileNotice};
pub use recover::{Recover, RecoverError, RecoverProgress};
pub use sign_in::{PasswordError, SignIn, SignInErrors, SignInFailure, SignInNotice, UsernameError};
pub use switched_off::{Switch, SwitchedOff};

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
