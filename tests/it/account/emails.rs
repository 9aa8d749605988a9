//! The addresses of an account.

use gatehouse_auth::{Settings, limits::Rates, users};
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestDb, TestResponse, both_databases};
use http::{Method, header};

use super::forms;
use crate::{authorize::unescaped, limits::rate, login::words, recover::with_recovery};

async fn add(browser: &mut TestBrowser, typed: &str) -> TestResponse {
    browser.get("/account/").await.assert_status(200);
    browser.submit("add-email", [("email", typed)]).await
}

/// Adds an address with the code that is sent to it.
async fn add_proved(app: &TestApp, browser: &mut TestBrowser, address: &str) {
    let response = add(browser, address).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    app.run_jobs().await;
    let code = app.mail.last_to(address).code();
    browser
        .submit("email-verify", [("code", code.as_str())])
        .await
        .assert_status(303);
    app.run_jobs().await;
}

/// The addresses on the page, the primary one first.
async fn addresses(browser: &mut TestBrowser) -> Vec<String> {
    browser.get("/account/").await.assert_status(200);
    let (_, section) = browser.page.split_once("id=\"emails\"").unwrap();
    let section = section.split("</section>").next().unwrap();
    let rows = section.split("<strong><bdi>").skip(1);
    rows.map(|row| unescaped(row.split('<').next().unwrap())).collect()
}

#[both_databases]
async fn an_address_is_added_with_its_code(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    assert!(addresses(&mut browser).await.is_empty());
    let response = add(&mut browser, " Ana@Example.com ").await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert!(browser.page.contains("Ana@Example.com"));
    app.run_jobs().await;
    let code = app.mail.last_to("Ana@Example.com").code();
    for (typed, shown) in [
        ("", "Enter the code from the mail."),
        ("000000x", "This is not the code."),
        ("\0", "This is not the code."),
    ] {
        let page = browser
            .submit("email-verify", [("code", typed)])
            .await
            .assert_status(422)
            .body;
        assert!(page.contains(shown), "{page}");
    }
    assert!(addresses(&mut browser).await.is_empty(), "not before it is proved");
    browser.get(response.location()).await;
    let mut again = browser.clone();
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let done = browser
        .submit("email-verify", [("code", spaced.as_str())])
        .await
        .assert_status(303);
    browser.follow(done.location()).await.assert_status(200);
    assert!(browser.page.contains("The address is added."), "{}", browser.page);
    again
        .submit("email-verify", [("code", code.as_str())])
        .await
        .assert_status(303);
    assert_eq!(addresses(&mut browser).await, ["Ana@Example.com"]);
    assert_eq!(
        browser.get(response.location()).await.assert_status(303).location(),
        "/account/"
    );
    app.run_jobs().await;
    assert_eq!(app.homeserver.emails("alice"), ["Ana@Example.com"]);
    assert_eq!(app.mail.letters().len(), 1, "nobody else had to be told");
}

#[both_databases]
async fn every_address_hears_of_another_one(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    add_proved(&app, &mut browser, "first@example.com").await;
    app.mail.clear();
    add_proved(&app, &mut browser, "second@example.com").await;
    let notice = app.mail.last_to("first@example.com");
    assert!(notice.subject.contains("was added") && notice.text.contains("second@example.com"));
    app.mail.clear();
    browser.get("/account/").await;
    let first = forms(&browser, "remove-email-").remove(0);
    let response = browser.submit(&first, []).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert!(browser.page.contains("The address is removed."), "{}", browser.page);
    assert_eq!(addresses(&mut browser).await, ["second@example.com"]);
    app.run_jobs().await;
    for told in ["first@example.com", "second@example.com"] {
        assert!(app.mail.last_to(told).subject.contains("was removed"), "{told}");
    }
    assert_eq!(app.homeserver.emails("alice"), ["second@example.com"]);
}

