//! `/account/app-passwords`: passwords for one older app each.

use gatehouse_auth::{Settings, compat::AppPasswords, users};
use gatehouse_testkit::{Mood, TestApp, TestBrowser, both_databases};
use serde_json::json;

use super::forms;
use crate::authorize::unescaped;

const LIST: &str = "/account/app-passwords";
const NEW: &str = "/account/app-passwords/new";
const ADDRESS: &str = "alice@example.com";

/// The value of a hidden field of a form.
fn hidden(browser: &TestBrowser, form: &str, name: &str) -> String {
    let form = browser.form(form);
    let (_, rest) = form.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// What a page says, without the marks that keep names apart from the text around them.
fn said(page: &str) -> String {
    unescaped(page).replace(['\u{2068}', '\u{2069}'], "")
}

/// What the page shows.
fn secret(page: &str) -> String {
    let (_, rest) = page.split_once("<code id=\"secret\"").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split('<').next().unwrap().to_owned()
}

async fn make(browser: &mut TestBrowser, name: &str) -> String {
    browser.get(NEW).await.assert_status(200);
    let id = hidden(browser, "app-password", "id");
    let made = browser
        .submit("app-password", [("id", id.as_str()), ("name", name)])
        .await;
    secret(&made.assert_status(200).body)
}

async fn revoke(browser: &mut TestBrowser) -> String {
    browser.get(LIST).await.assert_status(200);
    let form = forms(browser, "revoke-").remove(0);
    let done = browser.submit(&form, []).await.assert_status(303);
    done.location().to_owned()
}

/// The status with which an app is answered that signs in on this device.
async fn sign_in(app: &TestApp, secret: &str, device: &str) -> u16 {
    let body = json!({
        "type": "m.login.password", "user": "alice", "password": secret, "device_id": device,
    });
    app.post("/_matrix/client/v3/login")
        .json(&body)
        .send()
        .await
        .status
        .as_u16()
}

#[both_databases]
async fn a_password_is_made_shown_once_used_and_revoked(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/security").await.assert_status(200);
    assert!(browser.page.contains("href=\"/account/app-passwords\""));
    browser.get(LIST).await.assert_status(200);
    assert!(browser.page.contains("You have no app passwords."));

    let secret = make(&mut browser, "  <b>Home</b> Assistant ").await;
    assert!(browser.page.contains(">alice<") && browser.page.contains(">example.org<"));
    browser.get(LIST).await.assert_status(200);
    assert!(!browser.page.contains(&secret), "shown once");
    let page = unescaped(&browser.page);
    assert!(
        page.contains("<bdi><b>Home</b> Assistant</bdi>") && page.contains("Not used yet"),
        "{page}"
    );

    assert_eq!(sign_in(&app, &secret, "OLDDEVICE").await, 200);
    let list = unescaped(&browser.get(LIST).await.assert_status(200).body);
    assert!(list.contains("Last used") && list.contains("Signed in as"), "{list}");
    for path in ["/account/sessions", "/account/devices/OLDDEVICE"] {
        let page = unescaped(&browser.get(path).await.assert_status(200).body);
        assert!(
            page.contains("App password") && page.contains("Home</b> Assistant"),
            "{page}"
        );
    }

    assert_eq!(revoke(&mut browser).await, "/account/app-passwords?done=revoked");
    assert!(app.homeserver.devices("alice").is_empty());
    assert_eq!(sign_in(&app, &secret, "OLDDEVICE").await, 403);
    browser.get("/account/activity").await.assert_status(200);
    let log = said(&browser.page);
    for event in [
        "Assistant was made",
        "Assistant was revoked",
        "Assistant signed in",
        "Assistant was signed out",
    ] {
        assert!(log.contains(event), "{event}: {log}");
    }
}

// M4191-10, for what opens the account
#[both_databases]
async fn whoever_makes_one_has_just_shown_who_they_are(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    make(&mut browser, "Kept").await;
    browser.get(NEW).await.assert_status(200);
    let id = hidden(&browser, "app-password", "id");
    app.advance(16 * 60);
    for form in ["app-password", ""] {
        let response = if form.is_empty() {
            browser.get(NEW).await
        } else {
            browser.submit(form, [("id", id.as_str()), ("name", "Late")]).await
        };
        let asked = response.assert_status(303).location().to_owned();
        assert!(asked.starts_with("/login?") && asked.contains("again=1"), "{asked}");
    }
    let asked = revoke(&mut browser).await;
    assert!(asked.starts_with("/login?"), "{asked}");
    browser.follow(&asked).await.assert_status(200);
    let again = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let back = browser.submit("sign-in", again).await.assert_status(303);
    browser.follow(back.location()).await.assert_status(200);
    assert!(browser.page.contains("You can revoke app passwords now."));
    assert_eq!(forms(&browser, "revoke-").len(), 1, "none was made, none revoked");
}

#[both_databases]
async fn a_form_that_comes_twice_makes_one_password(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    browser.get(NEW).await.assert_status(200);
    let id = hidden(&browser, "app-password", "id");
    let form = browser.clone();
    let post = || {
        let mut browser = form.clone();
        let id = id.clone();
        async move {
            let fields = [("id", id.as_str()), ("name", "Bot")];
            browser.submit("app-password", fields).await
        }
    };
    let first = secret(&post().await.assert_status(200).body);
    let second = secret(&post().await.assert_status(200).body);
    assert_ne!(first, second);
    assert_eq!(sign_in(&app, &first, "A").await, 403, "nobody saw it");
    assert_eq!(sign_in(&app, &second, "A").await, 200);
    // It is in use now: its secret stays.
    assert_eq!(
        post().await.assert_status(303).location(),
        "/account/app-passwords?done=before"
    );
    assert_eq!(sign_in(&app, &second, "A").await, 200);
    browser.get(LIST).await.assert_status(200);
    assert_eq!(forms(&browser, "revoke-").len(), 1);
    // Nobody else's form has this id either.
    let mut bob = app.signed_in("bob").await;
    bob.get(NEW).await.assert_status(200);
    let fields = [("id", id.as_str()), ("name", "Mine")];
    bob.submit("app-password", fields).await.assert_status(303);
    assert_eq!(sign_in(&app, &second, "A").await, 200);
}

#[both_databases]
async fn a_name_is_asked_for(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for (name, error) in [
        ("", "Say which app"),
        (" \t", "Say which app"),
        (&"x".repeat(101), "at most 100 characters"),
        ("a\u{7f}b", "control characters"),
    ] {
        browser.get(NEW).await.assert_status(200);
        let id = hidden(&browser, "app-password", "id");
        let fields = [("id", id.as_str()), ("name", name)];
        let back = browser.submit("app-password", fields).await.assert_status(422);
        assert!(back.body.contains(error), "{name:?}: {}", back.body);
    }
    browser.get(NEW).await.assert_status(200);
    let fields = [("id", "x"), ("name", "Bot")];
    browser.submit("app-password", fields).await.assert_status(400);
    for number in 0..50 {
        make(&mut browser, &format!("Bot {number}")).await;
    }
    browser.get(NEW).await.assert_status(200);
    let id = hidden(&browser, "app-password", "id");
    let fields = [("id", id.as_str()), ("name", "One more")];
    browser.submit("app-password", fields).await.assert_status(422);
}

#[both_databases]
async fn nobody_revokes_what_is_another_s(app: TestApp) {
    let mut alice = app.signed_in("alice").await;
    let secret = make(&mut alice, "Bot").await;
    alice.get(LIST).await;
    let form = forms(&alice, "revoke-").remove(0);
    let id = form.strip_prefix("revoke-").unwrap();
    let mut bob = app.signed_in("bob").await;
    bob.get("/account/sessions").await;
    let csrf = bob.csrf("sign-out");
    for (id, csrf, status) in [
        (id, csrf.as_str(), 404),
        ("x", &csrf, 404),
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", &csrf, 404),
        (id, "x", 403),
    ] {
        let request = bob.request(http::Method::POST, &format!("{LIST}/{id}/revoke"));
        request.form([("csrf", csrf)]).send().await.assert_status(status);
    }
    assert_eq!(sign_in(&app, &secret, "A").await, 200);
}

#[both_databases]
async fn signing_its_device_out_here_revokes_it_and_the_app_s_own_sign_out_does_not(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let secret = make(&mut browser, "Bot").await;
    let body = json!({"type": "m.login.password", "user": "alice", "password": secret, "device_id": "BOT"});
    let session = app
        .post("/_matrix/client/v3/login")
        .json(&body)
        .send()
        .await
        .assert_status(200)
        .json();
    let token = session["access_token"].as_str().unwrap();
    let logout = app.post("/_matrix/client/v3/logout").bearer(token);
    logout.send().await.assert_status(200);
    assert_eq!(sign_in(&app, &secret, "BOT").await, 200, "it may come back");

    browser.get("/account/devices/BOT?sign_out=1").await.assert_status(200);
    assert!(
        said(&browser.page).contains("The app password Bot stops working as well."),
        "{}",
        browser.page
    );
    let form = forms(&browser, "end-session-").remove(0);
    browser.submit(&form, []).await.assert_status(303);
    assert_eq!(sign_in(&app, &secret, "BOT").await, 403);
    browser.get(LIST).await;
    assert!(forms(&browser, "revoke-").is_empty());
}

#[both_databases]
async fn signing_out_everywhere_revokes_all(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let [used, unused] = [make(&mut browser, "Used").await, make(&mut browser, "Unused").await];
    assert_eq!(sign_in(&app, &used, "A").await, 200);
    browser.get("/account/sessions/end-others").await.assert_status(200);
    assert!(browser.page.contains("Your app passwords stop working."));
    browser.submit("end-others", []).await.assert_status(303);
    for secret in [&used, &unused] {
        assert_eq!(sign_in(&app, secret, "A").await, 403);
    }
    // An app that signs everything out keeps its own.
    let [mine, other] = [make(&mut browser, "Mine").await, make(&mut browser, "Other").await];
    let body = json!({"type": "m.login.password", "user": "alice", "password": mine});
    let session = app
        .post("/_matrix/client/v3/login")
        .json(&body)
        .send()
        .await
        .assert_status(200)
        .json();
    let token = session["access_token"].as_str().unwrap();
    let logout = app.post("/_matrix/client/v3/logout/all").bearer(token);
    logout.send().await.assert_status(200);
    assert_eq!(sign_in(&app, &other, "A").await, 403);
    assert_eq!(sign_in(&app, &mine, "A").await, 200);
    // What an operator signs out does not come back either.
    let alice = app.user("alice").await;
    users::end_sessions(&app.cx, &alice).await.unwrap();
    assert_eq!(sign_in(&app, &mine, "A").await, 403);
}

#[both_databases]
async fn an_account_that_is_deactivated_has_none(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let secret = make(&mut browser, "Bot").await;
    let alice = app.user("alice").await;
    users::deactivate(&app.cx, &alice, false).await.unwrap();
    assert_eq!(sign_in(&app, &secret, "A").await, 403);
    users::reactivate(&app.cx, &alice).await.unwrap();
    assert_eq!(sign_in(&app, &secret, "A").await, 403);
    let mut browser = app.signed_in("alice").await;
    let secret = make(&mut browser, "Bot").await;
    gatehouse_auth::departures::delete(&app.cx, &alice, false)
        .await
        .unwrap();
    assert_eq!(sign_in(&app, &secret, "A").await, 403);
}

#[both_databases]
async fn a_homeserver_that_is_away_is_told_later(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let secret = make(&mut browser, "Bot").await;
    assert_eq!(sign_in(&app, &secret, "A").await, 200);
    app.homeserver.be(Mood::Away);
    assert_eq!(revoke(&mut browser).await, "/account/app-passwords?done=later");
    app.homeserver.be(Mood::Well);
    assert_eq!(app.homeserver.devices("alice"), ["A"]);
    app.advance(60);
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
    assert_eq!(sign_in(&app, &secret, "A").await, 403);
}

#[both_databases]
async fn the_person_hears_of_a_new_one(app: TestApp) {
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, ADDRESS).await.unwrap();
    let mut browser = app.signed_in("alice").await;
    let secret = make(&mut browser, "Home Assistant").await;
    app.run_jobs().await;
    let letter = app.mail.last_to(ADDRESS);
    assert!(
        letter.subject.contains("An app password was made"),
        "{}",
        letter.subject
    );
    assert!(letter.text.contains("Home Assistant") && !letter.text.contains(&secret));
    assert_eq!(letter.link().path(), LIST);
}

#[both_databases]
async fn where_they_can_t_be_used_there_are_none(app: TestApp) {
    let changes: [fn(&mut Settings); 3] = [
        |settings| settings.compat.app_passwords = AppPasswords::Off,
        |settings| settings.compat.password_login_enabled = false,
        |settings| settings.compat.users = Some([].into()),
    ];
    let mut app = app;
    for change in changes {
        app = TestApp::on(app.database, change);
        let mut browser = app.signed_in("alice").await;
        browser.get("/account/security").await.assert_status(200);
        assert!(!browser.page.contains("href=\"/account/app-passwords\""));
        for path in [LIST, NEW] {
            let page = browser.get(path).await;
            assert!(
                page.body.contains("you can’t make passwords for older apps"),
                "{}",
                page.body
            );
        }
    }
}
