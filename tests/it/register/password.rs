//! `/register/password`: the first form.

use gatehouse_auth::Settings;
use gatehouse_testkit::{Mood, TestApp, TestDb, both_databases};
use http::{Method, header};

use super::{COOKIE, SESSION, begin, fill_in, go_on, open, up_to_the_name};
use crate::{authorize::unescaped, limits::rate};

// CS-35
#[both_databases]
async fn a_name_follows_the_grammar_and_is_free(database: TestDb) {
    let app = TestApp::on(database, open);
    app.user("alice").await;
    let mut browser = app.browser();
    let long = "a".repeat(243);
    let longer = "a".repeat(5000);
    for (username, said) in [
        ("", "Choose a username."),
        ("  ", "Choose a username."),
        ("Ü", "A username has only"),
        ("a b", "A username has only"),
        ("a\0", "A username has only"),
        ("a:b", "A username has only"),
        ("ana\u{202e}", "A username has only"),
        ("<script>", "A username has only"),
        ("@ana:elsewhere.test", "A username has only"),
        (&long, "too long"),
        (&longer, "too long"),
        ("reserved", "keeps this username for itself"),
        ("alice", "@alice:example.org is taken."),
        ("ALICE", "is taken."),
        ("@alice:example.org", "is taken."),
    ] {
        browser.get("/register/password").await.assert_status(200);
        let response = fill_in(&mut browser, username, "ana@mail.test")
            .await
            .assert_status(422);
        let page = unescaped(&response.body).replace(['\u{2068}', '\u{2069}'], "");
        assert!(page.contains(said), "{username}: {page}");
        assert!(page.contains("<title>Error:") && page.contains("aria-invalid=\"true\""));
        // Nothing is lost but the password.
        assert!(
            page.contains("value=\"ana@mail.test\"") && page.contains(" checked") || !page.contains("accept_terms")
        );
        assert!(!page.contains(TestApp::PASSWORD));
        assert!(browser.cookie(COOKIE).is_none());
    }
    app.run_jobs().await;
    assert!(app.mail.letters().is_empty());
    // The names that are offered can be had.
    browser.get("/register/password").await;
    let page = fill_in(&mut browser, "alice", "ana@mail.test").await.body;
    let free = page.split("Free: ").nth(1).unwrap().split(['<', ',']).next().unwrap();
    let free = free.trim_matches(['\u{2068}', '\u{2069}', ' ']).to_owned();
    assert!(free.starts_with("alice"), "{free}");
    fill_in(&mut browser, &free, "ana@mail.test").await.assert_status(303);
    // So can the longest.
    let longest = "a".repeat(255 - "@:example.org".len());
    browser.get("/register/password").await;
    fill_in(&mut browser, &longest, "bea@mail.test")
        .await
        .assert_status(303);
}

#[both_databases]
async fn a_name_of_the_homeserver_is_taken(database: TestDb) {
    let app = TestApp::on(database, open);
    app.user("alice").await;
    let mut browser = app.browser();
    // Known there alone, as an account of before.
    let alice = app.user("alice").await;
    app.cx
        .db
        .write(async |tx| gatehouse_storage::users::purge(tx, alice.id).await)
        .await
        .unwrap();
    browser.get("/register/password").await;
    let page = fill_in(&mut browser, "alice", "ana@mail.test")
        .await
        .assert_status(422)
        .body;
    assert!(page.contains("is taken."), "{page}");
}

#[both_databases]
async fn every_field_is_checked(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        open(settings);
        settings.account.tos_uri = Some("https://example.org/terms".parse().unwrap());
    });
    let mut browser = app.browser();
    let good = [
        ("username", "ana"),
        ("email", "ana@mail.test"),
        ("password", TestApp::PASSWORD),
        ("password_confirm", TestApp::PASSWORD),
        ("accept_terms", "on"),
    ];
    let long = format!("{}@mail.test", "a".repeat(300));
    for (field, value, said) in [
        ("email", "", "Enter your email address."),
        ("email", "ana", "This is not an email address."),
        (
            "email",
            "ana@mail.test\r\nBcc: bea@mail.test",
            "This is not an email address.",
        ),
        ("email", "a\0@mail.test", "This is not an email address."),
        ("email", &long, "This is not an email address."),
        ("password", "", "Choose a password."),
        ("password", "hunter2", "too easy to guess"),
        ("password_confirm", "something else", "two different passwords"),
        ("accept_terms", "-", "Accept the terms of use to go on."),
    ] {
        browser.get("/register/password").await.assert_status(200);
        let typed: Vec<_> = good
            .iter()
            .filter(|(name, _)| *name != field || value != "-")
            .map(|(name, good)| match () {
                () if *name == field => (*name, value),
                // Who types one password typed it twice.
                () if field == "password" && *name == "password_confirm" => (*name, value),
                () => (*name, *good),
            })
            .collect();
        let page = browser.submit("register", typed).await.assert_status(422).body;
        assert!(page.contains(said), "{field} {value}: {page}");
        assert!(!page.contains(TestApp::PASSWORD) && !page.contains("hunter2"));
    }
    // A password made of the name is as weak as none.
    browser.get("/register/password").await;
    let own = [
        ("username", "anamueller"),
        ("email", "ana@mail.test"),
        ("password", "anamueller1"),
        ("accept_terms", "on"),
    ];
    let page = browser.submit("register", own).await.assert_status(422).body;
    assert!(page.contains("too easy to guess"), "{page}");
    browser.get("/register/password").await;
    browser.submit("register", good).await.assert_status(303);
}