// OpenID Connect Core §5.1: apps see the primary address
#[both_databases]
async fn the_primary_address_gets_the_notices_and_is_what_apps_see(app: TestApp) {
    let alice = app.user("alice").await;
    for address in ["first@example.com", "second@example.com"] {
        users::add_email(&app.cx, &alice, address).await.unwrap();
    }
    let mut browser = app.signed_in("alice").await;
    let client = app.client().register().await;
    let tokens = client.tokens(&mut browser, "openid email").await;
    let seen = async || {
        let request = app.get("/oauth2/userinfo").bearer(&tokens.access);
        request.send().await.assert_status(200).json()["email"].clone()
    };
    assert_eq!(seen().await, "first@example.com");
    assert_eq!(
        addresses(&mut browser).await,
        ["first@example.com", "second@example.com"]
    );
    let [form] = forms(&browser, "primary-email-").try_into().unwrap();
    let mut again = browser.clone();
    browser.submit(&form, []).await.assert_status(303);
    again.submit(&form, []).await.assert_status(303);
    assert_eq!(
        addresses(&mut browser).await,
        ["second@example.com", "first@example.com"]
    );
    assert_eq!(seen().await, "second@example.com");
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
}

// The page of an address that is free, word to its owner, and no code to anybody
#[both_databases]
async fn nobody_learns_whose_address_it_is(app: TestApp) {
    let bob = app.user("bob").await;
    users::add_email(&app.cx, &bob, "bob@example.com").await.unwrap();
    app.run_jobs().await;
    let mut pages = Vec::new();
    for address in ["bob@example.com", "new@example.com"] {
        let mut browser = app.signed_in("alice").await;
        let response = add(&mut browser, address).await.assert_status(303);
        let id = response.location().split('/').nth(3).unwrap().to_owned();
        browser.follow(response.location()).await.assert_status(200);
        let csrf = browser.csrf("email-verify");
        let page = browser
            .page
            .replace(address, "someone")
            .replace(&id, "id")
            .replace(&csrf, "csrf");
        pages.push(words(&unescaped(&page)));
        let wrong = browser
            .submit("email-verify", [("code", "123456")])
            .await
            .assert_status(422)
            .body;
        assert!(wrong.contains("This is not the code."), "{wrong}");
    }
    assert_eq!(pages[0], pages[1]);
    app.run_jobs().await;
    let word = app.mail.last_to("bob@example.com");
    assert!(word.subject.contains("You already have an account"), "{}", word.subject);
    assert!(
        word.text.contains("@bob:example.org") && !word.text.contains("@alice"),
        "{}",
        word.text
    );
    assert!(
        !word
            .text
            .lines()
            .any(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()))
    );
    app.mail.last_to("new@example.com").code();
}

#[both_databases]
async fn another_code_voids_the_former_one(database: TestDb) {
    let app = TestApp::on(database, |settings| {
        settings.rates = Rates {
            email_authentication_emails_per_session: rate(1, 1.0 / 300.0),
            email_authentication_attempt_per_session: rate(3, 1.0 / 60.0),
            ..Rates::all(TestApp::RATE)
        };
    });
    let mut browser = app.signed_in("alice").await;
    let response = add(&mut browser, "ana@example.com").await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    app.run_jobs().await;
    let first = app.mail.last_to("ana@example.com").code();
    let again = browser
        .submit("resend", [("action", "resend")])
        .await
        .assert_status(303);
    browser.follow(again.location()).await.assert_status(200);
    assert!(browser.page.contains("Another code is on its way."), "{}", browser.page);
    let refused = browser
        .submit("resend", [("action", "resend")])
        .await
        .assert_status(429);
    assert_eq!(refused.header(header::RETRY_AFTER), Some("300"));
    app.run_jobs().await;
    let second = app.mail.last_to("ana@example.com").code();
    for _ in 0..3 {
        let typed = [("code", if first == second { "x" } else { first.as_str() })];
        browser.submit("email-verify", typed).await.assert_status(422);
    }
    let refused = browser
        .submit("email-verify", [("code", second.as_str())])
        .await
        .assert_status(429);
    assert!(
        refused.body.contains("There were too many attempts."),
        "{}",
        refused.body
    );
    app.advance(60);
    browser
        .submit("email-verify", [("code", second.as_str())])
        .await
        .assert_status(303);
    assert_eq!(addresses(&mut browser).await, ["ana@example.com"]);
}

