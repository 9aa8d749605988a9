//! A letter that is ready to go: addressed, dated and in words.

use std::time::SystemTime;

use gatehouse_domain::{JobId, Locale, Timestamp};
use lettre::{
    Address,
    message::{
        Mailbox, MultiPart, MultiPartKind, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};

use crate::{MailError, Sender, Written};

/// A letter with all that its journey needs.
pub struct Outgoing {
    id: JobId,
    at: Timestamp,
    sender: Sender,
    to: Mailbox,
    locale: Locale,
    written: Written,
}

impl Outgoing {
    /// `id` names the letter for good, however often it is sent.
    pub(crate) fn new(id: JobId, at: Timestamp, sender: Sender, to: Mailbox, words: (Locale, Written)) -> Self {
        let (locale, written) = words;
        Self {
            id,
            at,
            sender,
            to,
            locale,
            written,
        }
    }

    pub const fn id(&self) -> JobId {
        self.id
    }

    /// The recipient's address.
    pub fn to(&self) -> &str {
        self.to.email.as_ref()
    }

    /// What the recipient is called.
    pub fn name(&self) -> Option<&str> {
        self.to.name.as_deref()
    }

    pub const fn written(&self) -> &Written {
        &self.written
    }

    /// The message as it travels (RFC 5322, RFC 2046 §5.1.4).
    pub fn message(&self) -> Result<lettre::Message, MailError> {
        let domain = self.sender.from.email.domain();
        lettre::Message::builder()
            .message_id(Some(format!("<{}@{domain}>", self.id)))
            .date(SystemTime::from(self.at))
            .from(self.sender.from.clone())
            .reply_to(self.sender.reply_to.clone())
            .to(self.to.clone())
            .subject(one_line(&self.written.subject))
            // RFC 3834 §5: nobody's holiday notice shall answer.
            .raw_header(fixed(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated",
            ))
            .raw_header(fixed(
                HeaderName::new_from_ascii_str("Content-Language"),
                self.locale.tag(),
            ))
            .multipart(self.body())
            .map_err(|error| MailError::Refused(format!("it can't be made into a message: {error}")))
    }

    /// What a person reads of it.
    pub(crate) fn plain(&self) -> String {
        let Written { subject, text, .. } = &self.written;
        format!("To: {}\nSubject: {}\n\n{text}", self.to, one_line(subject))
    }

    /// The best form comes last (RFC 2046 §5.1.4). No text holds the id, so it can stand between them.
    fn body(&self) -> MultiPart {
        MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(self.id.to_string())
            .singlepart(SinglePart::plain(self.written.text.clone()))
            .singlepart(SinglePart::html(self.written.html.clone()))
    }
}

fn fixed(name: HeaderName, value: &str) -> HeaderValue {
    HeaderValue::new(name, value.to_owned())
}

/// A header ends at the end of its line, and nothing that somebody chose may begin another.
pub fn one_line(text: &str) -> String {
    text.split(char::is_control)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The recipient with their domain in its ASCII form (RFC 5890): not every server takes the other.
pub fn mailbox(address: &str, name: Option<&str>) -> Result<Mailbox, MailError> {
    let (user, domain) = address.rsplit_once('@').ok_or(MailError::BadRecipient)?;
    let domain = if domain.is_ascii() {
        domain.to_owned()
    } else {
        url::Host::parse(domain)
            .map_err(|_| MailError::BadRecipient)?
            .to_string()
    };
    let address = Address::new(user, domain).map_err(|_| MailError::BadRecipient)?;
    let name = name.map(one_line).filter(|name| !name.trim().is_empty());
    Ok(Mailbox::new(name, address))
}
