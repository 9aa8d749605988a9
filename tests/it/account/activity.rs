//! `/account/activity`: what happened to the account, and letters about it.

use gatehouse_domain::{AccountEvent, AccountEventId, UserEmailId};
use gatehouse_storage::user_emails;
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, both_databases};

use crate::authorize::unescaped;

const LOG: &str = "/account/activity";
const HOUR: i64 = 3600;

fn scope(device: &str) -> String {
    TestClient::MATRIX.replace("ABCDEFGHIJ", device)
}

async fn events(app: &TestApp, name: &str) -> Vec<AccountEvent> {
    let user = app.user(name).await;
    let (events, _) = gatehouse_auth::account_events::list(&app.cx, &user, None)
        .await
        .unwrap();
    events.into_iter().rev().map(|recorded| recorded.event).collect()
}

#[both_databases]
async fn what_happens_is_written_down(app: TestApp) {
    let client = app.client().named("<Messenger>").register().await;
    let mut here = app.signed_in("alice").await;
    app.advance(60);
    app.signed_in("alice").await;
    app.advance(60);
    let tokens = client.tokens(&mut here, TestClient::MATRIX).await;
    app.advance(1);
    here.get("/account/sessions").await;
    let app_form = super::forms(&here, "end-session-").pop().unwrap();
    let browser_form = super::forms(&here, "end-browser-").pop().unwrap();
    let id = app_form.trim_start_matches("end-session-").to_owned();
    let mut list = here.clone();
    here.get(&format!("/account/sessions/{id}")).await;
    here.submit("device-name", [("name", "Phone")]).await.assert_status(303);
    app.advance(1);
    list.clone().submit(&app_form, []).await.assert_status(303);
    // What is over is not over twice.
    client.revoke(&tokens.refresh).send().await.assert_status(200);
    app.advance(1);
    list.submit(&browser_form, []).await.assert_status(303);
    app.advance(1);
    let again = client.tokens(&mut here, &scope("SECOND0000")).await;
    app.advance(1);
    client.revoke(&again.access).send().await.assert_status(200);
    app.advance(1);

    here.get(LOG).await.assert_status(200);
    let page = unescaped(&here.page);
    for said in [
        "<Messenger>\u{2069} signed in",
        "<Messenger>\u{2069} was signed out",
        "the name \u{2068}Phone",
        "Another browser was signed out",
        "ABCDEFGHIJ",
        "in the last \u{2068}90\u{2069} days",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!here.page.contains("<Messenger>"));
    here.submit_sign_out().await;
    let (name, device) = (Some("<Messenger>".to_owned()), |id: &str| Some(id.to_owned()));
    let signed_in = |id| AccountEvent::AppSignedIn {
        app: name.clone(),
        device: device(id),
    };
    let signed_out = |id| AccountEvent::AppSignedOut {
        app: name.clone(),
        device: device(id),
    };
    assert_eq!(
        events(&app, "alice").await,
        [
            AccountEvent::SignedIn,
            AccountEvent::SignedIn,
            signed_in("ABCDEFGHIJ"),
            AccountEvent::DeviceRenamed {
                name: "Phone".to_owned()
            },
            signed_out("ABCDEFGHIJ"),
            AccountEvent::BrowserSignedOut,
            signed_in("SECOND0000"),
            signed_out("SECOND0000"),
            AccountEvent::SignedOut,
        ]
    );
}

/// The list has the form that leaves this browser.
trait SignOut {
    async fn submit_sign_out(&mut self);
}

impl SignOut for TestBrowser {
    async fn submit_sign_out(&mut self) {
        self.get("/account/sessions").await;
        self.submit("sign-out", []).await.assert_status(303);
    }
}

#[both_databases]
async fn the_log_has_pages_and_an_end(app: TestApp) {
    let mut last = app.signed_in("alice").await;
    for _ in 0..30 {
        app.advance(1);
        last = app.signed_in("alice").await;
    }
    last.get(LOG).await.assert_status(200);
    let count = |browser: &TestBrowser| browser.page.matches("<div class=\"what\">").count();
    assert_eq!(count(&last), 25);
    let older = last.page.split("\" rel=\"next\"").next().unwrap();
    let older = unescaped(older.rsplit("href=\"").next().unwrap());
    last.get(&older).await.assert_status(200);
    assert_eq!(count(&last), 6);
    for before in ["x", "%00", ""] {
        last.get(&format!("{LOG}?before={before}")).await.assert_status(200);
    }
    let mut bob = app.signed_in("bob").await;
    bob.get(LOG).await;
    assert_eq!(count(&bob), 1, "one's own only");
    app.advance(91 * 24 * HOUR);
    gatehouse_auth::purge::purge(&app.cx).await.unwrap();
    assert!(events(&app, "alice").await.is_empty());
}

