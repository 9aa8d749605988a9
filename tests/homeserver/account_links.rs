//! Links from apps to the account page, with a real homeserver behind it.

use gatehouse_tests::{Chromium, Script};

use crate::pair::{Pair, Sitting, matrix_scope};

// M4191-06, M4191-11, M4191-17
#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_sign_out_a_device_ends_it_at_the_homeserver() {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let keeper = sitting.tokens(&matrix_scope("KEEPER0000")).await.text("access_token");
    let leaver = sitting.tokens(&matrix_scope("LEAVER0000")).await;
    let leaver_token = leaver.text("access_token");
    assert_eq!(pair.synapse.whoami(&leaver_token).await.0, 200);

    let browser = Chromium::start(Script::On).await;
    let link = "account/?action=org.matrix.device_delete&device_id=LEAVER0000";
    browser.open(&pair.gatehouse.url(link)).await;
    browser.sign_in("alice").await;
    assert!(browser.text("main").await.contains("LEAVER0000"));
    // To look is not to do.
    assert_eq!(pair.synapse.whoami(&leaver_token).await.0, 200);

    browser.click("form[id^=end-session] button").await;
    assert!(browser.text("[role=status]").await.contains("The app is signed out."));
    assert_eq!(pair.synapse.devices(&keeper).await, ["KEEPER0000"]);
    assert_eq!(pair.synapse.whoami(&leaver_token).await.0, 401);
    sitting
        .app
        .refresh(&leaver.text("refresh_token"))
        .await
        .assert_error(400, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_reaches_the_homeserver() {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let token = sitting.tokens(&matrix_scope("KEEPER0000")).await.text("access_token");
    let browser = Chromium::start(Script::On).await;
    browser.open(&pair.gatehouse.url("account/devices/KEEPER0000")).await;
    browser.sign_in("alice").await;
    browser.fill("#name", "Küche ☕").await;
    browser.click("#device-name button").await;
    assert!(browser.text("[role=status]").await.contains("The name is saved."));
    assert_eq!(pair.synapse.device_name(&token, "KEEPER0000").await, "Küche ☕");
}
