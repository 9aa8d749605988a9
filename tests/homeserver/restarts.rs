//! The server is killed in the middle, and comes back.

use std::time::Duration;

use gatehouse_tests::wait_until;
use serde_json::json;

use crate::pair::{Pair, Sitting, matrix_scope};

// HS-28, M2964-61
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_takes_up_what_it_left() {
    let mut pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let keeper = sitting.tokens(&matrix_scope("KEEPER0000")).await;
    let leaver = sitting.tokens(&matrix_scope("LEAVER0000")).await;
    let (request, code) = sitting.code(&matrix_scope("MIDWAY0000")).await;

    // Sessions of apps and browsers, codes, and what waits in the queue are all on disk.
    pair.kill_and_start_again().await;
    sitting.app.exchange(&request, &code).await.assert_status(200);
    let replaced = keeper.text("access_token");
    let keeper = sitting
        .app
        .refresh(&keeper.text("refresh_token"))
        .await
        .assert_status(200);
    let leaver = sitting
        .app
        .refresh(&leaver.text("refresh_token"))
        .await
        .assert_status(200);
    let (keeper, leaver_access) = (keeper.text("access_token"), leaver.text("access_token"));
    assert_eq!(pair.synapse.whoami(&keeper).await.0, 200);
    // HS-08: a token that a refresh has replaced, and that the homeserver never saw.
    let (status, refusal) = pair.synapse.whoami(&replaced).await;
    assert_eq!((status, &refusal["errcode"]), (401, &json!("M_UNKNOWN_TOKEN")));
    assert_eq!(pair.synapse.whoami(&leaver_access).await.0, 200);
    sitting.tokens(&matrix_scope("AFTERWARDS")).await;
    assert_eq!(sitting.person.sign_ins(), 1, "the browser is still signed in");

    pair.synapse.down();
    sitting
        .app
        .revoke(&leaver_access)
        .await
        .assert_error(503, "temporarily_unavailable");
    pair.gatehouse.kill();
    pair.synapse.up();
    pair.gatehouse.start_again().await;
    wait_until(
        "the device of the revoked session is deleted",
        Duration::from_secs(30),
        async || {
            let devices = pair.synapse.devices(&keeper).await;
            (!devices.contains(&"LEAVER0000".to_owned())).then_some(())
        },
    )
    .await;
    let (status, refusal) = pair.synapse.whoami(&leaver_access).await;
    assert_eq!((status, &refusal["errcode"]), (401, &json!("M_UNKNOWN_TOKEN")));
    sitting
        .app
        .refresh(&leaver.text("refresh_token"))
        .await
        .assert_error(400, "invalid_grant");
    // Whoever repeats the revocation is told that it is done.
    sitting.app.revoke(&leaver_access).await.assert_status(200);
}
