//! The headers of a message, whatever somebody calls themselves.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gatehouse_mail::{Mail, MailError, Message, Notices, Origin, Outgoing, Sender};
use mailparse::MailHeaderMap;

use crate::support::{SUBJECT, header, letter, postbox, postbox_of, posted_at, send};

/// Keeps what it is handed, as it would travel.
#[derive(Clone, Default)]
struct Keep(Arc<Mutex<Vec<u8>>>);

#[async_trait]
impl Mail for Keep {
    async fn send(&self, letter: &Outgoing) -> Result<(), MailError> {
        *self.0.lock().unwrap() = letter.message()?.formatted();
        Ok(())
    }

    async fn probe(&self) -> Result<(), MailError> {
        Ok(())
    }
}

async fn travelling(name: Option<&str>, subject: &str) -> Vec<u8> {
    let keep = Keep::default();
    send(
        &postbox_of(keep.clone(), subject, Notices::default()),
        &letter("ana@example.com", name),
    )
    .await
    .unwrap();
    let message = keep.0.lock().unwrap();
    message.clone()
}

#[tokio::test]
async fn the_headers_say_what_a_mail_program_needs() {
    let raw = travelling(Some("ana"), SUBJECT).await;
    let mail = mailparse::parse_mail(&raw).unwrap();
    let expected = [
        ("Subject", SUBJECT),
        ("From", "Öffnung <auth@example.org>"),
        ("Reply-To", "help@example.org"),
        ("To", "ana <ana@example.com>"),
        ("Message-ID", "<01KSR4920060RK4CSM6MV3EE1S@example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", "ar"),
        ("MIME-Version", "1.0"),
    ];
    for (name, value) in expected {
        assert_eq!(header(&mail, name).replace('"', ""), value, "{name}");
    }
    assert_eq!(mailparse::dateparse(&header(&mail, "Date")).unwrap(), 1_780_000_000);
    assert_eq!(mail.ctype.mimetype, "multipart/alternative");
    let kinds: Vec<_> = mail
        .subparts
        .iter()
        .map(|part| (part.ctype.mimetype.as_str(), part.ctype.charset.as_str()))
        .collect();
    assert_eq!(kinds, [("text/plain", "utf-8"), ("text/html", "utf-8")]);
}

#[tokio::test]
async fn the_same_letter_is_the_same_message() {
    assert_eq!(travelling(None, SUBJECT).await, travelling(None, SUBJECT).await);
}

#[tokio::test]
async fn no_name_and_no_subject_begins_another_header() {
    let hostile = [
        "ana\r\nBcc: eve@example.com",
        "ana\nBcc: eve@example.com\n\nHello",
        "ana\rBcc: eve@example.com",
        "\"ana\" <eve@example.com>, x",
        "ana\u{0}\u{85}\u{2028}Bcc: eve@example.com",
        "\r\n\r\n<script>",
        "=?utf-8?q?=0d=0aBcc:_eve@example.com?=",
        "å\r\nBcc: eve@example.com",
    ];
    let expected = [
        "Auto-Submitted",
        "Content-Language",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Reply-To",
        "Subject",
        "To",
    ];
    for text in hostile {
        let raw = travelling(Some(text), text).await;
        let mail = mailparse::parse_mail(&raw).unwrap();
        let mut names: Vec<String> = mail.headers.iter().map(mailparse::MailHeader::get_key).collect();
        names.sort();
        assert_eq!(names, expected, "{text:?}");
        assert_eq!(mail.subparts.len(), 2, "{text:?}");
        let to = mailparse::addrparse_header(mail.headers.get_first_header("To").unwrap()).unwrap();
        let to = to.extract_single_info().unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!(to.addr, "ana@example.com", "{text:?}");
    }
}

#[tokio::test]
async fn a_name_of_nothing_is_left_out() {
    for name in ["", " ", "\r\n"] {
        let raw = travelling(Some(name), SUBJECT).await;
        let mail = mailparse::parse_mail(&raw).unwrap();
        assert_eq!(header(&mail, "To"), "ana@example.com");
    }
}

