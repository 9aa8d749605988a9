//! `/recover` and `/account/password/recovery`: a forgotten password.

use gatehouse_auth::{Settings, limits::Rates, self_service, users};
use gatehouse_domain::Locale;
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestDb, TestResponse, both_databases};
use http::{Method, header};

use crate::{authorize::unescaped, limits::rate, login::words};

const NEW: &str = "a herring rides over the moor";
const ADDRESS: &str = "Alice@Example.com";

pub fn with_recovery(settings: &mut Settings) {
    settings.account.password_recovery_enabled = true;
}

/// An app on which alice has an address.
async fn app_of(database: TestDb) -> TestApp {
    let app = TestApp::on(database, with_recovery);
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, ADDRESS).await.unwrap();
    app
}

async fn ask(browser: &mut TestBrowser, typed: &str) -> TestResponse {
    browser.get("/recover").await.assert_status(200);
    browser.submit("recover", [("email", typed)]).await
}

/// Asks for a link and reads the mail.
async fn link(app: &TestApp, typed: &str) -> String {
    ask(&mut app.browser(), typed).await.assert_status(303);
    app.run_jobs().await;
    path_of_last_link(app)
}

fn path_of_last_link(app: &TestApp) -> String {
    let letters = app.mail.to(ADDRESS);
    let mut links = letters.iter().rev().map(|letter| letter.link());
    let link = links.find(|link| link.query().is_some()).unwrap();
    format!("{}?{}", link.path(), link.query().unwrap())
}

async fn set(browser: &mut TestBrowser, password: &str) -> TestResponse {
    let typed = [("new_password", password), ("new_password_again", password)];
    browser.submit("password-recovery", typed).await
}

async fn can_sign_in(app: &TestApp, password: &str) -> bool {
    let mut browser = app.browser();
    browser.get("/login").await;
    let typed = [("username", "alice"), ("password", password)];
    browser.submit("sign-in", typed).await.status == 303
}

#[both_databases]
async fn a_forgotten_password_is_replaced_in_any_browser(database: TestDb) {
    let app = app_of(database).await;
    let mut forgetful = app.browser();
    let response = ask(&mut forgetful, " alice@EXAMPLE.com ").await.assert_status(303);
    assert!(
        response.location().starts_with("/recover/progress/"),
        "{}",
        response.location()
    );
    forgetful.follow(response.location()).await.assert_status(200);
    assert!(forgetful.page.contains("alice@EXAMPLE.com"), "{}", forgetful.page);
    app.run_jobs().await;
    let path = path_of_last_link(&app);

    let mut elsewhere = app.browser();
    for _ in 0..2 {
        // A program that checks mails has looked at it first.
        elsewhere.get(&path).await.assert_status(200);
    }
    for shown in [
        "@alice:example.org",
        "autocomplete=\"username\"",
        "autocomplete=\"new-password\"",
    ] {
        assert!(elsewhere.page.contains(shown), "{shown}: {}", elsewhere.page);
    }
    let response = set(&mut elsewhere, NEW).await.assert_status(303);
    assert_eq!(response.location(), "/account/password/changed");
    elsewhere.follow(response.location()).await.assert_status(200);
    assert!(elsewhere.page.contains("@alice:example.org"));
    assert!(elsewhere.page.contains("You are signed in nowhere else."));
    assert!(can_sign_in(&app, NEW).await && !can_sign_in(&app, TestApp::PASSWORD).await);

    app.run_jobs().await;
    let notice = app.mail.last_to(ADDRESS);
    assert!(notice.subject.contains("was changed"), "{}", notice.subject);
    assert_eq!(notice.link().path(), "/recover");
}

