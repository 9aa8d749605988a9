//! What people asked of the homeserver before their account lived here, each by its page.

use gatehouse_testkit::{Call, TestApp, TestBrowser, TestClient, both_databases};

const NEW: &str = "a herring rides over the moor";
const ADDRESS: &str = "ana@example.com";

/// Opens the page that an app would, and sends its form.
async fn ask<'a>(
    browser: &mut TestBrowser,
    page: &str,
    form: &str,
    typed: impl IntoIterator<Item = (&'a str, &'a str)>,
) {
    browser.follow(page).await.assert_status(200);
    browser.submit(form, typed).await.assert_status(303);
}

// M4191-20: endpoints with interactive authentication are of no use to an app that signed in here
#[both_databases]
async fn whatever_people_did_at_the_homeserver_they_do_here(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;

    let profile = "/account/?action=org.matrix.profile";
    ask(&mut browser, profile, "profile", [("display_name", "Ana")]).await;
    assert_eq!(app.homeserver.display_name("alice").as_deref(), Some("Ana"));

    browser.follow(profile).await.assert_status(200);
    let sent = browser.submit("add-email", [("email", ADDRESS)]).await;
    browser
        .follow(sent.assert_status(303).location())
        .await
        .assert_status(200);
    app.run_jobs().await;
    let code = app.mail.last_to(ADDRESS).code();
    let added = browser.submit("email-verify", [("code", code.as_str())]).await;
    added.assert_status(303);
    app.run_jobs().await;
    assert_eq!(app.homeserver.emails("alice"), [ADDRESS]);
    browser.follow(profile).await.assert_status(200);
    let [remove] = super::forms(&browser, "remove-email-").try_into().unwrap();
    ask(&mut browser, profile, &remove, []).await;
    app.run_jobs().await;
    assert!(app.homeserver.emails("alice").is_empty());

    let typed = [
        ("current_password", TestApp::PASSWORD),
        ("new_password", NEW),
        ("new_password_again", NEW),
    ];
    ask(&mut browser, "/account/password/change", "password-change", typed).await;

    let keys = "/account/?action=org.matrix.cross_signing_reset";
    ask(&mut browser, keys, "reset-cross-signing", []).await;
    let allowed = Call::AllowCrossSigningReset("alice".to_owned());
    assert!(app.homeserver.calls().contains(&allowed));

    let device = "/account/?action=org.matrix.device_view&device_id=ABCDEFGHIJ";
    ask(&mut browser, device, "device-name", [("name", "Phone")]).await;
    browser.follow(device).await.assert_status(200);
    assert!(browser.page.contains("Phone"));
    let sign_out = "/account/?action=org.matrix.device_delete&device_id=ABCDEFGHIJ";
    browser.follow(sign_out).await.assert_status(200);
    let [end] = super::forms(&browser, "end-session-").try_into().unwrap();
    ask(&mut browser, sign_out, &end, []).await;
    assert!(app.homeserver.devices("alice").is_empty());
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));

    let leave = "/account/?action=org.matrix.account_deactivate";
    ask(&mut browser, leave, "deactivate", [("password", NEW)]).await;
    assert!(app.homeserver.is_deactivated("alice"));
}
