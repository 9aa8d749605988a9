//! A session with a mail server, and all the ways in which it may go wrong.

use std::time::{Duration, Instant};

use gatehouse_mail::{Credentials, Mail, MailError, Security, Smtp, SmtpSettings};
use tokio::net::TcpListener;
use url::Host;

use crate::{
    server::{Script, Server},
    support::{HTML, TEXT, header, letter, postbox, send},
};

fn settings(server: &Server, security: Security) -> SmtpSettings {
    SmtpSettings {
        hostname: "localhost".to_owned(),
        port: Some(server.address.port()),
        security,
        credentials: None,
        ca: Some(server.certificate.clone()),
        hello: Host::Domain("auth.example.org".to_owned()),
        patience: Duration::from_secs(20),
    }
}

fn credentials(password: &str) -> Credentials {
    Credentials {
        username: "gatehouse".to_owned(),
        password: password.into(),
    }
}

async fn outcome(script: Script) -> Result<(), MailError> {
    let server = Server::start(script).await;
    let smtp = Smtp::new(&settings(&server, Security::Plain)).unwrap();
    send(&postbox(smtp), &letter("ana@example.com", None)).await
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let server = Server::start(Script::default()).await;
    let smtp = Smtp::new(&settings(&server, Security::Plain)).unwrap();
    send(&postbox(smtp), &letter("ana@example.com", Some("ana")))
        .await
        .unwrap();
    let seen = server.seen.lock().unwrap();
    assert!(seen.said("EHLO auth.example.org"));
    assert!(seen.said("MAIL FROM:<auth@example.org>"));
    assert!(seen.said("RCPT TO:<ana@example.com>"));
    assert!(seen.said("QUIT"));
    let [mail] = seen.mails.as_slice() else {
        panic!("{} mails", seen.mails.len())
    };
    // No server has to know 8BITMIME or SMTPUTF8 for it.
    assert!(mail.is_ascii());
    assert!(mail.lines().all(|line| line.len() <= 998));
    let mail = mailparse::parse_mail(mail.as_bytes()).unwrap();
    assert_eq!(header(&mail, "To"), "ana <ana@example.com>");
    let bodies: Vec<String> = mail
        .subparts
        .iter()
        .map(|part| part.get_body().unwrap().replace("\r\n", "\n"))
        .collect();
    assert_eq!(bodies, [TEXT, HTML]);
}

#[tokio::test]
async fn nothing_but_the_greeting_goes_unencrypted_with_starttls() {
    let script = Script {
        starttls: true,
        auth: true,
        ..Script::default()
    };
    let server = Server::start(script).await;
    let smtp = Smtp::new(&SmtpSettings {
        credentials: Some(credentials("secret")),
        ..settings(&server, Security::StartTls)
    })
    .unwrap();
    send(&postbox(smtp), &letter("ana@example.com", None)).await.unwrap();
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen.mails.len(), 1);
    let plain: Vec<&str> = seen
        .commands
        .iter()
        .filter(|(encrypted, _)| !encrypted)
        .map(|(_, line)| line.as_str())
        .collect();
    assert_eq!(plain, ["EHLO auth.example.org", "STARTTLS"]);
}

#[tokio::test]
async fn without_starttls_on_the_other_side_nothing_is_sent() {
    let server = Server::start(Script {
        auth: true,
        ..Script::default()
    })
    .await;
    let smtp = Smtp::new(&SmtpSettings {
        credentials: Some(credentials("secret")),
        ..settings(&server, Security::StartTls)
    })
    .unwrap();
    let error = send(&postbox(smtp), &letter("ana@example.com", None))
        .await
        .unwrap_err();
    assert!(matches!(error, MailError::Misconfigured(_)), "{error}");
    let seen = server.seen.lock().unwrap();
    assert!(!seen.commands.iter().any(|(_, line)| line.starts_with("AUTH")));
    assert!(seen.mails.is_empty());
}

