//! Sessions of older apps among the devices of an account.

use gatehouse_testkit::{Call, TestApp, TestClient, both_databases};
use serde_json::json;

use super::{OldApp, login, password, with};
use crate::authorize::unescaped;

// M4191-04
#[both_databases]
async fn an_old_app_and_a_new_one_stand_side_by_side(app: TestApp) {
    let client = app.client().named("Messenger").register().await;
    let mut browser = app.signed_in("alice").await;
    let new = client.tokens(&mut browser, TestClient::MATRIX).await;
    let device = "my phone/é+%?#";
    let old = OldApp::from(
        login(&app, &with(password("alice"), json!({"device_id": device})))
            .send()
            .await,
    );
    let list = unescaped(&browser.get("/account/sessions").await.assert_status(200).body);
    for said in ["Messenger", "Unnamed app", "Messages"] {
        assert!(list.contains(said), "{said}: {list}");
    }
    let path = "/account/devices/my%20phone%2F%C3%A9%2B%25%3F%23";
    let page = unescaped(&browser.get(path).await.assert_status(200).body);
    for said in [
        &format!("<bdi>{device}</bdi>"),
        "Unnamed app",
        "Read and send your messages",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }

    // The homeserver learns what it is called, and that it has no name any more.
    for (typed, called) in [("Grandma’s phone", "Grandma’s phone"), ("", "")] {
        browser.get(path).await.assert_status(200);
        browser
            .submit("device-name", [("name", typed)])
            .await
            .assert_status(303);
        let renamed = app.homeserver.calls().into_iter().rev().find_map(|call| match call {
            Call::RenameDevice(_, device, name) => Some((device, name)),
            _ => None,
        });
        assert_eq!(renamed, Some((device.to_owned(), called.to_owned())));
    }
    browser.get(path).await.assert_status(200);
    let form = browser.page.split("<form id=\"end-session-").nth(1).unwrap();
    let form = format!("end-session-{}", form.split('"').next().unwrap());
    browser.submit(&form, []).await.assert_status(303);
    assert!(!old.is_active(&app).await);
    assert!(TestApp::is_active(&app.introspect(&new.access).await));
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
}
