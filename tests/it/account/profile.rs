//! The display name.

use gatehouse_testkit::{Call, Mood, TestApp, TestBrowser, TestDb, TestResponse, both_databases};
use http::Method;

use crate::authorize::unescaped;

async fn rename(browser: &mut TestBrowser, typed: &str) -> TestResponse {
    browser.get("/account/").await.assert_status(200);
    browser.submit("profile", [("display_name", typed)]).await
}

#[both_databases]
async fn the_name_that_others_see_can_be_changed(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let long = "ш".repeat(255);
    for name in ["Ana <b>Müller</b>", "آنا", &long] {
        let response = rename(&mut browser, &format!(" {name} ")).await.assert_status(303);
        browser.follow(response.location()).await.assert_status(200);
        let page = unescaped(&browser.page);
        assert!(page.contains("Your display name is changed."), "{page}");
        assert!(page.contains(&format!("value=\"{name}\"")) && !browser.page.contains("<b>Müller"));
        assert!(
            app.homeserver
                .calls()
                .contains(&Call::SetDisplayname("alice".into(), name.into()))
        );
    }
    rename(&mut browser, " ").await.assert_status(303);
    browser.get("/account/").await;
    assert!(!browser.page.contains(&long), "an empty one removes it");
    // A notice that nobody knows is none.
    for done in ["x", "", "%00", "name-changed&done=x"] {
        let response = browser.get(&format!("/account/?done={done}")).await;
        assert!(!response.body.contains("role=\"status\""), "{done}");
    }
}

#[both_databases]
async fn what_is_no_name_is_pointed_out(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let long = "ш".repeat(256);
    for (typed, shown) in [
        (long.as_str(), "Choose a shorter name"),
        ("a\nb", "Choose a name without line breaks"),
        ("a\0b", "Choose a name without line breaks"),
    ] {
        let page = rename(&mut browser, typed).await.assert_status(422).body;
        assert!(page.contains(shown) && page.contains("<title>Error: "), "{page}");
    }
    let calls = app.homeserver.calls();
    assert!(!calls.iter().any(|call| matches!(call, Call::SetDisplayname(..))));
}

#[both_databases]
async fn nothing_is_lost_while_the_homeserver_is_away(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    rename(&mut browser, "Ana").await.assert_status(303);
    browser.get("/account/").await;
    app.homeserver.be(Mood::Away);
    let page = browser
        .submit("profile", [("display_name", "Anna")])
        .await
        .assert_status(503)
        .body;
    assert!(
        page.contains("your name was not changed") && page.contains("value=\"Anna\""),
        "{page}"
    );
    let mut later = browser.clone();
    browser.get("/account/").await.assert_status(200);
    assert!(
        browser.page.contains("The Matrix server is not answering."),
        "{}",
        browser.page
    );
    assert!(!browser.page.contains("name=\"display_name\""));
    app.homeserver.be(Mood::Well);
    later
        .submit("profile", [("display_name", "Anna")])
        .await
        .assert_status(303);
    browser.get("/account/").await;
    assert!(browser.page.contains("value=\"Anna\""));
}

#[both_databases]
async fn where_it_is_off_the_page_says_so(database: TestDb) {
    let app = TestApp::on(database, |settings| settings.account.displayname_change_allowed = false);
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/").await.assert_status(200);
    assert!(browser.page.contains("you can’t change your display name here"));
    assert!(!browser.page.contains("name=\"display_name\""));
    let csrf = browser.csrf("language");
    let form = [("csrf", csrf.as_str()), ("display_name", "Ana")];
    let request = browser.request(Method::POST, "/account/profile");
    let page = request.form(form).send().await.assert_status(403).body;
    assert!(page.contains("This is not possible here"), "{page}");
}
