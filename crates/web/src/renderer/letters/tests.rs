//! Samples of all letters.

use std::collections::BTreeSet;

use gatehouse_domain::Timestamp;
use gatehouse_mail::Origin;

use super::*;
use crate::renderer::{Sources, check, templates};

fn at() -> Timestamp {
    Timestamp::from_timestamp(1_780_000_000, 0).unwrap()
}

fn origin() -> Origin {
    Origin {
        user_agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned()),
        ip: Some("2001:db8:85a3::8a2e:370:7334".to_owned()),
    }
}

const ANA: &str = "@ana:example.org";
const LINK: &str = "https://auth.example.org/account/password/recovery?ticket=V2hhdCBkb2VzIGl0IHNheQ&a=b";
const CONFIRM: &str = "https://auth.example.org/email/confirm?token=V2hhdCBkb2VzIGl0IHNheQ";

/// Each message with all that it can say, and with as little as it can.
fn samples() -> Vec<(&'static str, Message)> {
    let matrix_id = || ANA.to_owned();
    let link = || LINK.to_owned();
    let account = || "https://auth.example.org/account/".to_owned();
    let address = || "ana.maria@example.com".to_owned();
    vec![
        (
            "email-code",
            Message::EmailCode {
                code: "048205".to_owned(),
                link: Some(CONFIRM.to_owned()),
                matrix_id: Some(matrix_id()),
                minutes: 30,
            },
        ),
        (
            "email-code-plain",
            Message::EmailCode {
                code: "481205".to_owned(),
                link: None,
                matrix_id: None,
                minutes: 1,
            },
        ),
        (
            "address-in-use",
            Message::AddressInUse {
                matrix_id: matrix_id(),
                recovery_link: Some(link()),
            },
        ),
        (
            "address-in-use-plain",
            Message::AddressInUse {
                matrix_id: matrix_id(),
                recovery_link: None,
            },
        ),
        (
            "recovery",
            Message::Recovery {
                matrix_id: matrix_id(),
                link: link(),
                minutes: 10,
                origin: origin(),
            },
        ),
        (
            "recovery-plain",
            Message::Recovery {
                matrix_id: matrix_id(),
                link: link(),
                minutes: 2,
                origin: Origin::default(),
            },
        ),
        (
            "password-changed",
            Message::PasswordChanged {
                matrix_id: matrix_id(),
                at: at(),
                origin: origin(),
                recovery_link: Some(link()),
            },
        ),
        (
            "password-changed-plain",
            Message::PasswordChanged {
                matrix_id: matrix_id(),
                at: at(),
                origin: Origin {
                    user_agent: Some("curl/8.1 on Android".to_owned()),
                    ip: None,
                },
                recovery_link: None,
            },
        ),
        (
            "email-added",
            Message::EmailAdded {
                matrix_id: matrix_id(),
                address: address(),
                at: at(),
                origin: origin(),
                account_link: account(),
            },
        ),
        (
            "email-removed",
            Message::EmailRemoved {
                matrix_id: matrix_id(),
                address: address(),
                at: at(),
                origin: origin(),
                account_link: account(),
            },
        ),
        (
            "new-sign-in",
            Message::NewSignIn {
                matrix_id: matrix_id(),
                app: Some("عنصر".to_owned()),
                host: Some("app.element.io".to_owned()),
                device: Some("Ana’s phone".to_owned()),
                at: at(),
                origin: origin(),
                account_link: account(),
            },
        ),
        (
            "new-sign-in-plain",
            Message::NewSignIn {
                matrix_id: matrix_id(),
                app: None,
                host: None,
                device: None,
                at: at(),
                origin: Origin::default(),
                account_link: account(),
            },
        ),
        (
            "sign-in-reported",
            Message::SignInReported {
                matrix_id: matrix_id(),
                app: Some("Element".to_owned()),
                host: Some("app.element.io".to_owned()),
                device: Some("ABCDEF0001".to_owned()),
                at: at(),
                account_link: account(),
            },
        ),
        (
            "deactivated",
            Message::Deactivated {
                matrix_id: matrix_id(),
                at: at(),
            },
        ),
        (
            "app-password-made",
            Message::AppPasswordMade {
                matrix_id: matrix_id(),
                name: "Home Assistant".to_owned(),
                at: at(),
                origin: origin(),
                account_link: account(),
            },
        ),
    ]
}

