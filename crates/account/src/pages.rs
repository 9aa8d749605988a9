//! The pages for people: sign-in, the account, and the doorstep.

pub use gatehouse_web::pages::UserAgent;
use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

mod activity;
mod device;
mod devices;
mod overview;
mod security;
mod sign_in;
#[cfg(test)]
mod tests;

pub use activity::{Activity, ActivityDay, ActivityEvent};
pub use device::{Device, DeviceEnd, DeviceKind, DeviceNameError, DeviceNameForm, DeviceNotice, DevicePage};
pub use devices::{Devices, DevicesNotice, EndOthers};
pub use overview::{AppSession, Browser, Overview, OverviewNotice};
pub use security::{PasswordStatus, Security};
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
