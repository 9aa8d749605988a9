//! What matrix-rust-sdk sends, letter by letter: Element X and its relatives.

use gatehouse_tests::free_port;
use serde_json::json;

use crate::pair::{Pair, Sitting};

/// Its scopes are those of the proposal, not of the specification.
fn scope(device: &str) -> String {
    format!("urn:matrix:org.matrix.msc2967.client:api:* urn:matrix:org.matrix.msc2967.client:device:{device}")
}

// M2967-02, M2967-04, M2967-10
#[tokio::test(flavor = "multi_thread")]
async fn the_spellings_and_device_ids_of_matrix_rust_sdk_are_understood() {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let keeper = sitting.tokens(&scope("KEEPER0000")).await.text("access_token");
    // A sign-in by QR code takes the device's Curve25519 key as its id: base64, `+` and `/` included.
    for device in [
        "AABBCCDDEE",
        "wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2oAKk4",
        "+/+/aZ0-._~",
    ] {
        // M2966-31: a port of this time, while none is registered.
        let redirect_uri = format!("http://127.0.0.1:{}/cb", free_port());
        let request = sitting.app.request(&scope(device), &redirect_uri, &[]);
        let target = sitting.person.allow(&request.url).await.expect("the pages answer");
        assert!(target.as_str().starts_with(&format!("{redirect_uri}?")), "{target}");
        let code = request.code(&target, pair.gatehouse.base());
        let tokens = sitting.app.exchange(&request, &code).await.assert_status(200);
        let access = tokens.text("access_token");
        let (status, whoami) = pair.synapse.whoami(&access).await;
        let expected = json!({"user_id": "@alice:test.localhost", "device_id": device, "is_guest": false});
        assert_eq!((status, whoami), (200, expected));
        let refreshed = sitting
            .app
            .refresh(&tokens.text("refresh_token"))
            .await
            .assert_status(200);
        let access = refreshed.text("access_token");
        assert_eq!(pair.synapse.whoami(&access).await.0, 200);
        assert!(pair.synapse.devices(&keeper).await.contains(&device.to_owned()));

        // M4254-02, M4254-03: it revokes the access token alone and takes it that everything is over.
        sitting.app.revoke(&access).await.assert_status(200);
        let (status, refusal) = pair.synapse.whoami(&access).await;
        assert_eq!((status, &refusal["errcode"]), (401, &json!("M_UNKNOWN_TOKEN")));
        assert_eq!(pair.synapse.devices(&keeper).await, ["KEEPER0000"]);
        sitting
            .app
            .refresh(&refreshed.text("refresh_token"))
            .await
            .assert_error(400, "invalid_grant");
    }
}