#[both_databases]
async fn everything_else_is_signed_out_if_the_person_wants_it(database: TestDb) {
    let app = app_of(database).await;
    let client = app.client().register().await;
    let mut thief = app.signed_in("alice").await;
    let tokens = client.tokens(&mut thief, TestClient::MATRIX).await;
    let mut browser = app.browser();
    browser.get(&link(&app, ADDRESS).await).await;
    let response = set(&mut browser, NEW).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert!(
        unescaped(&browser.page)
            .replace(['\u{2068}', '\u{2069}'], "")
            .contains("2 other places")
    );
    thief.get("/account/").await.assert_status(200);
    let response = browser.submit("sign-out-others", []).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert!(browser.page.contains("Everything else is signed out"));
    assert_eq!(thief.get("/account/").await.assert_status(303).location(), "/login");
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
    assert!(app.homeserver.devices("alice").is_empty());
    browser.get("/account/").await.assert_status(200);
}

#[both_databases]
async fn each_of_two_links_works_until_one_is_used(database: TestDb) {
    let app = app_of(database).await;
    let first = link(&app, ADDRESS).await;
    let second = link(&app, ADDRESS).await;
    assert_ne!(first, second);
    let (mut one, mut other) = (app.browser(), app.browser());
    one.get(&first).await.assert_status(200);
    other.get(&second).await.assert_status(200);
    set(&mut one, NEW).await.assert_status(303);
    // The form that was open all the while, and both links.
    let late = set(&mut other, "another herring on the moor").await.assert_status(410);
    for response in [late, app.get(&first).send().await, app.get(&second).send().await] {
        let page = response.assert_status(410).body;
        assert!(
            page.contains("This link has been used") && page.contains("href=\"/recover\""),
            "{page}"
        );
    }
    assert!(can_sign_in(&app, NEW).await);
    // It may be forgotten again.
    let mut again = app.browser();
    again.get(&link(&app, ADDRESS).await).await.assert_status(200);
    set(&mut again, "another herring on the moor").await.assert_status(303);
    assert!(can_sign_in(&app, "another herring on the moor").await);
}

#[both_databases]
async fn a_link_is_void_when_the_password_was_changed(database: TestDb) {
    let app = app_of(database).await;
    let path = link(&app, ADDRESS).await;
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/password/change").await;
    let typed = [
        ("current_password", TestApp::PASSWORD),
        ("new_password", NEW),
        ("new_password_again", NEW),
    ];
    browser.submit("password-change", typed).await.assert_status(303);
    let page = browser.get(&path).await.assert_status(410).body;
    assert!(
        page.contains("This link has been used") && page.contains("href=\"/account/\""),
        "{page}"
    );
}

#[both_databases]
async fn links_that_are_no_good_say_what_to_do(database: TestDb) {
    let app = app_of(database).await;
    let path = link(&app, ADDRESS).await;
    let mut browser = app.browser();
    app.advance(30 * 60 - 1);
    browser.get(&path).await.assert_status(200);
    app.advance(1);
    let page = set(&mut browser, NEW).await.assert_status(410).body;
    assert!(
        page.contains("This link is too old") && page.contains("href=\"/recover\""),
        "{page}"
    );
    assert!(
        browser
            .get(&path)
            .await
            .assert_status(410)
            .body
            .contains("This link is too old")
    );
    let truncated = &path[..path.len() - 1];
    let huge = format!("/account/password/recovery?ticket={}", "a".repeat(5000));
    for path in [
        "/account/password/recovery",
        "/account/password/recovery?ticket=",
        "/account/password/recovery?ticket=%00",
        "/account/password/recovery?ticket=%ff",
        "/account/password/recovery?ticket='OR''='",
        truncated,
        &huge,
    ] {
        let page = app.get(path).send().await.assert_status(404).body;
        assert!(
            page.contains("This link does not work") && page.contains("href=\"/recover\""),
            "{page}"
        );
    }
    app.get("/account/password/recovery?ticket=a&ticket=b")
        .send()
        .await
        .assert_status(400);
    assert!(can_sign_in(&app, TestApp::PASSWORD).await);
}

