//! `/account/devices/…`: a device, by the id that apps know it by.

use gatehouse_testkit::{TestApp, TestBrowser, TestClient, both_databases};

fn scope(device: &str) -> String {
    TestClient::MATRIX.replace("ABCDEFGHIJ", device)
}

fn end_form(browser: &TestBrowser) -> String {
    super::forms(browser, "end-session-").pop().unwrap()
}

// M4191-05
#[both_databases]
async fn a_device_is_found_by_its_id_whatever_is_in_it(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for (device, path) in [
        ("ABCDEFGHIJ", "ABCDEFGHIJ"),
        ("AB/C+D//EFG", "AB%2FC%2BD%2F%2FEFG"),
        ("QR/CODE/LOGIN+", "QR/CODE/LOGIN+"),
        ("WITH?HASH#PER%", "WITH%3FHASH%23PER%25"),
        ("sign_out/end", "sign_out%2Fend"),
    ] {
        client.tokens(&mut browser, &scope(device)).await;
        browser
            .get(&format!("/account/devices/{path}"))
            .await
            .assert_status(200);
        assert!(
            crate::authorize::unescaped(&browser.page).contains(&format!("<bdi>{device}</bdi>")),
            "{device}: {}",
            browser.page
        );
    }
    assert_eq!(
        browser.get("/account/devices").await.assert_status(303).location(),
        "/account/sessions"
    );
}

// M4191-16
#[both_databases]
async fn the_device_of_another_is_as_unknown_as_none(app: TestApp) {
    let client = app.client().register().await;
    let mut alice = app.signed_in("alice").await;
    client.tokens(&mut alice, TestClient::MATRIX).await;
    let mut bob = app.signed_in("bob").await;
    let random = bob.get("/account/devices/ZZZZZZZZZZ").await.assert_status(404).body;
    for path in [
        "ABCDEFGHIJ",
        "ABCDEFGHIJ?sign_out=1",
        "x",
        "%00",
        "%ff",
        "%F0%9F%98%80ABCDEFGH",
        "../../etc/passwd",
    ] {
        let response = bob.get(&format!("/account/devices/{path}")).await;
        assert!(
            [400, 404].contains(&response.status.as_u16()),
            "{path}: {}",
            response.status
        );
        if path.starts_with("ABC") {
            assert_eq!(response.body, random, "nothing gives it away");
        }
    }
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
}

// M4191-06, M4191-10, M4191-11
#[both_databases]
async fn a_link_to_sign_out_explains_and_asks(app: TestApp) {
    const LINK: &str = "/account/devices/ABCDEFGHIJ?sign_out=1";
    let client = app.client().named("Messenger").register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    app.advance(16 * 60);
    let asked = browser.get(LINK).await.assert_status(303);
    browser.follow(asked.location()).await.assert_status(200);
    let done = browser
        .submit("sign-in", [("username", "alice"), ("password", TestApp::PASSWORD)])
        .await
        .assert_status(303);
    assert_eq!(done.location(), LINK);
    browser.get(LINK).await.assert_status(200);
    assert!(
        browser.page.contains("It loses access to your account at once."),
        "{}",
        browser.page
    );
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"], "a GET does nothing");

    let form = end_form(&browser);
    let done = browser.submit(&form, []).await.assert_status(303);
    assert!(app.homeserver.devices("alice").is_empty());
    client
        .refresh(&tokens.refresh)
        .send()
        .await
        .assert_oauth_error(400, "invalid_grant", "session has ended");
    browser.follow(done.location()).await;
    assert!(browser.page.contains("The app is signed out."));
    browser.get(LINK).await.assert_status(404);
}
