//! The language of pages: asked for by an app, chosen by the person, or that of the browser.

use gatehouse_auth::users;
use gatehouse_domain::Locale;
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestDb, both_databases};
use http::Method;

use crate::register::{self, email_of, fill_in, go_on};

const COOKIE: &str = "__Host-locale";

fn speaks(browser: &TestBrowser) -> &str {
    let (_, rest) = browser.page.split_once("<html lang=\"").unwrap();
    rest.split('"').next().unwrap()
}

async fn switch(browser: &mut TestBrowser, tag: &str) -> String {
    let next = browser.form("language");
    let (_, next) = next.split_once("name=\"next\" value=\"").unwrap();
    let next = crate::authorize::unescaped(next.split('"').next().unwrap());
    let response = browser.submit("language", [("locale", tag), ("next", &next)]).await;
    response.assert_status(303).location().to_owned()
}

#[both_databases]
async fn every_page_at_the_gate_can_be_read_in_every_language(app: TestApp) {
    let mut browser = app.browser();
    browser.get("/login?ui_locales=fr").await.assert_status(200);
    assert_eq!(speaks(&browser), "fr");
    for locale in Locale::ALL {
        let back = switch(&mut browser, locale.tag()).await;
        assert_eq!(back, "/login");
        browser.get(&back).await.assert_status(200);
        assert_eq!(speaks(&browser), locale.tag());
    }
    // It stays, and an error speaks it as well.
    browser.get("/").await;
    assert_eq!(speaks(&browser), "ar");
    browser.get("/nowhere").await.assert_status(404);
    assert_eq!(speaks(&browser), "ar");
    assert!(browser.page.contains("dir=\"rtl\""));
    browser.get("/nowhere?ui_locales=xx%20de").await;
    assert_eq!(speaks(&browser), "de");
}

// R6749-36, R6749-35
#[both_databases]
async fn the_way_back_leads_nowhere_else(app: TestApp) {
    let mut browser = app.browser();
    browser.get("/login").await;
    for next in [
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "/x//evil",
        "/a/../b",
        "",
        "x",
        "/a\nb",
        "/\0",
    ] {
        let response = browser.submit("language", [("locale", "de"), ("next", next)]).await;
        assert_eq!(response.assert_status(303).location(), "/", "{next}");
        browser.get("/login").await;
    }
    for locale in ["xx", "", "DE", "de-AT", "\0"] {
        let response = browser.submit("language", [("locale", locale), ("next", "/")]).await;
        response.assert_status(400);
        browser.get("/login").await;
    }
    app.post("/language")
        .form([("locale", "de"), ("next", "/")])
        .send()
        .await
        .assert_status(403);
    for cookie in ["de", "de.x", "xx.1", "de.99999999999999999999", "\"", ""] {
        browser.set_cookie(COOKIE, cookie);
        browser.get("/login").await.assert_status(200);
        assert_eq!(speaks(&browser), "en", "{cookie}");
    }
}

// OpenID Connect Core §3.1.2.1: what the app asks for goes before what was chosen earlier, and not before what is chosen now
#[both_databases]
async fn pages_of_a_request_speak_the_language_of_the_app(app: TestApp) {
    let client = app.client().register().await;
    app.user("alice").await;
    let mut browser = app.browser();
    browser.get("/login").await;
    switch(&mut browser, "es").await;
    app.advance(1);
    let uri = client.flow("openid").with("ui_locales", "xx uk de").uri();
    browser.follow(&uri).await.assert_status(200);
    assert_eq!(speaks(&browser), "uk");
    let typed = [("username", "alice"), ("password", "wrong")];
    browser.submit("sign-in", typed).await.assert_status(422);
    assert_eq!(speaks(&browser), "uk");
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert_eq!(speaks(&browser), "uk");
    // The person would rather read French, from now on and in their account.
    let back = switch(&mut browser, "fr").await;
    assert!(back.starts_with("/consent/"), "{back}");
    browser.get(&back).await.assert_status(200);
    assert_eq!(speaks(&browser), "fr");
    let alice = users::find_by_username(&app.cx, "alice").await.unwrap();
    assert_eq!(alice.locale, Some(Locale::French));
    // An app that does not care.
    browser.follow(&client.flow("openid").uri()).await.assert_status(200);
    assert_eq!(speaks(&browser), "fr");
    app.get(&client.flow("openid").with("ui_locales", &"x".repeat(600)).uri())
        .send()
        .await
        .assert_status(303);
}