#[both_databases]
async fn the_link_goes_before_whoever_is_signed_in(database: TestDb) {
    let app = app_of(database).await;
    let path = link(&app, ADDRESS).await;
    let mut bob = app.signed_in("bob").await;
    let cookie = bob.cookie("__Host-session").unwrap().to_owned();
    bob.get(&path).await.assert_status(200);
    assert!(
        bob.page.contains("@alice:example.org") && bob.page.contains("@bob:example.org"),
        "{}",
        bob.page
    );
    set(&mut bob, NEW).await.assert_status(303);
    bob.get("/account/").await.assert_status(200);
    assert!(bob.page.contains("@alice:example.org"));
    let mut former = app.browser();
    former.set_cookie("__Host-session", &cookie);
    assert_eq!(former.get("/account/").await.assert_status(303).location(), "/login");

    // For whoever is signed in already nothing is said about others.
    let path = link(&app, ADDRESS).await;
    let mut alice = app.browser();
    alice.get("/login").await;
    let typed = [("username", "alice"), ("password", NEW)];
    alice.submit("sign-in", typed).await.assert_status(303);
    alice.get(&path).await.assert_status(200);
    assert!(!alice.page.contains("class=\"notice"), "{}", alice.page);
}

// Nobody learns which addresses have an account
#[both_databases]
async fn strangers_learn_nothing(database: TestDb) {
    let app = app_of(database).await;
    let gone = app.user("gone").await;
    users::add_email(&app.cx, &gone, "gone@example.com").await.unwrap();
    users::deactivate(&app.cx, &gone, false).await.unwrap();
    app.run_jobs().await;
    let mut pages = Vec::new();
    for address in ["alice@example.com", "nobody@example.com", "gone@example.com"] {
        let mut browser = app.browser();
        let response = ask(&mut browser, address).await.assert_status(303);
        browser.follow(response.location()).await.assert_status(200);
        let id = response.location().rsplit('/').next().unwrap().to_owned();
        let page = browser.page.replace(address, "someone").replace(&id, "id");
        let csrf = browser.csrf("recover-progress");
        pages.push(words(&unescaped(&page).replace(&csrf, "csrf")));
        // One job each, which looks for the account later.
        assert!(app.mail.letters().is_empty());
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
    app.run_jobs().await;
    let sent: Vec<String> = app.mail.letters().into_iter().map(|letter| letter.to).collect();
    assert_eq!(sent, [ADDRESS]);
}

#[both_databases]
async fn a_link_can_be_sent_again_but_not_too_often(database: TestDb) {
    let app = TestApp::on(database, |settings| {
        with_recovery(settings);
        settings.rates = Rates {
            account_recovery_per_address: rate(2, 1.0 / 600.0),
            ..Rates::all(TestApp::RATE)
        };
    });
    for address in [ADDRESS, "nobody@example.com"] {
        let alice = app.user("alice").await;
        let _ = users::add_email(&app.cx, &alice, ADDRESS).await;
        let mut browser = app.browser();
        let response = ask(&mut browser, address).await.assert_status(303);
        browser.follow(response.location()).await.assert_status(200);
        let response = browser.submit("recover-progress", []).await.assert_status(303);
        browser.follow(response.location()).await.assert_status(200);
        assert!(browser.page.contains("Another link is on its way."), "{}", browser.page);
        let refused = browser.submit("recover-progress", []).await.assert_status(429);
        assert_eq!(refused.header(header::RETRY_AFTER), Some("600"));
        assert!(
            refused.body.contains("There were too many attempts."),
            "{}",
            refused.body
        );
        let refused = ask(&mut app.browser(), &address.to_uppercase())
            .await
            .assert_status(429);
        assert!(
            refused.body.contains("There were too many attempts."),
            "{}",
            refused.body
        );
    }
    app.run_jobs().await;
    assert_eq!(app.mail.letters().len(), 2);
    app.advance(600);
    link(&app, ADDRESS).await;
    assert_eq!(app.mail.letters().len(), 3);
}

#[both_databases]
async fn links_can_not_be_guessed(database: TestDb) {
    let app = TestApp::on(database, |settings| {
        with_recovery(settings);
        settings.rates = Rates {
            recovery_ticket_per_ip: rate(3, 0.1),
            ..Rates::all(TestApp::RATE)
        };
    });
    for guess in 0..3 {
        let path = format!("/account/password/recovery?ticket={guess}");
        app.get(&path).send().await.assert_status(404);
    }
    let refused = app
        .get("/account/password/recovery?ticket=4")
        .send()
        .await
        .assert_status(429);
    assert_eq!(refused.header(header::RETRY_AFTER), Some("10"));
    assert!(refused.body.contains("Too many links were opened"), "{}", refused.body);
    app.advance(10);
    app.get("/account/password/recovery?ticket=5")
        .send()
        .await
        .assert_status(404);
}

#[both_databases]
async fn of_sixteen_uses_of_a_link_one_wins(database: TestDb) {
    let app = app_of(database).await;
    let path = link(&app, ADDRESS).await;
    let mut browser = app.browser();
    browser.get(&path).await.assert_status(200);
    let csrf = browser.csrf("password-recovery");
    let racers: Vec<_> = (0..16)
        .map(|number| {
            let password = format!("{NEW} {number}");
            let form = [
                ("csrf", &csrf),
                ("new_password", &password),
                ("new_password_again", &password),
            ];
            tokio::spawn(browser.request(Method::POST, &path).form(form).send())
        })
        .collect();
    let mut won = Vec::new();
    for (number, racer) in racers.into_iter().enumerate() {
        let response = racer.await.unwrap();
        if response.status == 303 {
            won.push(number);
        } else {
            assert!(response.assert_status(410).body.contains("This link has been used"));
        }
    }
    assert_eq!(won.len(), 1, "{won:?}");
    assert!(
        can_sign_in(&app, &format!("{NEW} {}", won[0])).await,
        "the winner's password counts"
    );
    app.run_jobs().await;
    assert_eq!(app.mail.to(ADDRESS).len(), 2, "the link, and one notice");
}

#[both_databases]
async fn a_refused_password_costs_nothing(database: TestDb) {
    let app = TestApp::on(database, |settings| {
        with_recovery(settings);
        settings.minimum_complexity = 3;
    });
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, ADDRESS).await.unwrap();
    let path = link(&app, ADDRESS).await;
    let mut browser = app.browser();
    browser.get(&path).await.assert_status(200);
    for (password, again, shown) in [
        ("", "", "Enter a new password."),
        (NEW, "something else", "The two new passwords are not the same."),
        ("password", "password", "This password is too easy to guess."),
        ("alice", "alice", "This password is too easy to guess."),
    ] {
        let typed = [("new_password", password), ("new_password_again", again)];
        let page = browser.submit("password-recovery", typed).await.assert_status(422).body;
        assert!(page.contains(shown) && page.contains("<title>Error: "), "{page}");
        assert!(
            password.len() < 6 || password == "password" || !page.contains(password),
            "{page}"
        );
    }
    set(&mut browser, NEW).await.assert_status(303);
}

