//! Pages without a form of the sign-up: where it does not go on here, and the link of the mail.

use super::{Page, Serialize};

/// Why the sign-up does not go on here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HaltKind {
    /// Nobody can sign up.
    Closed,
    /// The link of an invitation is no longer good.
    Invitation,
    /// It was begun in another browser, or too long ago.
    Elsewhere,
    /// The step is done; the way on is the next one.
    StepDone,
    /// The account is there.
    Done,
}

/// What the way on is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HaltWay {
    SignIn,
    /// Sign up without an invitation.
    Uninvited,
    StartAgain,
    Continue,
}

/// `pages/register-halt.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Halt {
    pub kind: HaltKind,
    pub way: HaltWay,
    pub way_on: String,
}

impl Page for Halt {
    const TEMPLATE: &'static str = "pages/register-halt.html";
}

/// What there is to say about the link of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ConfirmEmailState {
    /// Whoever opened it is asked; programs that look at mail press no buttons.
    Ask {
        action: String,
        address: String,
        /// The account that it is for.
        matrix_id: String,
        /// The account is there and gets one more address.
        adding: bool,
    },
    /// The sign-up goes on in the browser where it began.
    Done { address: String },
    /// The account has one more address.
    Added { address: String },
    /// Another account has it.
    Taken { address: String },
    /// The link is too old, or was replaced by another.
    Over,
}

/// `pages/email-confirm.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ConfirmEmail {
    #[serde(flatten)]
    pub state: ConfirmEmailState,
}

impl Page for ConfirmEmail {
    const TEMPLATE: &'static str = "pages/email-confirm.html";
}