// Two versions beside each other, or one that was gone back to: what only the newer one knows is a line all the same
#[both_databases]
async fn what_this_version_does_not_know_is_a_line_without_details(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let alice = app.user("alice").await;
    for (number, statement) in [
        r#"INSERT INTO account_events (id, user_id, created_at, event)
           VALUES ($1, $2, $3, '{"kind": "passkey-added", "name": "<Phone>"}')"#,
        r#"INSERT INTO account_events (id, user_id, created_at, event)
           VALUES ($1, $2, $3, '{"kind": "email-added", "addresses": 2}')"#,
        "INSERT INTO account_events (id, user_id, created_at, event) VALUES ($1, $2, $3, '{}')",
        "INSERT INTO account_events (id, user_id, created_at, event) VALUES ($1, $2, $3, '[1]')",
    ]
    .into_iter()
    .enumerate()
    {
        let id = AccountEventId::new(app.cx.now(), [u8::try_from(number).unwrap(); 10]);
        let written = app
            .cx
            .db
            .write(async |tx| tx.execute(statement, &[&id, &alice.id, &app.cx.now()]).await);
        written.await.unwrap();
    }
    browser.get(LOG).await.assert_status(200);
    let line = "Something happened that this page cannot describe";
    assert_eq!(browser.page.matches(line).count(), 4, "{}", browser.page);
    assert!(browser.page.contains("Signed in to your account in a browser"));
    assert!(!browser.page.contains("Phone"));
}

/// Gives the account an address.
async fn with_address(app: &TestApp, name: &str) {
    let user = app.user(name).await;
    let (id, now) = (UserEmailId::new(app.cx.now(), [0; 10]), app.cx.now());
    let address = format!("{name}@example.com");
    let done = app
        .cx
        .db
        .write(async |tx| user_emails::insert(tx, id, user.id, &address, now).await);
    done.await.unwrap();
}

/// How many letters were sent, and that they say so.
async fn letters(app: &TestApp) -> usize {
    app.run_jobs().await;
    let sent = app.mail.to("alice@example.com");
    assert!(
        sent.iter()
            .all(|letter| letter.subject == "New sign-in to @alice:example.org")
    );
    sent.len()
}

#[both_databases]
async fn a_new_app_or_browser_is_told_once(app: TestApp) {
    with_address(&app, "alice").await;
    let client = app.client().named("Messenger").register().await;
    let other = app.client().named("Other").register().await;
    let mut here = app.signed_in("alice").await;
    client.tokens(&mut here, &scope("FIRST00000")).await;
    assert_eq!(
        letters(&app).await,
        0,
        "the first sign-in is no news, nor the app for which it is"
    );

    app.advance(2 * HOUR);
    app.signed_in("alice").await;
    client.tokens(&mut here, &scope("SECOND0000")).await;
    assert_eq!(letters(&app).await, 0, "nor is what they always use");

    other.tokens(&mut here, &scope("THIRD00000")).await;
    assert_eq!(letters(&app).await, 1, "a new app in a browser that is known");
    other.tokens(&mut here, &scope("FOURTH0000")).await;
    assert_eq!(letters(&app).await, 1);
    assert!(app.mail.letters().pop().unwrap().text.contains("Other"));

    let mut elsewhere = app.browser().calling_itself("Mozilla/5.0 Firefox/140.0");
    elsewhere.get("/login").await;
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    elsewhere.submit("sign-in", typed).await.assert_status(303);
    assert_eq!(letters(&app).await, 2, "a new browser");
    let mut updated = app.browser().calling_itself("Mozilla/5.0 Firefox/141.0");
    updated.get("/login").await;
    updated.submit("sign-in", typed).await.assert_status(303);
    assert_eq!(letters(&app).await, 2, "an update is nothing new");
}

#[both_databases]
async fn without_an_address_nobody_is_told(app: TestApp) {
    app.signed_in("alice").await;
    let mut elsewhere = app.browser().calling_itself("Mozilla/5.0 Firefox/140.0");
    elsewhere.get("/login").await;
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    elsewhere.submit("sign-in", typed).await.assert_status(303);
    app.run_jobs().await;
    assert!(app.mail.letters().is_empty());
}
