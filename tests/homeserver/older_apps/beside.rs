//! An app of today and an older one, of the same person.

use gatehouse_testkit::both_databases;
use gatehouse_tests::{Chromium, Gatehouse, RealClient, Script};
use serde_json::json;

use super::unknown_token;
use crate::pair::{OneAddress, Sitting, matrix_scope};

// LG-36
#[both_databases]
async fn an_app_of_today_and_an_older_one_live_side_by_side(place: OneAddress) {
    let pair = &place.0;
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let tokens = sitting.tokens(&matrix_scope("TODAY00000")).await;
    let access = tokens.text("access_token");
    let mut old = RealClient::nio();
    let open = json!({"url": pair.gatehouse.base(), "user": "alice", "device": "LONGAGO"});
    let login = json!({"password": Gatehouse::PASSWORD, "name": "Terminal of old"});
    old.ask("open", open.clone()).await;
    old.ask("login", login.clone()).await;

    // Each sees both.
    let both = ["LONGAGO", "TODAY00000"];
    assert_eq!(old.ask("devices", json!({})).await, json!(both));
    let mut devices = pair.synapse.devices(&access).await;
    devices.sort();
    assert_eq!(devices, both);
    let browser = Chromium::start(Script::On).await;
    browser.open(&pair.gatehouse.url("account/sessions")).await;
    browser.sign_in("alice").await;
    let list = browser.text("main").await;
    assert!(list.contains("Plain app") && list.contains("Terminal of old"), "{list}");

    let sign_out = async |device: &str| {
        let path = format!("account/?action=org.matrix.device_delete&device_id={device}");
        browser.open(&pair.gatehouse.url(&path)).await;
        browser.click("form[id^=end-session] button").await;
    };
    sign_out("LONGAGO").await;
    assert_eq!(old.fail("whoami", json!({})).await, unknown_token());
    assert_eq!(pair.synapse.devices(&access).await, ["TODAY00000"]);

    old.ask("open", open).await;
    old.ask("login", login).await;
    sign_out("TODAY00000").await;
    assert_eq!(pair.synapse.whoami(&access).await.0, 401);
    let refresh = tokens.text("refresh_token");
    sitting.app.refresh(&refresh).await.assert_error(400, "invalid_grant");
    assert_eq!(old.ask("devices", json!({})).await, json!(["LONGAGO"]));
}
