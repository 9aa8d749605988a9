//! `/account/`: who is signed in, and where.

mod emails;
mod language;
mod password;
mod profile;

use chrono::TimeDelta;
use gatehouse_domain::{RequestedClaims, Session, SessionId, SessionKind, User};
use gatehouse_storage::sessions as store;
use gatehouse_testkit::{Mood, TestApp, TestBrowser, TestClient, both_databases};
use http::Method;

use crate::authorize::unescaped;

mod actions;
mod activity;
mod app_passwords;
mod apps;
mod deactivate;
mod devices;
mod mailed;
mod reset_cross_signing;
mod sessions;
mod tasks;
mod under_way;
mod weight;

/// The ids of the forms of the page that begin so, in their order.
pub(crate) fn forms(browser: &TestBrowser, prefix: &str) -> Vec<String> {
    let forms = browser
        .page
        .split("<form id=\"")
        .skip(1)
        .filter_map(|form| form.split('"').next());
    forms.filter(|id| id.starts_with(prefix)).map(str::to_owned).collect()
}

async fn apps(browser: &mut TestBrowser) -> Vec<String> {
    browser.get("/account/").await.assert_status(200);
    forms(browser, "end-session-")
}

/// App sessions without tokens, each a second older than the one before.
async fn insert_sessions(app: &TestApp, user: &User, client: &TestClient, count: u8) {
    let written: Result<(), gatehouse_storage::Error> = app
        .cx
        .db
        .write(async |tx| {
            for number in 0..count {
                let created_at = app.cx.now() - TimeDelta::seconds(number.into());
                let device = format!("DEVICE-{number:04}");
                let session = Session {
                    id: SessionId::new(created_at, [number; 10]),
                    kind: SessionKind::OAuth,
                    user_id: Some(user.id),
                    client_id: Some(client.id.parse().unwrap()),
                    browser_session_id: None,
                    scope: format!("urn:matrix:client:api:* urn:matrix:client:device:{device}")
                        .parse()
                        .unwrap(),
                    device_id: Some(device.parse().unwrap()),
                    name: None,
                    user_agent: None,
                    claims: RequestedClaims::default(),
                    authenticated_at: None,
                    created_at,
                    last_active_at: None,
                    ended_at: None,
                };
                store::insert(tx, &session, None).await?;
            }
            Ok(())
        })
        .await;
    written.unwrap();
}

#[both_databases]
async fn the_page_is_for_whoever_is_signed_in(app: TestApp) {
    assert_eq!(
        app.get("/account/").send().await.assert_status(303).location(),
        "/login"
    );
    for path in ["/account/sessions/x/end", "/account/browsers/x/end"] {
        assert_eq!(
            app.post(path)
                .form([("csrf", "x")])
                .send()
                .await
                .assert_status(303)
                .location(),
            "/login"
        );
        app.get(path).send().await.assert_status(405);
    }
    let mut browser = app.signed_in("alice").await;
    assert_eq!(browser.get("/account").await.assert_status(303).location(), "/account/");
    assert!(apps(&mut browser).await.is_empty());
    assert!(browser.page.contains("@alice:example.org") && browser.page.contains("No app is signed in"));
}

