//! A postbox whose stationery writes what the test wants to read.

use std::sync::Arc;

use gatehouse_domain::{JobId, Locale, Timestamp};
use gatehouse_mail::{
    Letter, Mail, MailError, Message, Notices, Postbox, Sender, Stationery, Undelivered, Unwritable, Written,
};
use mailparse::{MailHeaderMap, ParsedMail};

pub const SUBJECT: &str = "481205 هو رمزك لدى example.org";
pub const TEXT: &str = "Grüße & <Küsse>\n.\n.a line that starts with a dot\nFrom here\n";
pub const HTML: &str = "<!doctype html>\n<p>رمزك: 481205</p>\n";

struct Fixed(String);

impl Stationery for Fixed {
    fn write(&self, _: &Letter) -> Result<Written, Unwritable> {
        Ok(Written {
            subject: self.0.clone(),
            text: TEXT.to_owned(),
            html: HTML.to_owned(),
        })
    }
}

pub fn postbox(mail: impl Mail + 'static) -> Postbox {
    postbox_of(mail, SUBJECT, Notices::default())
}

pub fn postbox_of(mail: impl Mail + 'static, subject: &str, notices: Notices) -> Postbox {
    let sender = Sender::new("\"Öffnung\" <auth@example.org>", "help@example.org").unwrap();
    let stationery = Arc::new(Fixed(subject.to_owned()));
    Postbox::new(Arc::new(mail), stationery, sender, notices)
}

pub fn letter(to: &str, name: Option<&str>) -> Letter {
    Letter {
        to: to.to_owned(),
        name: name.map(ToOwned::to_owned),
        locale: Locale::Arabic,
        message: Message::EmailCode {
            code: "481205".to_owned(),
            link: None,
            matrix_id: None,
            minutes: 30,
        },
    }
}

/// 2026-05-28T20:26:40Z
pub fn posted_at() -> Timestamp {
    Timestamp::from_timestamp(1_780_000_000, 0).unwrap()
}

pub fn id() -> JobId {
    JobId::new(posted_at(), *b"0123456789")
}

/// Sends a letter and tells how it went.
pub async fn send(postbox: &Postbox, letter: &Letter) -> Result<(), MailError> {
    match postbox.send(id(), posted_at(), letter).await {
        Ok(()) => Ok(()),
        Err(Undelivered::Mail(error)) => Err(error),
        Err(Undelivered::Unwritable(error)) => panic!("{error}"),
    }
}

pub fn header(mail: &ParsedMail<'_>, name: &str) -> String {
    mail.headers
        .get_first_value(name)
        .unwrap_or_else(|| panic!("there is no {name}"))
}
