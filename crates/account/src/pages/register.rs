//! The pages of a sign-up, one for each step.

use gatehouse_web::{
    page::Page,
    pages::{App, Wait},
};
use serde::Serialize;

mod halt;
mod sign_up;
mod steps;
#[cfg(test)]
mod tests;

pub use halt::{ConfirmEmail, ConfirmEmailState, Halt, HaltKind, HaltWay};
pub use sign_up::{EmailProblem, PasswordProblem, SignUp, SignUpErrors, SignUpFailure, UsernameProblem};
pub use steps::{
    CodeProblem, DisplayName, FinishSignUp, RegistrationToken, SignUpObstacle, VerifyEmail, VerifyEmailErrors,
    VerifyEmailNotice,
};
