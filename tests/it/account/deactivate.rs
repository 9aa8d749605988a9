//! `/account/deactivate`: giving up the account for good.

use gatehouse_auth::{
    departures,
    limits::Rate,
    users::{self, NewUser, UserError},
};
use gatehouse_storage::{user_emails, user_passwords};
use gatehouse_testkit::{Call, Engine, Mood, TestApp, TestBrowser, TestClient, both_databases};
use http::Method;

const PAGE: &str = "/account/deactivate";
const ADDRESS: &str = "alice@example.com";

async fn alice(app: &TestApp) -> TestBrowser {
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, ADDRESS).await.unwrap();
    let mut browser = app.signed_in("alice").await;
    browser.get(PAGE).await.assert_status(200);
    browser
}

async fn is_deactivated(app: &TestApp) -> bool {
    app.user("alice").await.deactivated_at.is_some()
}

// CS-33
#[both_databases]
async fn everything_of_the_account_ends(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = alice(&app).await;
    let mut elsewhere = app.signed_in("alice").await;
    let tokens = client.tokens(&mut elsewhere, TestClient::MATRIX).await;
    let pending = client.flow("openid");
    elsewhere.follow(&pending.uri()).await.assert_status(200);
    for said in [
        "This is what happens",
        "@alice:example.org",
        ADDRESS,
        "You can’t undo this",
    ] {
        assert!(browser.page.contains(said), "{said}: {}", browser.page);
    }
    let typed = [("password", TestApp::PASSWORD)];
    let response = browser.submit("deactivate", typed).await.assert_status(303);
    assert_eq!(response.location(), "/account/deactivated");
    assert_eq!(browser.cookie("__Host-session"), None);
    browser.follow("/account/deactivated").await.assert_status(200);
    assert!(browser.page.contains("Your account is deactivated"));

    // At once, wherever the person was signed in.
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
    client.refresh(&tokens.refresh).send().await.assert_status(400);
    assert!(app.homeserver.is_deactivated("alice") && !app.homeserver.is_erased("alice"));
    assert!(app.homeserver.devices("alice").is_empty());
    let response = elsewhere
        .submit("consent", [("action", "allow")])
        .await
        .assert_status(303);
    assert!(response.location().starts_with("/login?"));
    assert!(
        elsewhere
            .get("/account/")
            .await
            .assert_status(303)
            .location()
            .starts_with("/login")
    );

    // To a stranger it is as if there had never been an account; yet nobody gets its name.
    let mut stranger = app.browser();
    stranger.get("/login").await;
    for name in ["alice", ADDRESS] {
        let typed = [("username", name), ("password", TestApp::PASSWORD)];
        let response = stranger.submit("sign-in", typed).await.assert_status(422);
        assert!(response.body.contains("do not match"));
    }
    let again = NewUser {
        username: "alice".parse().unwrap(),
        password: None,
        emails: Vec::new(),
        display_name: None,
        can_request_admin: false,
        ignore_complexity: false,
    };
    assert!(matches!(
        users::register(&app.cx, again).await,
        Err(UserError::UsernameTaken(_))
    ));

    // What nobody needs any more is gone; the address can be used by another account.
    let gone = app.user("alice").await;
    let mut db = app.cx.db.read().await.unwrap();
    assert!(user_passwords::find(&mut db, gone.id).await.unwrap().is_none());
    assert!(user_emails::list(&mut db, gone.id).await.unwrap().is_empty());
    drop(db);
    users::add_email(&app.cx, &app.user("bob").await, ADDRESS)
        .await
        .unwrap();

    app.run_jobs().await;
    let letter = app.mail.last_to(ADDRESS);
    assert!(
        letter.text.contains("@alice:example.org was deactivated"),
        "{}",
        letter.text
    );
}

#[both_databases]
async fn erasure_is_asked_for_by_a_tick(app: TestApp) {
    let mut browser = alice(&app).await;
    let wrong = [("password", "wrong"), ("erase", "on")];
    let response = browser.submit("deactivate", wrong).await.assert_status(422);
    assert!(response.body.contains(" checked"), "{}", response.body);
    let typed = [("password", TestApp::PASSWORD), ("erase", "on")];
    browser.submit("deactivate", typed).await.assert_status(303);
    assert!(app.homeserver.is_erased("alice"));
    // As other account pages call it.
    let mut bob = app.signed_in("bob").await;
    bob.get(PAGE).await;
    bob.submit("deactivate", [("password", TestApp::PASSWORD), ("hs_erase", "on")])
        .await
        .assert_status(303);
    assert!(app.homeserver.is_erased("bob"));
}