#[test]
fn a_sender_is_an_address_perhaps_with_a_name() {
    for good in [
        "\"Authentication Service\" <root@localhost>",
        "Gatehouse <auth@example.org>",
        "auth@example.org",
    ] {
        assert!(Sender::new(good, good).is_ok(), "{good}");
    }
    for bad in ["", "Gatehouse", "<>", "a@b, c@d", "a@b\r\nBcc: c@d"] {
        assert!(Sender::new(bad, "auth@example.org").is_err(), "{bad}");
        assert!(Sender::new("auth@example.org", bad).is_err(), "{bad}");
    }
}

#[test]
fn a_letter_that_nobody_gets_is_not_taken() {
    let notice = Message::Deactivated {
        matrix_id: "@ana:example.org".to_owned(),
        at: posted_at(),
    };
    assert!(postbox(Keep::default()).takes(&notice));
    assert!(!postbox(gatehouse_mail::Blackhole).takes(&notice));
    assert!(!postbox(gatehouse_mail::Blackhole).takes(&letter("ana@example.com", None).message));
}

#[test]
fn each_notice_has_its_switch() {
    let matrix_id = || "@ana:example.org".to_owned();
    let (at, origin, link) = (posted_at(), Origin::default, || "https://auth.example.org/".to_owned());
    let changed = |added: bool| {
        let (address, matrix_id, account_link) = ("ana@example.com".to_owned(), matrix_id(), link());
        if added {
            Message::EmailAdded {
                matrix_id,
                address,
                at,
                origin: origin(),
                account_link,
            }
        } else {
            Message::EmailRemoved {
                matrix_id,
                address,
                at,
                origin: origin(),
                account_link,
            }
        }
    };
    let notices = [
        Message::NewSignIn {
            matrix_id: matrix_id(),
            app: None,
            host: None,
            device: None,
            at,
            origin: origin(),
            account_link: link(),
        },
        Message::SignInReported {
            matrix_id: matrix_id(),
            app: None,
            host: None,
            device: None,
            at,
            account_link: link(),
        },
        Message::PasswordChanged {
            matrix_id: matrix_id(),
            at,
            origin: origin(),
            recovery_link: None,
        },
        Message::AppPasswordMade {
            matrix_id: matrix_id(),
            name: "Home Assistant".to_owned(),
            at,
            origin: origin(),
            account_link: link(),
        },
        changed(true),
        changed(false),
        Message::Deactivated {
            matrix_id: matrix_id(),
            at,
        },
    ];
    let all = Notices::default();
    let cases = [
        (all, [true; 7]),
        (
            Notices {
                new_sign_in: false,
                ..all
            },
            [false, true, true, true, true, true, true],
        ),
        (
            Notices {
                sign_in_reported: false,
                ..all
            },
            [true, false, true, true, true, true, true],
        ),
        (
            Notices {
                password_changed: false,
                ..all
            },
            [true, true, false, true, true, true, true],
        ),
        (
            Notices {
                app_password_made: false,
                ..all
            },
            [true, true, true, false, true, true, true],
        ),
        (
            Notices {
                email_changed: false,
                ..all
            },
            [true, true, true, true, false, false, true],
        ),
        (
            Notices {
                account_deactivated: false,
                ..all
            },
            [true, true, true, true, true, true, false],
        ),
    ];
    for (switches, expected) in cases {
        let postbox = postbox_of(Keep::default(), SUBJECT, switches);
        assert_eq!(
            notices.each_ref().map(|notice| postbox.takes(notice)),
            expected,
            "{switches:?}"
        );
        let recovery = Message::Recovery {
            matrix_id: matrix_id(),
            link: link(),
            minutes: 10,
            origin: origin(),
        };
        assert!(postbox.takes(&recovery));
    }
}
