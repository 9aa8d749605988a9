//! SIGKILL while the homeserver has been asked for something and has not answered.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use gatehouse_storage::Db;
use gatehouse_testkit::both_databases;
use gatehouse_tests::wait_until;
use serde_json::json;

use crate::{
    delay_line::DelayLine,
    pair::{Pair, Sitting, matrix_scope},
};

/// Leases lapse within 15 seconds; a worker looks every second.
const LAPSE: Duration = Duration::from_secs(25);

/// Whether somebody holds a job that is not done, and how often jobs were taken up.
async fn running_jobs(db: &Db) -> Vec<(bool, i64)> {
    let sql = "SELECT leased_until IS NOT NULL, attempts FROM jobs WHERE finished_at IS NULL";
    db.read().await.unwrap().all(sql, &[]).await.unwrap()
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read().await.unwrap().scalar(sql, &[]).await.unwrap()
}

async fn devices_become(pair: &Pair, token: &str, expected: &[&str]) {
    wait_until("only these devices are left", LAPSE, async || {
        (pair.synapse.devices(token).await == expected).then_some(())
    })
    .await;
}

/// The one job that was cut off is done, and it took two tries.
async fn job_is_done(db: &Db) {
    wait_until("the job is done", LAPSE, async || {
        running_jobs(db).await.is_empty().then_some(())
    })
    .await;
    let twice = "SELECT COUNT(*) FROM jobs WHERE attempts = 2 AND finished_at IS NOT NULL AND leased_until IS NULL";
    assert_eq!(count(db, twice).await, 1);
}

// HS-28
#[both_databases]
async fn a_job_that_a_worker_was_killed_at_is_done_by_the_next(mut pair: Pair) {
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let keeper = sitting.tokens(&matrix_scope("KEEPER0000")).await.text("access_token");
    let (request, code) = sitting.code(&matrix_scope("LEAVER0000")).await;
    let leaver = sitting.app.exchange(&request, &code).await.assert_status(200);
    let db = pair.database().await;
    assert_eq!(running_jobs(&db).await, []);

    pair.line.delay(DelayLine::FOR_EVER);
    // A code that comes twice ends its session, and leaves the device to a worker.
    sitting
        .app
        .exchange(&request, &code)
        .await
        .assert_error(400, "invalid_grant");
    pair.line.carries("/_synapse/mas/delete_device").await;
    assert_eq!(running_jobs(&db).await, [(true, 1)]);
    assert_eq!(pair.synapse.devices(&keeper).await, ["KEEPER0000", "LEAVER0000"]);
    pair.gatehouse.kill();
    // What was under way never arrives; what comes from now on does.
    pair.line.delay(Duration::ZERO);
    assert_eq!(running_jobs(&db).await, [(true, 1)]);
    pair.gatehouse.start_again().await;

    devices_become(&pair, &keeper, &["KEEPER0000"]).await;
    job_is_done(&db).await;
    let (status, refusal) = pair.synapse.whoami(&leaver.text("access_token")).await;
    assert_eq!((status, &refusal["errcode"]), (401, &json!("M_UNKNOWN_TOKEN")));
    assert_eq!(pair.synapse.whoami(&keeper).await.0, 200);
    db.close().await;
}