#[both_databases]
async fn an_address_may_be_left_out_where_none_is_needed(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        open(settings);
        settings.account.password_registration_email_required = false;
    });
    let mut browser = app.browser();
    browser.get("/register/password").await;
    let started = fill_in(&mut browser, "ana", "").await.assert_status(303);
    let path = go_on(&mut browser, started.location()).await;
    assert!(path.ends_with("/display-name"), "{path}");
    let skipped = [("action", "skip"), ("display_name", "not wanted")];
    let done = browser.submit("display-name", skipped).await.assert_status(303);
    assert_eq!(done.location(), "/account/");
    browser.get("/account/").await.assert_status(200);
    assert_eq!(app.homeserver.display_name("ana"), None);
    app.run_jobs().await;
    assert!(app.mail.letters().is_empty());
}

// R6749-35
#[both_databases]
async fn a_form_of_another_browser_signs_nobody_up(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut other = app.browser();
    other.get("/register/password").await;
    let foreign = other.csrf("register");
    let browser = app.browser();
    for csrf in ["", "x", &foreign] {
        let typed = [
            ("csrf", csrf),
            ("username", "ana"),
            ("email", "ana@mail.test"),
            ("password", TestApp::PASSWORD),
        ];
        for path in ["/register/password", "/register/password/strength"] {
            let request = browser.request(Method::POST, path).form(typed);
            request.send().await.assert_status(403);
        }
    }
    app.run_jobs().await;
    assert!(app.mail.letters().is_empty());
}

#[both_databases]
async fn nonsense_is_refused(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    for query in [
        "kind=continue_authorization_grant&id=https://evil.test/",
        "kind=account_page&path=//evil.test",
        "kind=manage_account&action=%00",
        "username=%00%00",
        "username=%22%3E%3Cscript%3Ex",
        "next=https://evil.test/",
    ] {
        let page = browser
            .get(&format!("/register/password?{query}"))
            .await
            .assert_status(200);
        // Where to come back to after a change of the language is a path of ours, whatever its query says.
        let shown = page.body.lines().filter(|line| !line.contains("name=\"next\""));
        let shown: String = shown.collect();
        assert!(!shown.contains("<script>x") && !shown.contains("evil.test"), "{query}");
        let started = fill_in(&mut browser, "ana", "ana@mail.test").await.assert_status(303);
        assert!(started.location().starts_with("/register/steps/"), "{query}");
    }
    browser
        .get("/register/password?token=a&token=b")
        .await
        .assert_status(400);
    let gone = "kind=continue_authorization_grant&id=01ARZ3NDEKTSV4RRFFQ69G5FAV";
    browser
        .get(&format!("/register/password?{gone}"))
        .await
        .assert_status(410);
    browser.get("/register/password").await;
    let huge = "x".repeat(100_000);
    let response = fill_in(&mut browser, &huge, "ana@mail.test").await;
    assert!(response.status.is_client_error());
}

