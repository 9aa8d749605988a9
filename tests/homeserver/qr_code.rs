//! Sign-in by QR code: matrix-js-sdk on both devices, a real Synapse where they meet, and Chromium for the person.

use gatehouse_tests::{Chromium, RealClient, Script};
use serde_json::json;
use url::Url;

use crate::{js_sdk::come_back, pair::Pair};

/// The public key of a device, as apps use it for its id: both signs of base64 that a path or a form could lose.
const NEW_DEVICE: &str = "wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2o+Kk4";

// M4108-01, M4108-02, M4108-03, M4108-04, M4341-11, M2967-10
#[tokio::test(flavor = "multi_thread")]
async fn a_new_device_scans_the_qr_code_of_one_that_is_signed_in() {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let browser = Chromium::start(Script::On).await;
    let mut old = come_back(&pair, &browser, "Old phone", "query").await;
    old.exchange().await;
    let mut old = old.client;
    old.ask("sync", json!({})).await;
    old.ask("bootstrapCrossSigning", json!({})).await;

    let mut new = RealClient::js_sdk();
    new.ask("discover", json!({"url": pair.synapse.url()})).await;
    let code = old.ask("showQrCode", json!({})).await;
    let scanned = new
        .ask(
            "scanQrCode",
            json!({"code": code, "name": "New phone", "deviceId": NEW_DEVICE}),
        )
        .await;
    assert_eq!(scanned["serverName"], "test.localhost");
    let offered = old.ask("wasScanned", json!({})).await;
    assert_eq!(
        offered["checkCode"], scanned["checkCode"],
        "nobody stands between the two"
    );

    // What the old device opens does not know the code; the person types what the new device shows.
    let page = Url::parse(offered["verificationUri"].as_str().unwrap()).unwrap();
    assert_eq!(page.path(), "/link");
    browser.open(&page).await;
    let user_code = scanned["userCode"].as_str().unwrap();
    browser.fill("#link [name=code]", user_code).await;
    browser.click("#link [type=submit]").await;
    let question = browser.text("main").await;
    for said in ["New phone", "@alice:test.localhost", user_code, NEW_DEVICE] {
        assert!(question.contains(said), "{said} is not in: {question}");
    }
    let listed = old.ask("devices", json!({})).await;
    assert!(!listed.to_string().contains(NEW_DEVICE), "{listed}");
    browser.click("#device-consent [value=allow]").await;
    assert_eq!(browser.text("h1").await, "You can go back to your other device");

    let (shared, signed_in) = tokio::join!(old.ask("shareSecrets", json!({})), new.ask("finishSignIn", json!({})));
    assert_eq!(
        (&signed_in["userId"], &signed_in["deviceId"]),
        (&json!("@alice:test.localhost"), &json!(NEW_DEVICE))
    );
    assert!(shared.to_string().contains("cross_signing"), "{shared}");
    assert_eq!(
        new.ask("masterKey", json!({})).await,
        old.ask("masterKey", json!({})).await
    );
    let whoami = new.ask("whoami", json!({})).await;
    assert_eq!(whoami["device_id"], NEW_DEVICE);
    new.ask("refresh", json!({})).await;
    let listed = old.ask("devices", json!({})).await;
    let expected = json!({"id": NEW_DEVICE, "name": "New phone"});
    assert!(listed.as_array().unwrap().contains(&expected), "{listed}");

    // And out again.
    new.ask("stop", json!({})).await;
    new.ask("revoke", json!({"type": "access_token"})).await;
    let listed = old.ask("devices", json!({})).await;
    assert!(!listed.to_string().contains(NEW_DEVICE), "{listed}");
    old.ask("stop", json!({})).await;
}
