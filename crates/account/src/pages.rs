//! The pages for people: sign-in, the account, and the doorstep.

pub use gatehouse_web::pages::UserAgent;
use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

mod activity;
mod app_passwords;
mod apps;
mod cross_signing;
mod deactivate;
mod device;
mod devices;
mod emails;
mod overview;
mod password;
mod profile;
mod recover;
mod register;
mod security;
mod sign_in;
mod switched_off;
#[cfg(test)]
mod tests;

pub use activity::{Activity, ActivityDay, ActivityEvent};
pub use app_passwords::{
    AppPasswordDevice, AppPasswordError, AppPasswordMade, AppPasswordNew, AppPasswordRow, AppPasswords,
    AppPasswordsNotice,
};
pub use apps::{AllowedAppRow, AllowedApps, AllowedAppsNotice};
pub use cross_signing::{CrossSigningCancelled, CrossSigningReset, CrossSigningResetAllowed};
pub use deactivate::{Deactivate, DeactivateErrors, Deactivated, DeactivationOff};
pub use device::{Device, DeviceEnd, DeviceKind, DeviceNameError, DeviceNameForm, DeviceNotice, DevicePage};
pub use devices::{Devices, DevicesNotice, EndOthers};
pub use emails::{CodeError, EmailVerify, EmailVerifyNotice};
pub use overview::{AppSession, Browser};
pub use password::{
    CurrentPasswordError, LinkOver, NewPasswordError, PasswordChange, PasswordChanged, PasswordErrors,
    PasswordRecovery, SignedOutOthers, WhyOver,
};
pub use profile::{EmailError, EmailRow, Emails, Name, NameError, NameState, Profile, ProfileFailure, ProfileNotice};
pub use recover::{Recover, RecoverError, RecoverProgress};
pub use register::{
    CodeProblem, ConfirmEmail, ConfirmEmailState, DisplayName, EmailProblem, FinishSignUp, Halt, HaltKind, HaltWay,
    PasswordProblem, RegistrationToken, SignUp, SignUpErrors, SignUpFailure, SignUpObstacle, UsernameProblem,
    VerifyEmail, VerifyEmailErrors, VerifyEmailNotice,
};
pub use security::{PasswordStatus, Security};
pub use sign_in::{PasswordError, SignIn, SignInErrors, SignInFailure, SignInNotice, UsernameError};
pub use switched_off::{Switch, SwitchedOff};

/// `/`: what this server is, and the way in.
#[derive(Debug, Clone, Serialize)]
pub struct Index {
    pub person: Option<Person>,
    /// People can sign up.
    pub sign_up: bool,
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
