//! Where use cases post their letters.

use std::sync::Arc;

use gatehouse_domain::{JobId, Timestamp};
use lettre::message::Mailbox;

use crate::{
    Letter, Mail, MailError, Message, Outgoing, Stationery, Unwritable,
    outgoing::{mailbox, one_line},
};

/// Which notices people get of what happened to their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Notices {
    pub new_sign_in: bool,
    pub sign_in_reported: bool,
    pub password_changed: bool,
    pub app_password_made: bool,
    pub email_changed: bool,
    pub account_deactivated: bool,
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            new_sign_in: true,
            sign_in_reported: true,
            password_changed: true,
            app_password_made: true,
            email_changed: true,
            account_deactivated: true,
        }
    }
}

/// From whom letters come, and who gets the answers.
#[derive(Debug, Clone)]
pub struct Sender {
    pub(crate) from: Mailbox,
    pub(crate) reply_to: Mailbox,
}

/// The text is not an address, with a name before it or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an email address such as `Name <name@example.org>`")]
pub struct SenderError;

impl Sender {
    /// Both as they stand in a header: `"Name" <name@example.org>`.
    pub fn new(from: &str, reply_to: &str) -> Result<Self, SenderError> {
        Ok(Self {
            from: parsed(from)?,
            reply_to: parsed(reply_to)?,
        })
    }
}

fn parsed(text: &str) -> Result<Mailbox, SenderError> {
    let Mailbox { name, email } = text.parse().map_err(|_| SenderError)?;
    Ok(Mailbox::new(name.as_deref().map(one_line), email))
}

/// Why a letter did not go.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    #[error(transparent)]
    Mail(#[from] MailError),
}

/// Stationery, a sender, and a way to send.
#[derive(Clone)]
pub struct Postbox {
    mail: Arc<dyn Mail>,
    stationery: Arc<dyn Stationery>,
    sender: Sender,
    notices: Notices,
}

impl Postbox {
    pub fn new(mail: Arc<dyn Mail>, stationery: Arc<dyn Stationery>, sender: Sender, notices: Notices) -> Self {
        Self {
            mail,
            stationery,
            sender,
            notices,
        }
    }

    /// Whether a letter like this is to be sent at all.
    pub fn takes(&self, message: &Message) -> bool {
        let is_wanted = match message {
            Message::NewSignIn { .. } => self.notices.new_sign_in,
            Message::SignInReported { .. } => self.notices.sign_in_reported,
            Message::PasswordChanged { .. } => self.notices.password_changed,
            Message::AppPasswordMade { .. } => self.notices.app_password_made,
            Message::EmailAdded { .. } | Message::EmailRemoved { .. } => self.notices.email_changed,
            Message::Deactivated { .. } => self.notices.account_deactivated,
            Message::EmailCode { .. } | Message::AddressInUse { .. } | Message::Recovery { .. } => true,
        };
        is_wanted && self.mail.delivers()
    }

    /// Writes a letter, posted at `at`, and sends it. `id` stays the same however often it is tried.
    pub async fn send(&self, id: JobId, at: Timestamp, letter: &Letter) -> Result<(), Undelivered> {
        let to = mailbox(&letter.to, letter.name.as_deref())?;
        let written = self.stationery.write(letter)?;
        let outgoing = Outgoing::new(id, at, self.sender.clone(), to, (letter.locale, written));
        Ok(self.mail.send(&outgoing).await?)
    }
}