#[both_databases]
async fn what_is_no_address_is_pointed_out(database: TestDb) {
    let app = app_of(database).await;
    let mut browser = app.browser();
    let long = format!("{}@example.com", "a".repeat(300));
    for (typed, shown) in [
        ("", "Enter your email address."),
        ("  ", "Enter your email address."),
        ("alice", "This is not an email address."),
        ("alice@example.com\0", "This is not an email address."),
        ("a@b\r\nBcc: c@d", "This is not an email address."),
        ("\"><script>x</script>", "This is not an email address."),
        (&long, "This is not an email address."),
    ] {
        let page = ask(&mut browser, typed).await.assert_status(422).body;
        assert!(page.contains(shown) && !page.contains("<script>x"), "{page}");
    }
    for id in ["x", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "%00"] {
        let page = app
            .get(&format!("/recover/progress/{id}"))
            .send()
            .await
            .assert_status(404)
            .body;
        assert!(unescaped(&page).contains("href=\"/recover\""), "{page}");
    }
    app.post("/recover")
        .form([("email", ADDRESS)])
        .send()
        .await
        .assert_status(403);
    app.run_jobs().await;
    assert!(app.mail.letters().is_empty());
}

#[both_databases]
async fn mails_speak_the_language_that_the_person_chose(database: TestDb) {
    let app = app_of(database).await;
    let alice = app.user("alice").await;
    let mut browser = app.browser();
    browser.get("/recover?ui_locales=de").await;
    let csrf = browser.csrf("recover");
    let ask = async || {
        let form = [("csrf", csrf.as_str()), ("email", ADDRESS)];
        let request = browser
            .request(Method::POST, "/recover")
            .header("accept-language", "de");
        request.form(form).send().await.assert_status(303);
        app.run_jobs().await;
        app.mail.last_to(ADDRESS).subject
    };
    assert!(
        ask().await.contains("Wähle ein neues Passwort"),
        "that of the page, if they chose none"
    );
    self_service::change_locale(&app.cx, &alice, Some(Locale::French))
        .await
        .unwrap();
    assert!(ask().await.contains("Choisissez un nouveau mot de passe"));
    let mut browser = app.browser();
    browser.get(&path_of_last_link(&app)).await;
    set(&mut browser, NEW).await.assert_status(303);
    app.run_jobs().await;
    assert!(app.mail.last_to(ADDRESS).subject.contains("a été modifié"));
}