#[test]
fn every_letter_is_written_in_every_language() {
    let renderer = check::renderer().unwrap();
    for (name, message) in samples() {
        check::letter(&renderer, name, &message).unwrap();
    }
}

#[test]
fn every_template_of_a_letter_has_a_sample() {
    let kinds: BTreeSet<String> = samples()
        .iter()
        .map(|(_, message)| {
            serde_json::to_value(message).unwrap()["kind"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let templates: BTreeSet<String> = templates(&Sources::read(None).unwrap())
        .unwrap()
        .into_iter()
        .filter_map(|(path, _)| path.strip_prefix("emails/").map(ToOwned::to_owned))
        .collect();
    let mut expected: BTreeSet<String> = kinds
        .iter()
        .flat_map(|kind| [format!("{kind}.html"), format!("{kind}.txt")])
        .collect();
    expected.extend(["facts.html", "facts.txt", "foot.txt"].map(ToOwned::to_owned));
    assert_eq!(templates, expected);
}

fn words(message: Message, locale: Locale) -> Written {
    let letter = Letter {
        to: "ana@example.com".to_owned(),
        name: None,
        locale,
        message,
    };
    check::renderer().unwrap().write(&letter).unwrap()
}

#[test]
fn the_text_reads_like_a_letter() {
    let (_, message) = samples().remove(4);
    let written = words(message, Locale::English);
    assert_eq!(written.subject, "Choose a new password for @ana:example.org");
    assert_eq!(
        written.text,
        format!(
            "Somebody, most likely you, has forgotten the password of your account @ana:example.org and wants to choose a \
             new one.\n\nBrowser: Firefox on Linux\nIP address: 2001:db8:85a3::8a2e:370:7334\n\nChoose a new \
             password\n{LINK}\n\nThe link works once, within 10 minutes.\n\nIf this wasn’t you, you can ignore this \
             email: your password stays as it is.\n\n--\nexample.org\nExample Ltd., \
             Springfield\nhttps://example.org/privacy\n"
        )
    );
}

#[test]
fn a_code_can_be_found_and_copied() {
    for locale in Locale::ALL {
        let (_, message) = samples().remove(0);
        let Written { subject, text, html } = words(message, locale);
        assert!(subject.contains("048205"), "{subject}");
        assert!(text.lines().any(|line| line == "048205"), "{text}");
        assert!(html.contains(">048205</p>"), "{html}");
    }
    let (_, message) = samples().remove(0);
    let subject = words(message, Locale::German).subject;
    assert_eq!(subject, "048205 ist dein Code für example.org");
}

#[test]
fn an_app_is_named_with_its_place_and_a_time_exactly() {
    let (_, message) = samples().remove(10);
    let text = words(message, Locale::German).text;
    assert!(
        text.contains("\nApp: \u{2068}عنصر\u{2069}\nApp von: app.element.io\n"),
        "{text}"
    );
    assert!(text.contains("\nZeit: 28. Mai 2026, 20:26 UTC\n"), "{text}");
}

#[test]
fn isolation_is_left_where_it_changes_something() {
    let cases = [
        ("a \u{2068}b\u{2069} c", "a b c"),
        ("a \u{2068}أ\u{2069} c", "a \u{2068}أ\u{2069} c"),
        ("\u{2068}a \u{2068}b\u{2069}\u{2069}", "a b"),
        (
            "\u{2068}a \u{2068}أ\u{2069}\u{2069}",
            "\u{2068}a \u{2068}أ\u{2069}\u{2069}",
        ),
        ("a\u{2069}", "a\u{2069}"),
        ("\u{2068}a", "\u{2068}a"),
    ];
    for (text, expected) in cases {
        assert_eq!(without_needless_isolates(text, Locale::English), expected, "{text:?}");
        assert_eq!(without_needless_isolates(text, Locale::Arabic), text);
    }
}

#[test]
fn a_chosen_name_stays_on_its_line() {
    let mut fields = json!({"app": "A\r\n\u{202e}B\u{2069}", "origin": {"ip": "\u{200f}x"}, "list": ["\t"], "n": 1});
    harmless(&mut fields);
    assert_eq!(
        fields,
        json!({"app": "A  B", "origin": {"ip": "x"}, "list": [" "], "n": 1})
    );
}

#[test]
fn paragraphs_are_one_line_apart() {
    assert_eq!(spaced("\n\n a  \n\n\nb\nc\n\n"), " a\n\nb\nc\n");
}