#[both_databases]
async fn a_job_that_the_command_line_was_killed_at_is_done_by_the_server(pair: Pair) {
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let gone = sitting.tokens(&matrix_scope("LEAVER0000")).await;
    sitting.tokens(&matrix_scope("LEAVER0001")).await;
    let db = pair.database().await;

    pair.line.delay(DelayLine::FOR_EVER);
    let mut command = pair.gatehouse.command(&["manage", "kill-sessions", "alice"]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    pair.line.carries("/_synapse/mas/sync_devices").await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(running_jobs(&db).await, [(true, 1)]);
    pair.line.delay(Duration::ZERO);

    // The sessions were over before the homeserver was asked.
    sitting
        .app
        .refresh(&gone.text("refresh_token"))
        .await
        .assert_error(400, "invalid_grant");
    // A sign-in waits for the dead holder of the list of devices, and the job leaves alone what it brings.
    let back = sitting.tokens(&matrix_scope("NEWCOMER00")).await.text("access_token");
    assert_eq!(sitting.person.sign_ins(), 2, "browsers were signed out as well");
    devices_become(&pair, &back, &["NEWCOMER00"]).await;
    job_is_done(&db).await;
    assert_eq!(pair.synapse.whoami(&back).await.0, 200);
    db.close().await;
}

/// What is active and usable in the database, whoever may hold it.
async fn assert_one_of_each(db: &Db) {
    for sql in [
        "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL",
        "SELECT COUNT(*) FROM access_tokens t JOIN sessions s ON s.id = t.session_id
         WHERE s.ended_at IS NULL AND t.revoked_at IS NULL",
        "SELECT COUNT(*) FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
         WHERE s.ended_at IS NULL AND t.revoked_at IS NULL AND t.spent_at IS NULL",
    ] {
        assert_eq!(count(db, sql).await, 1, "{sql}");
    }
}

#[both_databases]
async fn a_sign_in_that_was_killed_does_not_keep_its_device_from_the_next(mut pair: Pair) {
    const HELD: &str = "SELECT COUNT(*) FROM leases";
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let scope = matrix_scope("SAMEDEVICE");
    let before = sitting.tokens(&scope).await;
    let (request, code) = sitting.code(&scope).await;
    let db = pair.database().await;
    assert_eq!(count(&db, HELD).await, 0);

    pair.line.delay(DelayLine::FOR_EVER);
    let app = sitting.app.clone();
    let cut_off = tokio::spawn(async move { (app.try_exchange(&request, &code).await, request, code) });
    pair.line.carries("/_synapse/mas/upsert_device").await;
    pair.gatehouse.kill();
    pair.line.delay(Duration::ZERO);
    let (answer, request, code) = cut_off.await.unwrap();
    assert!(answer.is_none(), "{answer:?}");
    assert_eq!(count(&db, HELD).await, 1, "the dead holder");
    pair.gatehouse.start_again().await;

    // What was cut off has changed nothing: whoever was signed in still is.
    let before = sitting
        .app
        .refresh(&before.text("refresh_token"))
        .await
        .assert_status(200);
    assert_one_of_each(&db).await;

    let begun = Instant::now();
    let after = sitting.tokens(&scope).await;
    assert!(begun.elapsed() < LAPSE, "{:?}", begun.elapsed());
    assert_one_of_each(&db).await;
    assert_eq!(count(&db, HELD).await, 0);
    let whoami = pair.synapse.whoami(&after.text("access_token")).await;
    assert_eq!((whoami.0, &whoami.1["device_id"]), (200, &json!("SAMEDEVICE")));
    assert_eq!(pair.synapse.whoami(&before.text("access_token")).await.0, 401);
    sitting
        .app
        .refresh(&before.text("refresh_token"))
        .await
        .assert_error(400, "invalid_grant");
    let after = sitting
        .app
        .refresh(&after.text("refresh_token"))
        .await
        .assert_status(200);
    assert_eq!(pair.synapse.devices(&after.text("access_token")).await, ["SAMEDEVICE"]);

    // An app may as well repeat the exchange that got no answer: its code was never spent.
    let repeated = sitting.app.exchange(&request, &code).await.assert_status(200);
    assert_one_of_each(&db).await;
    sitting
        .app
        .refresh(&after.text("refresh_token"))
        .await
        .assert_error(400, "invalid_grant");
    assert_eq!(pair.synapse.whoami(&repeated.text("access_token")).await.0, 200);
    sitting
        .app
        .refresh(&repeated.text("refresh_token"))
        .await
        .assert_status(200);
    db.close().await;
}