#[both_databases]
async fn the_language_of_the_account_is_read_in_every_browser(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/").await;
    let response = browser
        .submit("choose-language", [("locale", "de")])
        .await
        .assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert_eq!(speaks(&browser), "de");
    assert!(browser.page.contains("Deine Sprache ist geändert."), "{}", browser.page);
    let mut other = app.signed_in("alice").await;
    let page = other
        .request(Method::GET, "/account/")
        .header("accept-language", "fr")
        .send()
        .await;
    assert!(page.body.contains("<html lang=\"de\""));
    other.get("/account/sessions/x/end").await;
    // None follows the browser again, in this one too.
    browser.get("/account/").await;
    browser
        .submit("choose-language", [("locale", "")])
        .await
        .assert_status(303);
    assert!(browser.cookie(COOKIE).is_none());
    for browser in [&browser, &other] {
        let page = browser
            .request(Method::GET, "/account/")
            .header("accept-language", "fr")
            .send()
            .await;
        assert!(page.body.contains("<html lang=\"fr\""));
    }
    browser.get("/account/").await;
    let response = browser.submit("choose-language", [("locale", "xx")]).await;
    response.assert_status(400);
}

// The same for the steps of a sign-up, for its letter, and for the account in the end
#[both_databases]
async fn a_sign_up_speaks_the_language_of_the_app(database: TestDb) {
    let app = TestApp::on(database, register::open);
    let client = app.client().register().await;
    let flow = client.flow(TestClient::MATRIX).with("prompt", "create");
    let mut browser = app.browser();
    browser.get("/login").await;
    switch(&mut browser, "es").await;
    app.advance(1);
    browser.follow(&flow.with("ui_locales", "xx fr de").uri()).await;
    assert_eq!(speaks(&browser), "fr");
    fill_in(&mut browser, "ana", "").await.assert_status(422);
    assert_eq!(speaks(&browser), "fr");
    let begun = fill_in(&mut browser, "ana", &email_of("ana")).await.assert_status(303);
    let verify = go_on(&mut browser, begun.location()).await;
    assert_eq!(speaks(&browser), "fr");
    app.run_jobs().await;
    let letter = app.mail.last_to(&email_of("ana"));
    assert!(letter.subject.contains("code"), "{}", letter.subject);
    assert!(letter.html.contains("<html lang=\"fr\""), "{}", letter.html);
    browser.submit("verify-email", [("code", "1")]).await.assert_status(422);
    assert_eq!(speaks(&browser), "fr");
    // The person would rather read German.
    let back = switch(&mut browser, "de").await;
    assert_eq!(back, verify);
    browser.get(&back).await.assert_status(200);
    assert_eq!(speaks(&browser), "de");
    register::verify(&app, &mut browser, &email_of("ana")).await;
    assert_eq!(speaks(&browser), "de");
    let done = register::name(&mut browser, "Ana").await.assert_status(303);
    browser.follow(done.location()).await.assert_status(200);
    assert_eq!(speaks(&browser), "de");
    let ana = users::find_by_username(&app.cx, "ana").await.unwrap();
    assert_eq!(ana.locale, Some(Locale::German));
}

#[both_databases]
async fn a_forgotten_password_keeps_the_language_of_the_app(database: TestDb) {
    let app = TestApp::on(database, |settings| settings.account.password_recovery_enabled = true);
    let client = app.client().register().await;
    let mut browser = app.browser();
    browser
        .follow(&client.flow("openid").with("ui_locales", "uk").uri())
        .await;
    let recover = link(&browser, "/recover");
    browser.get(&recover).await.assert_status(200);
    assert_eq!(speaks(&browser), "uk");
    let sign_in = link(&browser, "/login");
    let sent = browser.submit("recover", [("email", "ana@mail.test")]).await;
    browser.get(sent.assert_status(303).location()).await.assert_status(200);
    assert_eq!(speaks(&browser), "uk");
    // The way back is that to the app.
    browser.get(&sign_in).await.assert_status(200);
    assert!(browser.page.contains("rp.test"), "{}", browser.page);
}

/// The address of the first link of a page that begins so.
fn link(browser: &TestBrowser, path: &str) -> String {
    let page = crate::authorize::unescaped(&browser.page);
    let (_, rest) = page.split_once(&format!("href=\"{path}")).unwrap();
    format!("{path}{}", rest.split('"').next().unwrap())
}