// M2966-43
#[both_databases]
async fn apps_are_listed_with_what_they_may_do(app: TestApp) {
    let client = app.client().named("<b>Messenger</b>").register().await;
    let mut browser = app.signed_in("alice").await;
    client
        .tokens(&mut browser, &format!("openid {}", TestClient::MATRIX))
        .await;
    client.tokens(&mut app.signed_in("bob").await, "openid").await;
    assert_eq!(apps(&mut browser).await.len(), 1, "one's own only");
    assert!(!browser.page.contains("<b>Messenger"));
    let page = unescaped(&browser.page);
    for shown in ["<b>Messenger</b>", "rp.test", "ABCDEFGHIJ", "Messages", "just now"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

// HS-13: gone from the homeserver when the page comes back
#[both_databases]
async fn an_app_can_be_signed_out(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let ended = client.tokens(&mut browser, TestClient::MATRIX).await;
    app.advance(1);
    let kept = client
        .tokens(&mut browser, &TestClient::MATRIX.replace("ABCDEFGHIJ", "KLMNOPQRST"))
        .await;
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ", "KLMNOPQRST"]);
    browser.get("/account/").await;
    // The newest comes first.
    let form = apps(&mut browser).await.pop().unwrap();
    let response = browser.submit(&form, []).await.assert_status(303);
    assert_eq!(app.homeserver.devices("alice"), ["KLMNOPQRST"]);
    assert!(!TestApp::is_active(&app.introspect(&ended.access).await));
    client
        .refresh(&ended.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "session has ended");
    browser.follow(response.location()).await.assert_status(200);
    assert!(browser.page.contains("The app is signed out."), "{}", browser.page);
    assert_eq!(forms(&browser, "end-session-").len(), 1);
    assert!(TestApp::is_active(&app.introspect(&kept.access).await));
}

// R6749-35
#[both_databases]
async fn nobody_else_can_end_a_session(app: TestApp) {
    let client = app.client().register().await;
    let mut alice = app.signed_in("alice").await;
    let tokens = client.tokens(&mut alice, TestClient::MATRIX).await;
    let form = apps(&mut alice).await.pop().unwrap();
    let path = format!("/account/sessions/{}/end", form.strip_prefix("end-session-").unwrap());
    let mut bob = app.signed_in("bob").await;
    bob.get("/account/").await;
    let (of_alice, of_bob) = (alice.csrf("sign-out"), bob.csrf("sign-out"));
    for (browser, csrf, status) in [
        // Whether there is such a session is nobody's business.
        (&bob, Some(&of_bob), 404),
        (&alice, Some(&of_bob), 403),
        (&alice, None, 403),
    ] {
        let fields = csrf.map(|csrf| ("csrf", csrf));
        browser
            .request(Method::POST, &path)
            .form(fields)
            .send()
            .await
            .assert_status(status);
    }
    for id in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "x", "%00"] {
        let path = format!("/account/sessions/{id}/end");
        let response = alice
            .request(Method::POST, &path)
            .form([("csrf", &of_alice)])
            .send()
            .await
            .assert_status(404);
        assert!(
            response.body.contains("href=\"/account/\"") || unescaped(&response.body).contains("href=\"/account/\"")
        );
    }
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
}

// Over at once; the device follows as soon as the homeserver is back
#[both_databases]
async fn a_homeserver_that_is_away_keeps_nobody_signed_in(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    let form = apps(&mut browser).await.pop().unwrap();
    app.homeserver.be(Mood::Away);
    let mut again = browser.clone();
    let response = browser.submit(&form, []).await.assert_status(303);
    browser.follow(response.location()).await;
    assert!(
        browser.page.contains("It will be told as soon as it is back"),
        "{}",
        browser.page
    );
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
    // The account page needs no homeserver.
    assert!(apps(&mut browser).await.is_empty());

    // The person tries again, first too early.
    let mut later = again.clone();
    let early = again.submit(&form, []).await.assert_status(303);
    assert_eq!(early.location(), "/account/sessions?ended=later");
    app.homeserver.be(Mood::Well);
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
    later.submit(&form, []).await.assert_status(303);
    assert!(app.homeserver.devices("alice").is_empty());
}

#[both_databases]
async fn a_worker_finishes_what_a_person_gave_up(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, TestClient::MATRIX).await;
    let form = apps(&mut browser).await.pop().unwrap();
    app.homeserver.be(Mood::Away);
    browser.submit(&form, []).await.assert_status(303);
    app.homeserver.be(Mood::Well);
    app.advance(3600);
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
}

#[both_databases]
async fn the_newest_apps_are_shown_and_the_way_to_all(app: TestApp) {
    let client = app.client().register().await;
    let alice = app.user("alice").await;
    insert_sessions(&app, &alice, &client, 5).await;
    let mut browser = app.signed_in("alice").await;
    assert_eq!(apps(&mut browser).await.len(), 5);
    let all = "<a href=\"/account/sessions\">All apps and browsers</a>";
    assert!(!browser.page.contains(all), "there are no others: {}", browser.page);
    let bob = app.user("bob").await;
    app.advance(60);
    insert_sessions(&app, &bob, &client, 9).await;
    let mut browser = app.signed_in("bob").await;
    assert_eq!(apps(&mut browser).await.len(), 5);
    assert!(browser.page.contains("DEVICE-0000") && browser.page.contains("DEVICE-0004"));
    assert!(!browser.page.contains("DEVICE-0005"), "the newest come first");
    assert!(browser.page.contains(all), "{}", browser.page);
}

// M2964-64
#[both_databases]
async fn another_browser_can_be_signed_out(app: TestApp) {
    let client = app.client().register().await;
    let mut here = app.signed_in("alice").await;
    let mut there = app.signed_in("alice").await;
    let tokens = client.tokens(&mut there, TestClient::MATRIX).await;
    here.get("/account/").await;
    let [form] = forms(&here, "end-browser-").try_into().unwrap();
    let path = format!("/account/browsers/{}/end", form.strip_prefix("end-browser-").unwrap());

    let mut bob = app.signed_in("bob").await;
    bob.get("/account/").await;
    let foreign = bob.csrf("sign-out");
    bob.request(Method::POST, &path)
        .form([("csrf", &foreign)])
        .send()
        .await
        .assert_status(404);
    here.request(Method::POST, &path)
        .form([("csrf", &foreign)])
        .send()
        .await
        .assert_status(403);
    there.get("/account/").await.assert_status(200);

    here.submit(&form, []).await.assert_status(303);
    assert_eq!(there.get("/account/").await.assert_status(303).location(), "/login");
    here.get("/account/").await.assert_status(200);
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await), "apps stay");
    here.submit("sign-out", []).await.assert_status(303);
    assert_eq!(here.get("/account/").await.assert_status(303).location(), "/login");
}
