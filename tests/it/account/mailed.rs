//! What was mailed before the password, or the address, was another one.

use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, TestDb, both_databases};

use super::{
    forms,
    under_way::{OWN, Way, add, proves},
};
use crate::recover::with_recovery;

const NEW: &str = "a herring rides over the moor";

/// By which the password becomes another one.
async fn change(app: &TestApp, name: &str) {
    let mut browser = app.signed_in(name).await;
    browser.get("/account/password/change").await.assert_status(200);
    let typed = [
        ("current_password", TestApp::PASSWORD),
        ("new_password", NEW),
        ("new_password_again", NEW),
    ];
    browser.submit("password-change", typed).await.assert_status(303);
}

async fn recover(app: &TestApp, address: &str) {
    let mut browser = app.browser();
    browser.get("/recover").await.assert_status(200);
    browser.submit("recover", [("email", address)]).await.assert_status(303);
    app.run_jobs().await;
    let link = app.mail.last_to(address).link();
    browser
        .get(&format!("{}?{}", link.path(), link.query().unwrap()))
        .await
        .assert_status(200);
    let typed = [("new_password", NEW), ("new_password_again", NEW)];
    browser.submit("password-recovery", typed).await.assert_status(303);
}

#[both_databases]
async fn an_address_waits_for_its_proof_until_the_password_is_another(database: TestDb) {
    let app = TestApp::on(database, with_recovery);
    for (name, way) in [("alice", Way::Person), ("bea", Way::App), ("cleo", Way::Operator)] {
        let mut thief = app.signed_in(name).await;
        let link = add(&app, &mut thief, OWN).await;
        match way {
            Way::Person => change(&app, name).await,
            Way::App => {
                let address = format!("{name}@example.com");
                users::add_email(&app.cx, &app.user(name).await, &address)
                    .await
                    .unwrap();
                recover(&app, &address).await;
            }
            Way::Operator => {
                let user = app.user(name).await;
                users::set_password(&app.cx, &user, NEW.into(), false).await.unwrap();
            }
        }
        assert!(!proves(&app, &link).await, "{name}");
    }
}

// A letter may lie in the hands of whoever had the address, or the password, before
#[both_databases]
async fn a_mailed_link_is_void_once_its_address_or_the_password_is_gone(database: TestDb) {
    let app = TestApp::on(database, with_recovery);
    for (name, is_removed) in [("alice", true), ("bea", false)] {
        let user = app.user(name).await;
        let [first, second] = ["first", "second"].map(|which| format!("{which}@{name}.example"));
        for address in [&first, &second] {
            users::add_email(&app.cx, &user, address).await.unwrap();
        }
        let mut stranger = app.browser();
        stranger.get("/recover").await.assert_status(200);
        stranger
            .submit("recover", [("email", first.as_str())])
            .await
            .assert_status(303);
        app.run_jobs().await;
        let link = app.mail.last_to(&first).link();
        let path = format!("{}?{}", link.path(), link.query().unwrap());
        stranger.get(&path).await.assert_status(200);
        if is_removed {
            let mut browser = app.signed_in(name).await;
            browser.get("/account/").await.assert_status(200);
            let form = forms(&browser, "remove-email-").remove(0);
            browser.submit(&form, []).await.assert_status(303);
        } else {
            users::set_password(&app.cx, &user, NEW.into(), false).await.unwrap();
        }
        let typed = [
            ("new_password", "the thief’s own long password"),
            ("new_password_again", "the thief’s own long password"),
        ];
        let refused = stranger.submit("password-recovery", typed).await;
        assert!(refused.status.is_client_error(), "{name}: {}", refused.status);
        stranger.get(&path).await.assert_status(410);
    }
}
