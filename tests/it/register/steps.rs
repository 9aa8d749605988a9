//! `/register/steps/{id}/…`: in order, in one browser, once.

use gatehouse_testkit::{TestApp, TestDb, both_databases};
use http::Method;

use super::{COOKIE, SESSION, begin, email_of, go_on, name, open, up_to_the_name, verify};

#[both_databases]
async fn steps_belong_to_the_browser_that_began_them(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    let path = begin(&mut browser, "ana").await;
    let mut thief = app.browser();
    begin(&mut thief, "mallory").await;
    let csrf = thief.csrf("verify-email");
    app.run_jobs().await;
    let code = app.mail.last_to(&email_of("ana")).code();
    for page in ["verify-email", "token", "display-name", "finish"] {
        let path = path.replace("verify-email", page);
        let foreign = thief.get(&path).await.assert_status(404);
        assert!(
            foreign.body.contains("This sign-up does not go on here"),
            "{}",
            foreign.body
        );
        let typed = [("csrf", csrf.as_str()), ("code", &code), ("action", "skip")];
        let post = thief.request(Method::POST, &path).form(typed);
        assert_eq!(post.send().await.assert_status(404).body.len(), foreign.body.len());
        app.get(&path).send().await.assert_status(404);
    }
    for unknown in [
        "/register/steps/01ARZ3NDEKTSV4RRFFQ69G5FAV/verify-email",
        "/register/steps/x/verify-email",
        "/register/steps/%00/finish",
        "/register/steps/%ff/finish",
    ] {
        browser.get(unknown).await.assert_status(404);
    }
    for broken in ["", "x", ".", "x.01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
        let mut other = app.browser();
        other.set_cookie(COOKIE, broken);
        other.get(&path).await.assert_status(404);
        other.get("/register/password").await.assert_status(200);
    }
    browser.get(&path).await.assert_status(200);
}

#[both_databases]
async fn a_step_that_is_done_says_so_and_offers_the_way_on(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = app.browser();
    let verify_path = begin(&mut browser, "ana").await;
    // What comes later waits.
    for later in ["display-name", "token", "finish"] {
        let path = verify_path.replace("verify-email", later);
        assert_eq!(go_on(&mut browser, &path).await, verify_path, "{later}");
    }
    let name_path = verify(&app, &mut browser, &email_of("ana")).await;
    let done = browser.get(&verify_path).await.assert_status(200).body;
    assert!(done.contains("You have done this step already"), "{done}");
    let finish = verify_path.replace("verify-email", "finish");
    assert_eq!(go_on(&mut browser, &finish).await, name_path);
    browser.get(&name_path).await;
    name(&mut browser, "Ana").await.assert_status(303);
    for path in [&verify_path, &name_path, &finish] {
        let at = go_on(&mut browser, path).await;
        assert!(at.ends_with("/finish"), "{at}");
        assert!(browser.page.contains("Your account is there"), "{}", browser.page);
        assert!(browser.page.contains("account"), "{}", browser.page);
    }
    // Signed out, the way on is the sign-in.
    browser.set_cookie(SESSION, "none");
    browser.get(&finish).await.assert_status(200);
    assert!(crate::authorize::unescaped(&browser.page).contains("href=\"/login\""));
}

// Submitting twice does no harm
#[both_databases]
async fn forms_that_come_again_lead_on(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = up_to_the_name(&app, "ana").await;
    let page = browser.page.clone();
    name(&mut browser, "Ana").await.assert_status(303);
    let session = browser.cookie(SESSION).unwrap().to_owned();
    for _ in 0..2 {
        browser.page.clone_from(&page);
        let again = name(&mut browser, "Bea").await.assert_status(303);
        assert!(again.location().ends_with("/finish") && again.set_cookie(SESSION).is_none());
    }
    assert_eq!(browser.cookie(SESSION), Some(session.as_str()));
    assert_eq!(app.homeserver.display_name("ana").as_deref(), Some("Ana"));
}

#[both_databases]
async fn the_display_name_is_one_that_can_be_shown(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = up_to_the_name(&app, "ana").await;
    let long = "x".repeat(256);
    for (typed, said) in [
        ("", "Enter a name, or create the account without one."),
        ("  ", "Enter a name, or create the account without one."),
        ("a\0b", "has signs that can’t be shown"),
        ("a\nb", "has signs that can’t be shown"),
        (&long, "This name is too long"),
    ] {
        let page = name(&mut browser, typed).await.assert_status(422).body;
        assert!(page.contains(said), "{typed}: {page}");
    }
    assert!(!app.homeserver.knows("ana"));
    name(&mut browser, "  Ana \"<b>\"  ").await.assert_status(303);
    assert_eq!(app.homeserver.display_name("ana").as_deref(), Some("Ana \"<b>\""));
}

#[both_databases]
async fn a_name_that_is_gone_is_asked_for_again_and_the_rest_is_kept(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = up_to_the_name(&app, "ana").await;
    app.user("ana").await;
    let taken = name(&mut browser, "Ana").await.assert_status(303);
    let page = browser.get(taken.location()).await.assert_status(200).body;
    assert!(
        page.contains("Choose another username") && page.contains("Free: "),
        "{page}"
    );
    for (typed, said) in [
        ("ana", "is taken."),
        ("", "Choose a username."),
        ("a b", "A username has only"),
        ("reserved", "keeps this username"),
    ] {
        let page = browser
            .submit("finish", [("username", typed)])
            .await
            .assert_status(422)
            .body;
        assert!(page.contains(said), "{typed}: {page}");
    }
    let done = browser
        .submit("finish", [("username", "ANA.M")])
        .await
        .assert_status(303);
    assert_eq!(done.location(), "/account/");
    assert_eq!(app.homeserver.emails("ana.m"), [email_of("ana")]);
}

#[both_databases]
async fn an_address_that_is_gone_leads_to_its_account(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut gatehouse_auth::Settings| {
        open(settings);
        settings.account.password_recovery_enabled = true;
    });
    let mut browser = up_to_the_name(&app, "ana").await;
    let alice = app.user("alice").await;
    gatehouse_auth::users::add_email(&app.cx, &alice, &email_of("ana"))
        .await
        .unwrap();
    let taken = name(&mut browser, "Ana").await.assert_status(303);
    let page = browser.get(taken.location()).await.assert_status(200).body;
    // They have shown that it is theirs, so they may know.
    assert!(
        page.contains("You already have an account") && page.contains("/recover"),
        "{page}"
    );
    assert!(!app.homeserver.knows("ana"));
}
