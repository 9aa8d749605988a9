//! `/register/steps/{id}/verify-email` and `/email/confirm`: a code or a link.

use gatehouse_auth::emails::{self, Adding};
use gatehouse_testkit::{SentLetter, TestApp, TestBrowser, TestDb, both_databases};
use http::Method;

use super::{begin, email_of, go_on, name, open, verify};
use crate::authorize::unescaped;

fn link(letter: &SentLetter) -> String {
    let url = letter.link();
    format!("{}?{}", url.path(), url.query().unwrap())
}

async fn last_letter(app: &TestApp, address: &str) -> SentLetter {
    app.run_jobs().await;
    app.mail.last_to(address)
}

#[both_databases]
async fn a_code_is_taken_as_people_type_it(database: TestDb) {
    let app = TestApp::on(database, open);
    for (username, typed) in [
        ("ana", "{a}{b}"),
        ("bea", " {a} {b} "),
        ("cat", "{a}-{b}"),
        ("dan", "{a}\u{a0}{b}\t"),
    ] {
        let mut browser = app.browser();
        begin(&mut browser, username).await;
        let code = last_letter(&app, &email_of(username)).await.code();
        let (a, b) = code.split_at(3);
        let typed = typed.replace("{a}", a).replace("{b}", b);
        let right = browser.submit("verify-email", [("code", typed.as_str())]).await;
        assert!(right.assert_status(303).location().ends_with("/finish"), "{typed}");
    }
}

#[both_databases]
async fn a_wrong_code_is_told_from_none_and_an_old_one(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    let path = begin(&mut browser, "ana").await;
    let code = last_letter(&app, &email_of("ana")).await.code();
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    let huge = "1".repeat(20_000);
    for (typed, said) in [
        ("", "Enter the code from the email."),
        (" ", "Enter the code from the email."),
        (wrong.as_str(), "This is not the code."),
        ("000000\0", "This is not the code."),
        (&huge, "This is not the code."),
        ("abc", "This is not the code."),
    ] {
        let page = browser
            .submit("verify-email", [("code", typed)])
            .await
            .assert_status(422)
            .body;
        assert!(page.contains(said), "{typed}: {page}");
    }
    app.advance(30 * 60);
    let page = browser
        .submit("verify-email", [("code", code.as_str())])
        .await
        .assert_status(422)
        .body;
    assert!(page.contains("The code is too old."), "{page}");
    browser.get(&path).await.assert_status(200);
    assert!(
        browser.page.contains("The code is too old."),
        "the page says so by itself"
    );
    let again = browser
        .submit("resend", [("action", "resend")])
        .await
        .assert_status(303);
    let page = browser.get(again.location()).await.assert_status(200).body;
    assert!(page.contains("Another email is on its way."), "{page}");
    let newer = last_letter(&app, &email_of("ana")).await.code();
    if newer != code {
        browser
            .submit("verify-email", [("code", code.as_str())])
            .await
            .assert_status(422);
    }
    browser
        .submit("verify-email", [("code", newer.as_str())])
        .await
        .assert_status(303);
}

#[both_databases]
async fn a_mistyped_address_is_exchanged(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    begin(&mut browser, "ana").await;
    let former = last_letter(&app, &email_of("ana")).await;
    let change = |email| [("action", "change"), ("email", email)];
    for bad in ["", "ana", "a\0@mail.test", "a@b\r\nc"] {
        let page = browser
            .submit("change-email", change(bad))
            .await
            .assert_status(422)
            .body;
        assert!(page.contains("This is not an email address."), "{bad}: {page}");
    }
    let changed = browser
        .submit("change-email", change("right@mail.test"))
        .await
        .assert_status(303);
    let page = browser.get(changed.location()).await.assert_status(200).body;
    assert!(
        page.contains("right@mail.test") && !page.contains(&email_of("ana")),
        "{page}"
    );
    // What was sent to the former address proves nothing of the new one.
    browser
        .submit("verify-email", [("code", former.code().as_str())])
        .await
        .assert_status(422);
    app.browser().get(&link(&former)).await.assert_status(410);
    let path = verify(&app, &mut browser, "right@mail.test").await;
    assert!(path.ends_with("/display-name"), "{path}");
    name(&mut browser, "Ana").await.assert_status(303);
    assert_eq!(app.homeserver.emails("ana"), ["right@mail.test"]);
}