// R6749-35
#[both_databases]
async fn nobody_else_can_deactivate_an_account(app: TestApp) {
    app.get(PAGE).send().await.assert_status(303);
    app.post(PAGE).form([("csrf", "x")]).send().await.assert_status(303);
    let mut browser = alice(&app).await;
    let mut bob = app.signed_in("bob").await;
    bob.get(PAGE).await;
    let (own, foreign) = (browser.csrf("deactivate"), bob.csrf("deactivate"));
    let long = "x".repeat(100_000);
    for (csrf, password, status) in [
        ("", TestApp::PASSWORD, 403),
        (foreign.as_str(), TestApp::PASSWORD, 403),
        (&own, "", 422),
        (&own, " ", 422),
        (&own, "guessed-it", 422),
        (&own, "\0", 422),
        (&own, "\u{202e}correct", 422),
        (&own, long.as_str(), 400),
    ] {
        let request = browser.request(Method::POST, PAGE);
        let response = request.form([("csrf", csrf), ("password", password)]).send().await;
        let status = if password == long {
            response.status.as_u16()
        } else {
            status
        };
        assert!((400..500).contains(&status));
        let response = response.assert_status(status);
        assert!(!response.body.contains("guessed-it"), "a password is never shown");
        assert!(!is_deactivated(&app).await, "{password}");
    }
    browser.get(PAGE).await.assert_status(200);
    // Coming to the page of the end ends nothing.
    assert_eq!(
        browser.get("/account/deactivated").await.assert_status(303).location(),
        "/account/"
    );
    users::lock(&app.cx, &app.user("alice").await).await.unwrap();
    let typed = [("csrf", own.as_str()), ("password", TestApp::PASSWORD)];
    let response = browser.request(Method::POST, PAGE).form(typed).send().await;
    assert!(response.assert_status(403).body.contains("This account is locked"));
    assert!(!is_deactivated(&app).await);
}

#[both_databases]
async fn pressing_twice_does_no_harm(app: TestApp) {
    let browser = alice(&app).await;
    let csrf = browser.csrf("deactivate");
    let racers: Vec<_> = (0..16)
        .map(|_| {
            let form = [("csrf", csrf.as_str()), ("password", TestApp::PASSWORD)];
            tokio::spawn(browser.request(Method::POST, PAGE).form(form).send())
        })
        .collect();
    for racer in racers {
        // Later ones are signed out already, or find the password gone.
        let response = racer.await.unwrap();
        assert!(matches!(response.status.as_u16(), 303 | 422), "{response:?}");
    }
    assert!(is_deactivated(&app).await);
    app.run_jobs().await;
    assert_eq!(app.mail.to(ADDRESS).len(), 1, "one last notice");
    let mut calls = app.homeserver.calls();
    calls.retain(|call| matches!(call, Call::DeleteUser(_)));
    assert_eq!(calls.len(), 1);
}

#[both_databases]
async fn a_homeserver_that_is_away_is_told_later(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = alice(&app).await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    browser.get(PAGE).await.assert_status(200);
    app.homeserver.be(Mood::Away);
    browser
        .submit("deactivate", [("password", TestApp::PASSWORD)])
        .await
        .assert_status(303);
    assert!(is_deactivated(&app).await);
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
    assert!(!app.homeserver.is_deactivated("alice"));
    app.homeserver.be(Mood::Well);
    app.advance(3600);
    app.run_jobs().await;
    assert!(app.homeserver.is_deactivated("alice"));
    assert!(app.homeserver.devices("alice").is_empty());
}

#[tokio::test]
async fn guesses_are_limited() {
    let app = TestApp::with(Engine::Sqlite, |settings| {
        settings.rates.password_confirmation_per_account = Rate {
            burst: 2.try_into().unwrap(),
            per_second: 1.0 / 60.0,
        };
    })
    .await;
    let mut browser = alice(&app).await;
    for _ in 0..2 {
        browser
            .submit("deactivate", [("password", "wrong")])
            .await
            .assert_status(422);
    }
    let response = browser
        .submit("deactivate", [("password", TestApp::PASSWORD), ("erase", "on")])
        .await
        .assert_status(429);
    assert_eq!(response.header(http::header::RETRY_AFTER), Some("60"));
    assert!(response.body.contains("too many attempts") && response.body.contains(" checked"));
    assert!(!is_deactivated(&app).await);
}

#[tokio::test]
async fn operators_can_keep_it_to_themselves() {
    let app = TestApp::with(Engine::Sqlite, |settings| {
        settings.account.account_deactivation_allowed = false;
    })
    .await;
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/").await;
    let csrf = browser.csrf("sign-out");
    browser.get(PAGE).await.assert_status(403);
    assert!(browser.page.contains("Ask the people who run this server"));
    let form = [("csrf", csrf.as_str()), ("password", TestApp::PASSWORD)];
    browser
        .request(Method::POST, PAGE)
        .form(form)
        .send()
        .await
        .assert_status(403);
    assert!(!is_deactivated(&app).await);
}

// Somebody whose password is gone has shown who they are in another way.
#[both_databases]
async fn without_a_password_a_fresh_sign_in_is_proof(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let alice = app.user("alice").await;
    let removed: Result<(), gatehouse_storage::Error> = app
        .cx
        .db
        .write(async |tx| user_passwords::remove(tx, alice.id).await)
        .await;
    removed.unwrap();
    assert!(!departures::has_password(&app.cx, &alice).await.unwrap());
    browser.get(PAGE).await.assert_status(200);
    assert!(!browser.form("deactivate").contains("name=\"password\""));
    let mut later = browser.clone();
    app.advance(15 * 60 + 1);
    let response = later.submit("deactivate", []).await.assert_status(303);
    assert!(response.location().contains("again=1"), "{}", response.location());
    assert!(!is_deactivated(&app).await);
    app.advance(-15 * 60 - 1);
    browser.submit("deactivate", []).await.assert_status(303);
    assert!(is_deactivated(&app).await);
}
