//! Letters in the queue, with a clock that is moved by hand.
#![expect(clippy::unwrap_used, reason = "what a test can't set up ends it")]

use std::sync::Arc;

use gatehouse_auth::{Context, Error, Requester, mail};
use gatehouse_domain::Locale;
use gatehouse_mail::{Letter, MailError, Message, Notices};
use gatehouse_storage::jobs as queue;
use gatehouse_testkit::{Engine, Fixture, TestApp, both_databases};
use serde_json::Value;

const ANA: &str = "ana@example.com";

fn letter(message: Message) -> Letter {
    Letter {
        to: ANA.to_owned(),
        name: Some("ana".to_owned()),
        locale: Locale::German,
        message,
    }
}

fn code() -> Letter {
    letter(Message::EmailCode {
        code: "481205".to_owned(),
        link: Some("https://auth.example.org/register/confirm?ticket=secret".to_owned()),
        matrix_id: None,
        minutes: 30,
    })
}

fn notice(cx: &Context) -> Letter {
    letter(Message::PasswordChanged {
        matrix_id: "@ana:example.org".to_owned(),
        at: cx.now(),
        origin: Requester {
            ip: Some("::ffff:192.0.2.7".parse().unwrap()),
            ..Requester::default()
        }
        .origin(),
        recovery_link: None,
    })
}

async fn post(cx: &Context, letter: &Letter) {
    cx.db.write(async |tx| mail::post(cx, tx, letter).await).await.unwrap();
}

async fn payloads(app: &TestApp) -> Vec<String> {
    let mut db = app.cx.db.read().await.unwrap();
    let rows: Vec<(String, Option<String>)> = db
        .all("SELECT CAST(payload AS TEXT), last_error FROM jobs ORDER BY id", &[])
        .await
        .unwrap();
    rows.into_iter()
        .map(|(payload, error)| payload + &error.unwrap_or_default())
        .collect()
}

/// How many jobs wait, and how many were given up.
async fn troubled(app: &TestApp) -> (i64, i64) {
    queue::count_troubled(
        &mut app.cx.db.read().await.unwrap(),
        app.cx.now() + chrono::TimeDelta::days(1),
    )
    .await
    .unwrap()
}

#[both_databases]
async fn a_letter_is_sent_once_and_leaves_nothing_behind(app: TestApp) {
    post(&app.cx, &code()).await;
    assert_eq!(app.mail.letters(), [], "not before a worker takes it up");
    let [waiting] = payloads(&app).await.try_into().unwrap();
    for secret in ["481205", "ticket", "ana", "email-code"] {
        assert!(!waiting.contains(secret), "{secret} rests readable: {waiting}");
    }
    app.run_jobs().await;
    app.run_jobs().await;
    assert_eq!(app.mail.letters().len(), 1);
    let sent = app.mail.last_to(ANA);
    assert_eq!(sent.name.as_deref(), Some("ana"));
    assert_eq!(sent.subject, "481205 ist dein Code für example.org");
    assert_eq!(sent.code(), "481205");
    assert_eq!(sent.link().path(), "/register/confirm");
    let [done] = payloads(&app).await.try_into().unwrap();
    let done: Value = serde_json::from_str(&done).unwrap();
    assert_eq!(done, serde_json::json!({"kind": "send-mail"}));
    assert_eq!(troubled(&app).await, (0, 0));
}

#[tokio::test]
async fn a_letter_of_a_transaction_that_fails_is_never_sent() {
    let app = TestApp::start(Engine::Sqlite).await;
    let cx = &app.cx;
    let failed: Result<(), Error> = cx
        .db
        .write(async |tx| {
            mail::post(cx, tx, &code()).await?;
            Err(Error::Busy("the test"))
        })
        .await;
    assert!(failed.is_err());
    app.run_jobs().await;
    assert_eq!(app.mail.attempts(), 0);
}