#[tokio::test]
async fn tls_is_there_before_the_first_word() {
    let server = Server::start(Script {
        wrapped: true,
        ..Script::default()
    })
    .await;
    let smtp = Smtp::new(&settings(&server, Security::Tls)).unwrap();
    send(&postbox(smtp), &letter("ana@example.com", None)).await.unwrap();
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen.mails.len(), 1);
    assert!(seen.commands.iter().all(|(encrypted, _)| *encrypted));
}

#[tokio::test]
async fn a_certificate_of_somebody_else_is_not_trusted() {
    for (security, wrapped) in [(Security::Tls, true), (Security::StartTls, false)] {
        let script = Script {
            wrapped,
            starttls: !wrapped,
            ..Script::default()
        };
        let server = Server::start(script.clone()).await;
        let other = Server::start(script).await;
        let good = settings(&server, security);
        let of_another_ca = SmtpSettings {
            ca: Some(other.certificate.clone()),
            ..good.clone()
        };
        let of_another_name = SmtpSettings {
            hostname: "127.0.0.1".to_owned(),
            ..good.clone()
        };
        let of_the_machine = SmtpSettings {
            ca: None,
            ..good.clone()
        };
        for settings in [of_another_ca, of_another_name, of_the_machine] {
            let smtp = Smtp::new(&settings).unwrap();
            let error = send(&postbox(smtp), &letter("ana@example.com", None))
                .await
                .unwrap_err();
            assert!(error.is_transient(), "{error}");
        }
        assert!(server.seen.lock().unwrap().mails.is_empty());
        send(&postbox(Smtp::new(&good).unwrap()), &letter("ana@example.com", None))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn certificates_that_are_none_are_told_at_the_start() {
    let server = Server::start(Script::default()).await;
    let with_ca = |ca: &str| SmtpSettings {
        ca: Some(ca.to_owned()),
        ..settings(&server, Security::Tls)
    };
    for ca in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        assert!(Smtp::new(&with_ca(ca)).is_err(), "{ca}");
    }
}

#[tokio::test]
async fn signing_in_works_with_the_right_password_alone() {
    let server = Server::start(Script {
        auth: true,
        ..Script::default()
    })
    .await;
    let with = |password| {
        Smtp::new(&SmtpSettings {
            credentials: Some(credentials(password)),
            ..settings(&server, Security::Plain)
        })
        .unwrap()
    };
    with("secret").probe().await.unwrap();
    send(&postbox(with("secret")), &letter("ana@example.com", None))
        .await
        .unwrap();
    let error = with("wrong").probe().await.unwrap_err();
    assert_eq!(
        error,
        MailError::Misconfigured("535 5.7.8 wrong".to_owned()),
        "an operator has to mend it"
    );
    let error = send(&postbox(with("wrong")), &letter("ana@example.com", None))
        .await
        .unwrap_err();
    assert!(error.is_transient());
    assert_eq!(server.seen.lock().unwrap().mails.len(), 1);
}

#[tokio::test]
async fn what_the_server_says_decides_whether_it_is_tried_again() {
    use MailError::{Deferred, Misconfigured, Refused};
    let cases = [
        ("CONNECT", "421 4.3.2 later", Deferred("421 4.3.2 later".to_owned())),
        (
            "MAIL",
            "451 4.7.1 greylisted",
            Deferred("451 4.7.1 greylisted".to_owned()),
        ),
        (
            "RCPT",
            "450 4.2.0 greylisted",
            Deferred("450 4.2.0 greylisted".to_owned()),
        ),
        ("END", "452 4.3.1 disk full", Deferred("452 4.3.1 disk full".to_owned())),
        (
            "RCPT",
            "550-5.1.1 <ana@example.com>: no such user\r\n550 5.1.1 see https://mail.test/550",
            Refused("550 5.1.1 … no such user see …".to_owned()),
        ),
        (
            "MAIL",
            "553 5.1.8 unknown sender",
            Refused("553 5.1.8 unknown sender".to_owned()),
        ),
        ("END", "554 5.7.1 spam", Refused("554 5.7.1 spam".to_owned())),
        (
            "MAIL",
            "530 5.7.0 sign in",
            Misconfigured("530 5.7.0 sign in".to_owned()),
        ),
        ("EHLO", "502 what?", Misconfigured("502 what?".to_owned())),
    ];
    for (verb, reply, expected) in cases {
        let error = outcome(Script::default().reply(verb, reply)).await.unwrap_err();
        assert_eq!(error, expected, "{verb} {reply}");
        assert_eq!(error.is_transient(), !matches!(expected, Refused(_)), "{verb} {reply}");
    }
}

#[tokio::test]
async fn a_server_that_talks_nonsense_is_asked_again_later() {
    let error = outcome(Script::default().reply("EHLO", "hello yourself"))
        .await
        .unwrap_err();
    assert!(error.is_transient(), "{error}");
}

#[tokio::test]
async fn a_server_that_is_away_is_asked_again_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server::start(Script::default()).await;
    let smtp = Smtp::new(&SmtpSettings {
        port: Some(listener.local_addr().unwrap().port()),
        ..settings(&server, Security::Plain)
    })
    .unwrap();
    drop(listener);
    let error = smtp.probe().await.unwrap_err();
    assert!(matches!(error, MailError::Unreachable(_)), "{error}");
    let error = send(&postbox(smtp), &letter("ana@example.com", None))
        .await
        .unwrap_err();
    assert!(matches!(error, MailError::Unreachable(_)), "{error}");
}

