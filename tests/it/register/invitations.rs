//! Registration tokens: typed, or in the link of an invitation.

use std::time::Duration;

use gatehouse_auth::{
    Settings,
    registration_tokens::{self, NewRegistrationToken, RegistrationTokenError},
};
use gatehouse_testkit::{TestApp, TestDb, both_databases};
use secrecy::SecretString;

use super::{begin, email_of, fill_in, go_on, name, open, verify, with_token};

fn token(text: &str) -> NewRegistrationToken {
    NewRegistrationToken {
        token: Some(SecretString::from(text)),
        usage_limit: Some(1),
        ..NewRegistrationToken::default()
    }
}

pub async fn issue(app: &TestApp, new: NewRegistrationToken) {
    registration_tokens::issue(&app.cx, new).await.unwrap();
}

pub async fn issue_single(app: &TestApp, text: &str) {
    issue(app, token(text)).await;
}

#[both_databases]
async fn without_a_token_nobody_gets_through(database: TestDb) {
    let app = TestApp::on(database, with_token);
    issue_single(&app, "spring").await;
    issue(
        &app,
        NewRegistrationToken {
            expires_in: Some(Duration::from_mins(1)),
            ..token("brief")
        },
    )
    .await;
    issue(
        &app,
        NewRegistrationToken {
            username: Some("bea".parse().unwrap()),
            ..token("for-bea")
        },
    )
    .await;
    issue(
        &app,
        NewRegistrationToken {
            email: Some("bea@mail.test".parse().unwrap()),
            ..token("for-beas-address")
        },
    )
    .await;
    issue_single(&app, "revoked").await;
    assert!(registration_tokens::revoke(&app.cx, "revoked").await.unwrap());
    assert!(!registration_tokens::revoke(&app.cx, "revoked").await.unwrap());
    app.advance(60);
    let mut browser = app.browser();
    let path = begin(&mut browser, "ana").await;
    assert!(path.ends_with("/token"), "{path}");
    let empty = browser
        .submit("registration-token", [("token", " ")])
        .await
        .assert_status(422);
    assert!(empty.body.contains("Enter your invitation code."), "{}", empty.body);
    let huge = "x".repeat(20_000);
    for typed in [
        "winter",
        "brief",
        "for-bea",
        "for-beas-address",
        "revoked",
        "SPRING",
        "\0",
        huge.as_str(),
    ] {
        let page = browser
            .submit("registration-token", [("token", typed)])
            .await
            .assert_status(422)
            .body;
        assert!(page.contains("This code can’t be used"), "{typed}: {page}");
    }
    let right = browser
        .submit("registration-token", [("token", " spring ")])
        .await
        .assert_status(303);
    let at = go_on(&mut browser, right.location()).await;
    assert!(at.ends_with("/verify-email"), "{at}");
    browser.get(&path).await.assert_status(200);
    assert!(browser.page.contains("You have done this step already"));
    go_on(&mut browser, &at).await;
    verify(&app, &mut browser, &email_of("ana")).await;
    assert_eq!(
        name(&mut browser, "Ana").await.assert_status(303).location(),
        "/account/"
    );

    // It is used up now.
    let mut late = app.browser();
    begin(&mut late, "cat").await;
    late.submit("registration-token", [("token", "spring")])
        .await
        .assert_status(422);
}

#[both_databases]
async fn an_invitation_is_a_link(database: TestDb) {
    let app = TestApp::on(database, with_token);
    let invitation = NewRegistrationToken {
        username: Some("ana".parse().unwrap()),
        email: Some("ana@mail.test".parse().unwrap()),
        usage_limit: Some(1),
        ..NewRegistrationToken::default()
    };
    let (_, text) = registration_tokens::issue(&app.cx, invitation).await.unwrap();
    let link = registration_tokens::invitation_link(&app.cx, &text);
    let path = link.strip_prefix("https://auth.example.org").unwrap().to_owned();
    let mut browser = app.browser();
    browser.follow(&path).await.assert_status(200);
    assert!(browser.page.contains("You are invited."), "{}", browser.page);
    assert_eq!(browser.page.matches(" readonly").count(), 2);
    // Whoever unlocks the fields is the invited one all the same.
    let started = fill_in(&mut browser, "mallory", "mallory@mail.test")
        .await
        .assert_status(303);
    let at = go_on(&mut browser, started.location()).await;
    assert!(at.ends_with("/verify-email"), "the token is not asked for again: {at}");
    assert!(browser.page.contains("@ana:example.org") && browser.page.contains("ana@mail.test"));
    assert!(!browser.page.contains("id=\"change-email\""));
    let change = [("action", "change"), ("email", "mallory@mail.test")];
    app.advance(1);
    browser.submit("resend", change).await.assert_status(303);
    app.run_jobs().await;
    assert!(app.mail.to("mallory@mail.test").is_empty());
    go_on(&mut browser, &at).await;
    verify(&app, &mut browser, "ana@mail.test").await;
    assert_eq!(
        name(&mut browser, "Ana").await.assert_status(303).location(),
        "/account/"
    );
    let used = app.browser().follow(&path).await.assert_status(404).body;
    assert!(
        used.contains("This invitation can’t be used") && used.contains("/login"),
        "{used}"
    );
}