#[tokio::test]
async fn a_letter_is_tried_again_with_longer_pauses_until_it_is_taken() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.mail
        .refuse(Some(MailError::Deferred("451 4.7.1 greylisted".to_owned())));
    post(&app.cx, &code()).await;
    app.run_jobs().await;
    assert_eq!(app.mail.attempts(), 1);
    for (pause, attempts) in [(2, 2), (4, 3), (8, 4)] {
        app.advance(pause - 1);
        app.run_jobs().await;
        assert_eq!(app.mail.attempts(), attempts - 1);
        app.advance(1);
        app.run_jobs().await;
        assert_eq!(app.mail.attempts(), attempts);
    }
    app.mail.refuse(None);
    app.advance(600);
    app.run_jobs().await;
    assert_eq!(app.mail.to(ANA).len(), 1);
    assert_eq!(troubled(&app).await, (0, 0));
}

#[tokio::test]
async fn a_code_that_is_no_longer_good_is_not_sent() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.mail.refuse(Some(MailError::TimedOut));
    post(&app.cx, &code()).await;
    app.run_jobs().await;
    app.mail.refuse(None);
    app.advance(30 * 60);
    app.run_jobs().await;
    assert_eq!(app.mail.letters(), []);
    let [done] = payloads(&app).await.try_into().unwrap();
    assert!(!done.contains("letter"), "{done}");
    assert_eq!(troubled(&app).await, (0, 0));
}

#[tokio::test]
async fn a_notice_outlasts_a_weekend_without_a_mail_server() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.mail
        .refuse(Some(MailError::Misconfigured("535 5.7.8 wrong password".to_owned())));
    let notice = notice(&app.cx);
    post(&app.cx, &notice).await;
    for _ in 0..6 * 24 * 3 {
        app.advance(601);
        app.run_jobs().await;
    }
    assert_eq!(troubled(&app).await, (1, 0), "the operator may mend it");
    app.mail.refuse(None);
    app.advance(601);
    app.run_jobs().await;
    assert!(app.mail.last_to(ANA).text.contains("IP-Adresse: 192.0.2.7"));
}

#[tokio::test]
async fn a_letter_that_is_refused_for_good_is_not_tried_again() {
    let app = TestApp::start(Engine::Sqlite).await;
    for why in [
        MailError::Refused("550 5.1.1 no such user".to_owned()),
        MailError::BadRecipient,
    ] {
        app.mail.refuse(Some(why));
        let before = app.mail.attempts();
        post(&app.cx, &code()).await;
        for _ in 0..5 {
            app.run_jobs().await;
            app.advance(60);
        }
        assert_eq!(app.mail.attempts(), before + 1);
    }
    // It is nothing that an operator would have to look at.
    assert_eq!(troubled(&app).await, (0, 0));
    for payload in payloads(&app).await {
        assert!(!payload.contains("letter"), "{payload}");
    }
}

#[tokio::test]
async fn a_letter_to_nobody_is_not_tried_again() {
    let app = TestApp::start(Engine::Sqlite).await;
    let letter = Letter {
        to: "ana@example.com\r\nBcc: eve@example.com".to_owned(),
        ..code()
    };
    post(&app.cx, &letter).await;
    app.run_jobs().await;
    assert_eq!(app.mail.attempts(), 0);
    assert_eq!(troubled(&app).await, (0, 0));
}

#[tokio::test]
async fn a_letter_that_nobody_can_open_is_given_up_and_forgotten() {
    let app = TestApp::start(Engine::Sqlite).await;
    post(&app.cx, &code()).await;
    let other_key = Context {
        cipher: Arc::new(gatehouse_tokens::Cipher::new(&[8; 32])),
        ..app.cx.clone()
    };
    for _ in 0..12 {
        while gatehouse_auth::jobs::run_next(&other_key).await.unwrap() {}
        app.advance(601);
    }
    assert_eq!(troubled(&app).await, (0, 1));
    let [given_up] = payloads(&app).await.try_into().unwrap();
    assert!(!given_up.contains("\"letter\""), "{given_up}");
    assert_eq!(app.mail.letters(), []);
}

#[tokio::test]
async fn a_notice_that_is_switched_off_is_not_written() {
    let app = TestApp::start(Engine::Sqlite).await;
    let notices = Notices {
        password_changed: false,
        ..Notices::default()
    };
    let cx = Context {
        mail: Arc::new(TestApp::postbox(&app.mail, notices)),
        ..app.cx.clone()
    };
    post(&cx, &notice(&cx)).await;
    assert_eq!(payloads(&app).await, [""; 0]);
    post(&cx, &code()).await;
    app.run_jobs().await;
    assert_eq!(app.mail.to(ANA).len(), 1, "a code is always sent");
}