#[tokio::test]
async fn a_server_that_falls_silent_is_waited_for_once_and_then_left_alone() {
    for verb in ["CONNECT", "EHLO", "RCPT", "END"] {
        let server = Server::start(Script::default().reply(verb, "")).await;
        let patience = Duration::from_millis(400);
        let smtp = Smtp::new(&SmtpSettings {
            patience,
            ..settings(&server, Security::Plain)
        })
        .unwrap();
        let postbox = postbox(smtp);
        let before = Instant::now();
        let first = send(&postbox, &letter("ana@example.com", None)).await;
        assert_eq!(first, Err(MailError::TimedOut), "{verb}");
        assert!(before.elapsed() >= patience);
        let second = send(&postbox, &letter("ana@example.com", None)).await;
        assert_eq!(second, Err(MailError::TimedOut), "{verb}");
        assert_eq!(server.seen.lock().unwrap().connections, 1, "{verb}");
    }
}

#[tokio::test]
async fn an_address_that_no_server_takes_is_not_tried_again() {
    let server = Server::start(Script::default()).await;
    let smtp = Smtp::new(&settings(&server, Security::Plain)).unwrap();
    let postbox = postbox(smtp);
    for address in [
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@exa mple.com",
        "ana@example.com\r\nRCPT TO:<eve@example.com>",
        "ana@example.com>\r\nDATA\r\n",
        "ana\r\n@example.com",
        "ana@example.com,eve@example.com",
        "<ana@example.com>",
        // The server does not offer SMTPUTF8.
        "änne@example.com",
    ] {
        let error = send(&postbox, &letter(address, None)).await.unwrap_err();
        assert_eq!(error, MailError::BadRecipient, "{address:?}");
    }
    assert!(server.seen.lock().unwrap().mails.is_empty());
}

#[tokio::test]
async fn a_domain_travels_in_its_ascii_form() {
    let server = Server::start(Script::default()).await;
    let smtp = Smtp::new(&settings(&server, Security::Plain)).unwrap();
    send(&postbox(smtp), &letter("ana@bücher.example", None)).await.unwrap();
    assert!(server.seen.lock().unwrap().said("RCPT TO:<ana@xn--bcher-kva.example>"));
}
