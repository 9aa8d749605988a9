//! How often a sign-up may be tried.

use std::num::NonZeroU32;

use gatehouse_auth::{
    Settings,
    limits::{Rate, Rates},
};
use gatehouse_testkit::{TestApp, TestDb, TestResponse, both_databases};
use http::header;

use super::{begin, email_of, fill_in, open, with_token};

/// Two attempts at once, and then one a minute.
const FEW: Rate = Rate {
    burst: NonZeroU32::new(2).unwrap(),
    per_second: 1.0 / 60.0,
};

#[track_caller]
fn assert_waits(response: TestResponse) {
    let response = response.assert_status(429);
    assert_eq!(response.header(header::RETRY_AFTER), Some("60"));
    assert!(
        response.body.contains("There were too many attempts. Wait a minute"),
        "{}",
        response.body
    );
    assert!(response.body.contains("<title>Error: "));
}

#[both_databases]
async fn sign_ups_are_counted(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        open(settings);
        settings.rates = Rates {
            registration: FEW,
            ..Rates::all(TestApp::RATE)
        };
    });
    let mut browser = app.browser();
    for _ in 0..5 {
        browser.get("/register/password").await;
        // What is not in order does not count.
        fill_in(&mut browser, "a b", "ana@mail.test").await.assert_status(422);
    }
    begin(&mut browser, "ana").await;
    begin(&mut browser, "bea").await;
    browser.get("/register/password").await;
    let refused = fill_in(&mut browser, "cat", "cat@mail.test").await;
    assert!(refused.body.contains("value=\"cat\""), "what was typed stays");
    assert_waits(refused);
    app.advance(60);
    begin(&mut browser, "cat").await;
}

#[both_databases]
async fn letters_are_counted_by_sender_and_by_address(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        open(settings);
        settings.rates = Rates {
            email_authentication_per_address: FEW,
            ..Rates::all(TestApp::RATE)
        };
    });
    for username in ["ana", "bea"] {
        let mut browser = app.browser();
        browser.get("/register/password").await;
        fill_in(&mut browser, username, "same@mail.test")
            .await
            .assert_status(303);
    }
    let mut browser = app.browser();
    browser.get("/register/password").await;
    assert_waits(fill_in(&mut browser, "cat", "SAME@mail.test").await);
    app.run_jobs().await;
    assert_eq!(app.mail.to("same@mail.test").len(), 2);
    begin(&mut browser, "cat").await;
    let change = [("action", "change"), ("email", "same@mail.test")];
    assert_waits(browser.submit("change-email", change).await);
}

#[both_databases]
async fn letters_and_guesses_of_one_sign_up_are_counted(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        open(settings);
        settings.rates = Rates {
            email_authentication_emails_per_session: FEW,
            email_authentication_attempt_per_session: FEW,
            ..Rates::all(TestApp::RATE)
        };
    });
    let mut browser = app.browser();
    let path = begin(&mut browser, "ana").await;
    for _ in 0..2 {
        app.run_jobs().await;
        app.mail.clear();
        browser
            .submit("resend", [("action", "resend")])
            .await
            .assert_status(303);
        browser.get(&path).await.assert_status(200);
    }
    assert_waits(browser.submit("resend", [("action", "resend")]).await);
    for _ in 0..2 {
        browser.submit("verify-email", [("code", "x")]).await.assert_status(422);
    }
    app.run_jobs().await;
    let code = app.mail.last_to(&email_of("ana")).code();
    assert_waits(browser.submit("verify-email", [("code", code.as_str())]).await);
    // A new letter brings no new guesses.
    app.advance(60);
    browser
        .submit("verify-email", [("code", code.as_str())])
        .await
        .assert_status(303);
}

#[both_databases]
async fn guesses_of_tokens_are_counted(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        with_token(settings);
        settings.rates = Rates {
            registration_token_per_ip: FEW,
            ..Rates::all(TestApp::RATE)
        };
    });
    super::invitations::issue_single(&app, "spring").await;
    let mut browser = app.browser();
    begin(&mut browser, "ana").await;
    browser
        .submit("registration-token", [("token", "a")])
        .await
        .assert_status(422);
    browser
        .submit("registration-token", [("token", "b")])
        .await
        .assert_status(422);
    assert_waits(browser.submit("registration-token", [("token", "spring")]).await);
    assert_waits(app.get("/register/password?token=spring").send().await);
    app.advance(60);
    browser
        .submit("registration-token", [("token", "spring")])
        .await
        .assert_status(303);
}
