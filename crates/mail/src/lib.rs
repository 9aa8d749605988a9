//! The mail port: SMTP, sendmail, a folder for development, or none.
//!
//! A use case says what there is to tell in a [`Letter`]. A [`Postbox`] has it put into words by its
//! [`Stationery`] and hands it to a [`Mail`]: [`Smtp`], [`Sendmail`], [`Folder`] or [`Blackhole`].

mod blackhole;
mod error;
mod folder;
mod letter;
mod outgoing;
mod port;
mod postbox;
mod sendmail;
mod smtp;
mod stationery;

pub use blackhole::Blackhole;
pub use error::MailError;
pub use folder::Folder;
pub use letter::{Letter, Message, Origin};
pub use outgoing::Outgoing;
pub use port::Mail;
pub use postbox::{Notices, Postbox, Sender, SenderError, Undelivered};
pub use sendmail::Sendmail;
pub use smtp::{Credentials, Security, Smtp, SmtpSettings, TlsError};
pub use stationery::{Stationery, Unwritable, Written};