// An address that was proved is not exchanged for one that was not
#[both_databases]
async fn a_proof_is_for_its_own_address(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    let path = begin(&mut browser, "mallory").await;
    let csrf = browser.csrf("change-email");
    verify(&app, &mut browser, &email_of("mallory")).await;
    let late = [
        ("csrf", csrf.as_str()),
        ("action", "change"),
        ("email", "victim@mail.test"),
    ];
    browser
        .request(Method::POST, &path)
        .form(late)
        .send()
        .await
        .assert_status(303);
    go_on(&mut browser, &path.replace("verify-email", "finish")).await;
    name(&mut browser, "Mallory").await.assert_status(303);
    assert_eq!(app.homeserver.emails("mallory"), [email_of("mallory")]);
    app.run_jobs().await;
    assert!(app.mail.to("victim@mail.test").is_empty());
}

async fn press(browser: &mut TestBrowser, link: &str) -> gatehouse_testkit::TestResponse {
    browser.get(link).await.assert_status(200);
    browser.submit("confirm-email", []).await
}

#[both_databases]
async fn a_link_works_in_another_browser(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    let path = begin(&mut browser, "ana").await;
    let link = link(&last_letter(&app, &email_of("ana")).await);
    let mut phone = app.browser();
    // Programs that look at mail open links and press nothing.
    for _ in 0..3 {
        let page = phone.get(&link).await.assert_status(200).body;
        assert!(
            page.contains(&email_of("ana")) && page.contains("@ana:example.org"),
            "{page}"
        );
        phone.request(Method::HEAD, &link).send().await;
    }
    browser.get(&path).await.assert_status(200);
    assert!(
        browser.page.contains("id=\"verify-email\""),
        "nothing is proved by looking"
    );
    let typed = [("csrf", "x")];
    phone
        .request(Method::POST, &link)
        .form(typed)
        .send()
        .await
        .assert_status(403);
    let done = press(&mut phone, &link).await.assert_status(200).body;
    assert!(done.contains("Go back to the browser in which you began"), "{done}");
    let again = phone.get(&link).await.assert_status(200).body;
    assert!(
        again.contains("Your address is confirmed") && again.matches("<form").count() == 1,
        "{again}"
    );
    let at = go_on(&mut browser, &path.replace("verify-email", "finish")).await;
    assert!(at.ends_with("/display-name"), "{at}");
    phone.get(&at).await.assert_status(404);
}

#[both_databases]
async fn a_link_in_the_same_browser_goes_on(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    begin(&mut browser, "ana").await;
    let link = link(&last_letter(&app, &email_of("ana")).await);
    let on = press(&mut browser, &link).await.assert_status(303);
    let at = go_on(&mut browser, on.location()).await;
    assert!(at.ends_with("/display-name"), "{at}");
}

#[both_databases]
async fn an_old_link_says_what_to_do(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    begin(&mut browser, "ana").await;
    let link = link(&last_letter(&app, &email_of("ana")).await);
    let mut phone = app.browser();
    phone.get(&link).await.assert_status(200);
    app.advance(30 * 60);
    let late = phone.submit("confirm-email", []).await.assert_status(410).body;
    assert!(late.contains("This link no longer works"), "{late}");
    for nonsense in [
        "/email/confirm",
        "/email/confirm?token=",
        "/email/confirm?token=%00",
        "/email/confirm?token=x",
    ] {
        phone.get(nonsense).await.assert_status(410);
    }
}

// The same page serves addresses that are added to an account
#[both_databases]
async fn a_link_adds_an_address_to_an_account(database: TestDb) {
    let app = TestApp::on(database, open);
    let alice = app.user("alice").await;
    let requester = gatehouse_auth::Requester::default();
    for (address, taken) in [("new@mail.test", false), ("other@mail.test", true)] {
        let adding = emails::start_adding(&app.cx, &alice, address, &requester)
            .await
            .unwrap();
        assert!(matches!(adding, Adding::Asked(_)));
        let link = link(&last_letter(&app, address).await);
        if taken {
            let bob = app.user("bob").await;
            gatehouse_auth::users::add_email(&app.cx, &bob, address).await.unwrap();
        }
        let mut phone = app.browser();
        let page = phone.get(&link).await.assert_status(200).body;
        assert!(unescaped(&page).contains("@alice:example.org"), "{page}");
        let answer = phone.submit("confirm-email", []).await;
        if taken {
            let page = answer.assert_status(409).body;
            assert!(page.contains("belongs to another account"), "{page}");
        } else {
            let page = answer.assert_status(200).body;
            assert!(page.contains("belongs to your account now"), "{page}");
        }
    }
    let held = emails::list(&app.cx, &alice).await.unwrap();
    assert_eq!(held.len(), 1);
}