#[both_databases]
async fn an_old_code_says_what_to_do(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let response = add(&mut browser, "ana@example.com").await.assert_status(303);
    app.run_jobs().await;
    let code = app.mail.last_to("ana@example.com").code();
    app.advance(30 * 60);
    browser.follow(response.location()).await.assert_status(200);
    assert!(browser.page.contains("Have another one sent."), "{}", browser.page);
    let page = browser
        .submit("email-verify", [("code", code.as_str())])
        .await
        .assert_status(422)
        .body;
    assert!(page.contains("This code can’t be used any more."), "{page}");
    let again = browser
        .submit("resend", [("action", "resend")])
        .await
        .assert_status(303);
    browser.follow(again.location()).await.assert_status(200);
    app.run_jobs().await;
    let code = app.mail.last_to("ana@example.com").code();
    browser
        .submit("email-verify", [("code", code.as_str())])
        .await
        .assert_status(303);
}

#[both_databases]
async fn what_is_no_new_address_is_pointed_out(database: TestDb) {
    let app = TestApp::on(database, |settings| {
        settings.rates = Rates {
            email_authentication_per_address: rate(1, 1.0 / 60.0),
            ..Rates::all(TestApp::RATE)
        };
    });
    let mut browser = app.signed_in("alice").await;
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "ana@example.com").await.unwrap();
    for (typed, shown) in [
        ("", "Enter an email address."),
        ("ana", "This is not an email address."),
        ("x@y\0", "This is not an email address."),
        ("\"><script>x</script>@y", "This is not an email address."),
        ("ANA@example.com", "Your account has this address already."),
    ] {
        let page = add(&mut browser, typed).await.assert_status(422).body;
        assert!(page.contains(shown) && !page.contains("<script>x"), "{page}");
    }
    add(&mut browser, "new@example.com").await.assert_status(303);
    let refused = add(&mut browser, "NEW@example.com").await.assert_status(429);
    assert_eq!(refused.header(header::RETRY_AFTER), Some("60"));
    assert!(refused.body.contains("value=\"NEW@example.com\""), "{}", refused.body);
}

#[both_databases]
async fn the_last_address_stays_where_recovery_needs_it(database: TestDb) {
    let app = TestApp::on(database, with_recovery);
    let alice = app.user("alice").await;
    for address in ["first@example.com", "second@example.com"] {
        users::add_email(&app.cx, &alice, address).await.unwrap();
    }
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/").await;
    let csrf = browser.csrf("add-email");
    let both = forms(&browser, "remove-email-");
    // At once, so that each sees the other.
    let racers: Vec<_> = both
        .iter()
        .cycle()
        .take(16)
        .map(|form| {
            let path = format!("/account/emails/{}/remove", form.strip_prefix("remove-email-").unwrap());
            tokio::spawn(browser.request(Method::POST, &path).form([("csrf", &csrf)]).send())
        })
        .collect();
    let mut refused = None;
    for racer in racers {
        let response = racer.await.unwrap();
        assert!(
            matches!(response.status.as_u16(), 303 | 404 | 422),
            "{}",
            response.status
        );
        refused = refused.or((response.status == 422).then_some(response.body));
    }
    assert!(refused.unwrap().contains("This address can’t be removed"));
    assert_eq!(addresses(&mut browser).await.len(), 1);
    assert!(forms(&browser, "remove-email-").is_empty(), "{}", browser.page);
    assert!(browser.page.contains("This address can’t be removed"));
}

#[both_databases]
async fn an_address_can_go_where_nothing_needs_it(app: TestApp) {
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "only@example.com").await.unwrap();
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/").await;
    let [form] = forms(&browser, "remove-email-").try_into().unwrap();
    browser.submit(&form, []).await.assert_status(303);
    assert!(addresses(&mut browser).await.is_empty());
}