// The homeserver knows which names are free
#[both_databases]
async fn a_homeserver_that_is_away_costs_nothing_but_time(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    browser.get("/register/password").await;
    app.homeserver.be(Mood::Away);
    let page = fill_in(&mut browser, "ana", "ana@mail.test")
        .await
        .assert_status(503)
        .body;
    assert!(
        page.contains("The Matrix server is not answering") && page.contains("value=\"ana\""),
        "{page}"
    );
    app.homeserver.be(Mood::Well);
    fill_in(&mut browser, "ana", "ana@mail.test").await.assert_status(303);

    let mut browser = up_to_the_name(&app, "bea").await;
    app.homeserver.be(Mood::Away);
    let away = super::name(&mut browser, "Bea").await.assert_status(303);
    let page = browser.get(away.location()).await.assert_status(503).body;
    assert!(page.contains("Your account has to wait a moment"), "{page}");
    browser.submit("finish", []).await.assert_status(303);
    app.homeserver.be(Mood::Well);
    browser.get(away.location()).await.assert_status(200);
    let done = browser.submit("finish", []).await.assert_status(303);
    assert_eq!(done.location(), "/account/");
    assert!(browser.cookie(SESSION).is_some() && app.homeserver.knows("bea"));
}

#[both_databases]
async fn how_strong_a_password_is_can_be_asked(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    browser.get("/register/password").await;
    let csrf = browser.csrf("register");
    for (password, username, enough) in [
        ("", "", false),
        ("hunter2", "", false),
        ("anamueller1", "anamueller", false),
        (TestApp::PASSWORD, "", true),
        (&"\u{1f40e}".repeat(500), &"ü".repeat(500), true),
    ] {
        let typed = [("csrf", csrf.as_str()), ("password", password), ("username", username)];
        let request = browser.request(Method::POST, "/register/password/strength").form(typed);
        let answer = request.send().await.assert_status(200);
        let measured = answer.json();
        assert!((0..=4).contains(&measured["score"].as_i64().unwrap()), "{measured}");
        if password.is_ascii() {
            assert_eq!(measured["enough"], enough, "{password}: {measured}");
        }
    }
}

// Typos are mended without a wait, and nobody has the homeserver asked for ever
#[both_databases]
async fn forms_and_measured_passwords_are_limited(database: TestDb) {
    let app = TestApp::on(database, |settings| {
        open(settings);
        settings.rates.registration = rate(1, 0.01);
        settings.rates.sign_up_form_per_ip = rate(3, 0.1);
        settings.rates.password_strength_per_ip = rate(2, 0.1);
    });
    let mut browser = app.browser();
    for (username, pause, status) in [
        ("not a name", 0, 422),
        ("not a name", 0, 422),
        ("ana", 0, 303),
        ("not a name", 0, 429),
        ("not a name", 10, 422),
    ] {
        app.advance(pause);
        browser.get("/register/password").await.assert_status(200);
        let answer = fill_in(&mut browser, username, "ana@mail.test").await;
        let answer = answer.assert_status(status);
        assert_eq!(answer.header(header::RETRY_AFTER), (status == 429).then_some("10"));
    }
    browser.get("/register/password").await;
    let csrf = browser.csrf("register");
    for status in [200, 200, 429] {
        let typed = [("csrf", csrf.as_str()), ("password", "hunter2")];
        let request = browser.request(Method::POST, "/register/password/strength").form(typed);
        request.send().await.assert_status(status);
    }
}

#[both_databases]
async fn what_was_begun_can_be_resumed(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    let path = begin(&mut browser, "ana").await;
    browser.get("/register/password").await.assert_status(200);
    let link = browser.page.split("id=\"continue-with\" href=\"").nth(1).unwrap();
    let link = unescaped(link.split('"').next().unwrap());
    assert_eq!(go_on(&mut browser, &link).await, path);
    let cookie = {
        browser.get("/register/password").await;
        let again = fill_in(&mut browser, "bea", "bea@mail.test").await.assert_status(303);
        again.set_cookie(COOKIE).unwrap().to_owned()
    };
    for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=86400"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    // Two tabs, two sign-ups, one browser.
    browser.get(&path).await.assert_status(200);
    app.advance(24 * 60 * 60);
    let page = browser.get(&path).await.assert_status(404).body;
    assert!(
        page.contains("This sign-up does not go on here") && page.contains("href=\"/register\""),
        "{page}"
    );
    browser.get("/register/password").await.assert_status(200);
    assert!(!browser.page.contains("continue-with"));
}

#[both_databases]
async fn the_account_speaks_the_language_of_its_sign_up(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    browser.get("/register/password").await;
    let csrf = browser.csrf("register");
    let typed = [
        ("csrf", csrf.as_str()),
        ("username", "ana"),
        ("email", "ana@mail.test"),
        ("password", TestApp::PASSWORD),
    ];
    let request = browser.request(Method::POST, "/register/password").form(typed);
    request.header("accept-language", "de").send().await.assert_status(303);
    app.run_jobs().await;
    let letter = app.mail.last_to("ana@mail.test");
    assert!(letter.text.contains("Der Code gilt"), "{}", letter.text);
}
