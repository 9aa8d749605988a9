//! Sixteen at once.

use gatehouse_testkit::{TestApp, TestBrowser, TestDb, TestResponse, both_databases};
use tokio::task::JoinSet;

use super::{
    SESSION, begin, email_of, fill_in, go_on, invitations::issue_single, name, open, up_to_the_name, verify, with_token,
};

/// All press the last button at the same time.
async fn finish(browsers: Vec<TestBrowser>) -> Vec<(TestBrowser, TestResponse)> {
    let mut pressing = JoinSet::new();
    for mut browser in browsers {
        pressing.spawn(async move {
            let answer = name(&mut browser, "Ana").await;
            (browser, answer)
        });
    }
    pressing.join_all().await
}

#[both_databases]
async fn of_sixteen_who_want_a_name_one_gets_it(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browsers = Vec::new();
    for number in 0..16 {
        let mut browser = app.browser();
        let email = email_of(&format!("ana{number}"));
        browser.get("/register/password").await;
        let started = fill_in(&mut browser, "ana", &email).await.assert_status(303);
        go_on(&mut browser, started.location()).await;
        verify(&app, &mut browser, &email).await;
        browsers.push(browser);
    }
    let mut winners = 0;
    for (mut browser, answer) in finish(browsers).await {
        let answer = answer.assert_status(303);
        if answer.location() == "/account/" {
            winners += 1;
            assert!(answer.set_cookie(SESSION).is_some());
        } else {
            let page = browser.get(answer.location()).await.assert_status(200).body;
            assert!(page.contains("Choose another username"), "{page}");
        }
    }
    assert_eq!(winners, 1);
}

#[both_databases]
async fn of_sixteen_who_show_a_token_one_gets_through(database: TestDb) {
    let app = TestApp::on(database, with_token);
    issue_single(&app, "spring").await;
    let mut browsers = Vec::new();
    for number in 0..16 {
        let username = format!("ana{number}");
        let mut browser = app.browser();
        begin(&mut browser, &username).await;
        let typed = browser.submit("registration-token", [("token", "spring")]).await;
        go_on(&mut browser, typed.assert_status(303).location()).await;
        verify(&app, &mut browser, &email_of(&username)).await;
        browsers.push(browser);
    }
    let mut winners = 0;
    for (mut browser, answer) in finish(browsers).await {
        let answer = answer.assert_status(303);
        if answer.location() == "/account/" {
            winners += 1;
        } else {
            let at = go_on(&mut browser, answer.location()).await;
            assert!(at.ends_with("/token"), "{at}");
            assert!(browser.page.contains("This code can’t be used"), "{}", browser.page);
        }
    }
    assert_eq!(winners, 1);
    assert_eq!(
        (0..16)
            .filter(|number| app.homeserver.knows(&format!("ana{number}")))
            .count(),
        1
    );
}

#[both_databases]
async fn of_sixteen_presses_of_the_last_button_one_makes_the_account(database: TestDb) {
    let app = TestApp::on(database, open);
    let browser = up_to_the_name(&app, "ana").await;
    let answers = finish(vec![browser; 16]).await;
    let signed_in = answers
        .iter()
        .filter(|(_, answer)| answer.set_cookie(SESSION).is_some())
        .count();
    assert_eq!(signed_in, 1);
    for (_, answer) in answers {
        assert!(answer.status == 303, "{}", answer.body);
    }
}