// M4191-10: by an address a password is recovered
#[both_databases]
async fn changes_want_a_fresh_proof(app: TestApp) {
    let alice = app.user("alice").await;
    for address in ["first@example.com", "second@example.com"] {
        users::add_email(&app.cx, &alice, address).await.unwrap();
    }
    let mut browser = app.signed_in("alice").await;
    app.advance(16 * 60);
    browser.get("/account/").await.assert_status(200);
    let [primary] = forms(&browser, "primary-email-").try_into().unwrap();
    let remove = forms(&browser, "remove-email-").remove(0);
    for form in [&primary, &remove, "add-email"] {
        let asked = browser.clone().submit(form, [("email", "new@example.com")]).await;
        let asked = asked.assert_status(303).location().to_owned();
        assert!(
            asked.starts_with("/login?") && asked.contains("again=1"),
            "{form}: {asked}"
        );
    }
    app.run_jobs().await;
    assert!(app.mail.letters().is_empty());
    assert_eq!(
        addresses(&mut browser).await,
        ["first@example.com", "second@example.com"]
    );
    let asked = add(&mut browser, "new@example.com").await.assert_status(303);
    browser.follow(asked.location()).await.assert_status(200);
    let again = [("username", "alice"), ("password", TestApp::PASSWORD)];
    let back = browser.submit("sign-in", again).await.assert_status(303);
    browser.follow(back.location()).await.assert_status(200);
    assert!(browser.page.contains("You can change your email addresses now."));
    add_proved(&app, &mut browser, "new@example.com").await;
    assert_eq!(addresses(&mut browser).await.len(), 3);
}

#[both_databases]
async fn other_peoples_addresses_are_nowhere(app: TestApp) {
    let bob = app.user("bob").await;
    for address in ["bob@example.com", "robert@example.com"] {
        users::add_email(&app.cx, &bob, address).await.unwrap();
    }
    let mut of_bob = app.signed_in("bob").await;
    let challenge = add(&mut of_bob, "new@example.com")
        .await
        .assert_status(303)
        .location()
        .to_owned();
    of_bob.get("/account/").await;
    let ids: Vec<String> = forms(&of_bob, "remove-email-")
        .iter()
        .map(|form| form.strip_prefix("remove-email-").unwrap().to_owned())
        .collect();
    let mut alice = app.signed_in("alice").await;
    alice.get("/account/").await;
    let csrf = alice.csrf("add-email");
    let mut paths = vec![challenge.clone()];
    for id in ids
        .iter()
        .map(String::as_str)
        .chain(["x", "%00", "01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    {
        paths.extend([
            format!("/account/emails/{id}/remove"),
            format!("/account/emails/{id}/primary"),
        ]);
    }
    for path in &paths {
        let request = alice.request(Method::POST, path).form([("csrf", &csrf)]);
        let page = request.send().await.assert_status(404).body;
        assert!(unescaped(&page).contains("href=\"/account/\""), "{page}");
        alice.request(Method::POST, path).send().await.assert_status(400);
    }
    alice.get(&challenge).await.assert_status(404);
    assert_eq!(addresses(&mut of_bob).await.len(), 2);
}

#[both_databases]
async fn where_it_is_off_the_page_says_so(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.account.email_change_allowed = false;
    });
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, "ana@example.com").await.unwrap();
    let mut browser = app.signed_in("alice").await;
    assert_eq!(addresses(&mut browser).await, ["ana@example.com"]);
    assert!(forms(&browser, "remove-email-").is_empty() && forms(&browser, "add-email").is_empty());
    assert!(browser.page.contains("you can’t change your email addresses yourself"));
    let csrf = browser.csrf("language");
    for path in [
        "add",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV/remove",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV/primary",
    ] {
        let form = [("csrf", csrf.as_str()), ("email", "new@example.com")];
        let request = browser.request(Method::POST, &format!("/account/emails/{path}"));
        let page = request.form(form).send().await.assert_status(403).body;
        assert!(page.contains("This is not possible here"), "{page}");
    }
    app.client()
        .register()
        .await
        .tokens(&mut browser, TestClient::MATRIX)
        .await;
}