#[both_databases]
async fn a_locked_account_stays_locked(database: TestDb) {
    let app = app_of(database).await;
    let path = link(&app, ADDRESS).await;
    let alice = app.user("alice").await;
    users::lock(&app.cx, &alice).await.unwrap();
    let mut browser = app.browser();
    browser.get(&path).await.assert_status(200);
    let page = set(&mut browser, NEW).await.assert_status(403).body;
    assert!(page.contains("This account is locked"), "{page}");
    assert!(browser.cookie("__Host-session").is_none());
    users::unlock(&app.cx, &alice).await.unwrap();
    assert!(can_sign_in(&app, NEW).await);
}

#[both_databases]
async fn where_it_is_off_the_page_says_so(app: TestApp) {
    let mut browser = app.browser();
    for path in ["/recover", "/recover/progress/x", "/account/password/recovery?ticket=x"] {
        let page = browser.get(path).await.assert_status(403).body;
        assert!(
            page.contains("a forgotten password can’t be replaced by email"),
            "{page}"
        );
        assert!(!page.contains("name=\"email\"") && !page.contains("type=\"password\""));
    }
    let csrf = browser.csrf("language");
    for path in ["/recover", "/recover/progress/x", "/account/password/recovery?ticket=x"] {
        let form = [("csrf", csrf.as_str()), ("email", ADDRESS)];
        let response = browser.request(Method::POST, path).form(form).send().await;
        assert!(response.assert_status(403).body.contains("This is not possible here"));
    }
}

// What looks alike to a database may be the mailbox of somebody else
#[both_databases]
async fn the_link_goes_to_the_address_as_its_owner_wrote_it(database: TestDb) {
    let app = app_of(database).await;
    for typed in ["ALICE@EXAMPLE.COM", "alice@example.com"] {
        ask(&mut app.browser(), typed).await.assert_status(303);
    }
    app.run_jobs().await;
    let sent: Vec<String> = app.mail.letters().into_iter().map(|letter| letter.to).collect();
    assert_eq!(sent, [ADDRESS, ADDRESS]);
}
