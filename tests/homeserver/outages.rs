//! The homeserver is away, slow, or does not know us. People are told, and lose nothing.

use std::time::{Duration, Instant};

use gatehouse_tests::{Chromium, Script, Setup, wait_until};

use crate::{
    delay_line::DelayLine,
    pair::{Pair, Sitting, matrix_scope},
};

/// Longer than the server waits for its homeserver.
const TOO_LONG: Duration = Duration::from_secs(25);

// HS-12, HS-28
#[tokio::test(flavor = "multi_thread")]
async fn a_homeserver_that_is_away_costs_nobody_a_sign_in() {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let keeper = sitting.tokens(&matrix_scope("KEEPER0000")).await;
    let leaver = sitting.tokens(&matrix_scope("LEAVER0000")).await;
    let browser = Chromium::start(Script::On).await;

    pair.synapse.down();
    // M2964-59: a fault that passes is never told as a 4xx, which means "signed out for good".
    let (request, code) = sitting.code(&matrix_scope("LATECOMER0")).await;
    for _ in 0..2 {
        sitting
            .app
            .exchange(&request, &code)
            .await
            .assert_error(503, "temporarily_unavailable");
    }
    let keeper = sitting
        .app
        .refresh(&keeper.text("refresh_token"))
        .await
        .assert_status(200);
    browser.open(&pair.gatehouse.url("account/")).await;
    browser.sign_in("alice").await;
    browser.click("form[id^=end-session] button").await;
    assert!(
        browser
            .text("[role=status]")
            .await
            .contains("It will be told as soon as it is back")
    );

    pair.synapse.up();
    let tokens = sitting.app.exchange(&request, &code).await.assert_status(200);
    assert_eq!(pair.synapse.whoami(&tokens.text("access_token")).await.0, 200);
    // The sign-out that the homeserver was away for is made up for.
    let keeper = keeper.text("access_token");
    wait_until(
        "the device that was signed out is deleted",
        Duration::from_secs(30),
        async || {
            let devices = pair.synapse.devices(&keeper).await;
            (devices == ["KEEPER0000", "LATECOMER0"]).then_some(())
        },
    )
    .await;
    sitting
        .app
        .refresh(&leaver.text("refresh_token"))
        .await
        .assert_error(400, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_homeserver_makes_a_sign_in_slow_and_a_wrong_secret_is_no_fault_of_the_app() {
    let mut pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let first = sitting.tokens(&matrix_scope("FIRST00000")).await;

    let (request, code) = sitting.code(&matrix_scope("SLOW000000")).await;
    pair.line.delay(Duration::from_secs(2));
    let begun = Instant::now();
    sitting.app.exchange(&request, &code).await.assert_status(200);
    assert!(
        begun.elapsed() >= Duration::from_secs(2),
        "the homeserver is asked first"
    );

    pair.line.delay(DelayLine::FOR_EVER);
    let begun = Instant::now();
    let (request, code) = sitting.code(&matrix_scope("STUCK00000")).await;
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "pages do not wait for the homeserver"
    );
    sitting
        .app
        .exchange(&request, &code)
        .await
        .assert_error(503, "temporarily_unavailable");
    assert!(begun.elapsed() < TOO_LONG, "nobody waits for ever");
    pair.line.delay(Duration::ZERO);
    let tokens = sitting.app.exchange(&request, &code).await.assert_status(200);
    assert_eq!(pair.synapse.whoami(&tokens.text("access_token")).await.0, 200);

    let mut mistaken: Setup = pair.setup.clone();
    mistaken.homeserver.as_mut().unwrap().secret = "another-secret".to_owned();
    pair.gatehouse.configure(&mistaken);
    pair.kill_and_start_again().await;
    let (request, code) = sitting.code(&matrix_scope("STRANGER00")).await;
    sitting
        .app
        .exchange(&request, &code)
        .await
        .assert_error(503, "temporarily_unavailable");
    // HS-07: the homeserver can't ask either, and must not tell its clients that they are signed out.
    let first = sitting
        .app
        .refresh(&first.text("refresh_token"))
        .await
        .assert_status(200)
        .text("access_token");
    assert_eq!(pair.synapse.whoami(&first).await.0, 503);
    pair.gatehouse.configure(&pair.setup);
    pair.kill_and_start_again().await;
    sitting.app.exchange(&request, &code).await.assert_status(200);
    assert_eq!(pair.synapse.whoami(&first).await.0, 200);
}
