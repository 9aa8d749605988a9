//! The homeserver is away while an older app signs in.

use std::time::{Duration, Instant};

use gatehouse_storage::Db;
use gatehouse_testkit::both_databases;
use gatehouse_tests::Gatehouse;
use reqwest::Response;
use serde_json::{Value, json};

use crate::{
    delay_line::DelayLine,
    pair::{OneAddress, Pair},
};

/// Longer than the server waits for its homeserver.
const TOO_LONG: Duration = Duration::from_secs(25);

async fn login(pair: &Pair) -> Response {
    let body = json!({
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": "alice"},
        "password": Gatehouse::PASSWORD,
        "device_id": "PATIENT",
    });
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = pair.gatehouse.url("_matrix/client/v3/login");
    http.post(url).json(&body).send().await.unwrap()
}

/// A 5xx: a fault that passes is no reason for an app to forget what it knows.
async fn is_told_to_try_again(pair: &Pair) {
    let begun = Instant::now();
    let answer = login(pair).await;
    assert!(begun.elapsed() < TOO_LONG, "nobody waits for ever");
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.json::<Value>().await.unwrap()["errcode"], "M_UNKNOWN");
}

async fn active_sessions(db: &Db) -> i64 {
    let sql = "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL";
    db.read().await.unwrap().scalar(sql, &[]).await.unwrap()
}

// LG-23
#[both_databases]
async fn a_sign_in_without_the_homeserver_leaves_no_half_session(place: OneAddress) {
    let pair = &place.0;
    pair.gatehouse.register("alice");
    let db = pair.database().await;

    // It takes the question and does not answer.
    pair.line.delay(DelayLine::FOR_EVER);
    is_told_to_try_again(pair).await;
    assert_eq!(active_sessions(&db).await, 0);
    pair.line.delay(Duration::ZERO);
    // It is not there at all.
    pair.synapse.down();
    is_told_to_try_again(pair).await;
    assert_eq!(active_sessions(&db).await, 0);
    pair.synapse.up();

    let session: Value = login(pair).await.json().await.unwrap();
    let access = session["access_token"].as_str().unwrap_or_else(|| panic!("{session}"));
    let (status, me) = pair.synapse.whoami(access).await;
    assert_eq!((status, &me["device_id"]), (200, &json!("PATIENT")));
    assert_eq!(pair.synapse.devices(access).await, ["PATIENT"]);
    assert_eq!(active_sessions(&db).await, 1);
    db.close().await;
}