#[both_databases]
async fn the_name_of_an_invitation_is_not_exchanged(database: TestDb) {
    let app = TestApp::on(database, open);
    issue(
        &app,
        NewRegistrationToken {
            username: Some("ana".parse().unwrap()),
            ..token("for-ana")
        },
    )
    .await;
    let mut browser = app.browser();
    browser.get("/register/password?token=for-ana").await.assert_status(200);
    let started = fill_in(&mut browser, "", "ana@mail.test").await.assert_status(303);
    go_on(&mut browser, started.location()).await;
    let at = verify(&app, &mut browser, "ana@mail.test").await;
    let csrf = browser.csrf("display-name");
    app.user("ana").await;
    let taken = name(&mut browser, "Ana").await.assert_status(303);
    let page = browser.get(taken.location()).await.assert_status(200).body;
    assert!(
        page.contains("the name that you were invited by") && !page.contains("id=\"finish\""),
        "{page}"
    );
    let typed = [("csrf", csrf.as_str()), ("username", "another")];
    let path = at.replace("display-name", "finish");
    let other = browser.request(http::Method::POST, &path).form(typed);
    other.send().await.assert_status(422);
    assert!(!app.homeserver.knows("another"));
}

#[both_databases]
async fn where_none_is_needed_an_old_invitation_is_in_nobodys_way(database: TestDb) {
    let app = TestApp::on(database, open);
    issue_single(&app, "spring").await;
    let mut browser = app.browser();
    let unknown = browser
        .get("/register/password?token=winter")
        .await
        .assert_status(404)
        .body;
    assert!(unknown.contains("Sign up without an invitation"), "{unknown}");
    for nonsense in ["%00", "%22%3E", "", "x%0d%0ay"] {
        browser
            .get(&format!("/register/password?token={nonsense}"))
            .await
            .assert_status(404);
    }
    browser.get("/register/password?token=spring").await.assert_status(200);
    let started = fill_in(&mut browser, "ana", "ana@mail.test").await.assert_status(303);
    go_on(&mut browser, started.location()).await;
    assert!(registration_tokens::revoke(&app.cx, "spring").await.unwrap());
    verify(&app, &mut browser, "ana@mail.test").await;
    assert_eq!(
        name(&mut browser, "Ana").await.assert_status(303).location(),
        "/account/"
    );
}

#[both_databases]
async fn a_token_that_makes_no_sense_is_not_issued(database: TestDb) {
    let app = TestApp::on(database, |_: &mut Settings| ());
    issue_single(&app, "spring").await;
    let refused = async |new| registration_tokens::issue(&app.cx, new).await.err().unwrap();
    assert!(matches!(refused(token("spring")).await, RegistrationTokenError::Taken));
    assert!(matches!(refused(token("a b")).await, RegistrationTokenError::Invalid));
    for useless in [
        NewRegistrationToken {
            usage_limit: Some(0),
            ..token("a")
        },
        NewRegistrationToken {
            expires_in: Some(Duration::ZERO),
            ..token("b")
        },
        NewRegistrationToken {
            expires_in: Some(Duration::MAX),
            ..token("c")
        },
        NewRegistrationToken {
            expires_in: Some(Duration::from_secs(1 << 50)),
            ..token("d")
        },
    ] {
        let why = refused(useless).await;
        assert!(matches!(why, RegistrationTokenError::Useless), "{why}");
    }
}
