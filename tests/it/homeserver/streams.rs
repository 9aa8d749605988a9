//! Bodies pass as they come, whatever their size and pace.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use super::{
    stage::{Stage, VERSIONS, client, written},
    stub::Stub,
};

const UPLOAD: &str = "/_matrix/media/v3/upload";
const SYNC: &str = "/_matrix/client/v3/sync?timeout=30000";
/// As large as uploads are, and nothing that could be said in fewer bytes.
const LARGE: usize = 10 * 1024 * 1024;
/// Longer than the body of a form may pause, and than a header may take.
const PAUSE: Duration = Duration::from_secs(16);

fn large() -> Vec<u8> {
    let numbers = (0_u32..).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
    numbers.take(LARGE).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_arrives_while_it_is_sent() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let asked = tokio::spawn(client(version).get(stage.url(SYNC)).send());
        let mut exchange = stage.stub.request().await;
        assert_eq!(exchange.target(), SYNC);
        exchange
            .send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n")
            .await;
        let mut answer = asked.await.unwrap().unwrap();
        assert_eq!(answer.chunk().await.unwrap().unwrap(), "first");
        exchange.send("6\r\nsecond\r\n").await;
        assert_eq!(answer.chunk().await.unwrap().unwrap(), "second");
        exchange.send("0\r\n\r\n").await;
        assert_eq!(answer.bytes().await.unwrap(), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_arrives_while_it_is_sent() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let (mut writer, body) = written();
        let asked = tokio::spawn(client(version).post(stage.url(UPLOAD)).body(body).send());
        writer.write_all(b"first").await.unwrap();
        let mut exchange = stage.stub.request().await;
        assert_eq!(exchange.field("transfer-encoding"), Some("chunked"));
        assert_eq!(exchange.field("content-length"), None);
        assert_eq!(exchange.body(10).await, b"5\r\nfirst\r\n");
        writer.write_all(b"second").await.unwrap();
        assert_eq!(exchange.body(11).await, b"6\r\nsecond\r\n");
        drop(writer);
        assert_eq!(exchange.body(5).await, b"0\r\n\r\n");
        exchange.answer("200 OK", "{}").await;
        assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "{}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_pass_in_both_directions() {
    let sum = Sha256::digest(large());
    for version in VERSIONS {
        let stage = Stage::new().await;
        let asked = tokio::spawn(client(version).post(stage.url(UPLOAD)).body(large()).send());
        let mut exchange = stage.stub.request().await;
        assert_eq!(exchange.field("content-length"), Some("10485760"));
        assert_eq!(exchange.field("transfer-encoding"), None);
        let uploaded = exchange.body(LARGE).await;
        assert_eq!(Sha256::digest(&uploaded), sum);
        exchange
            .send(format!("HTTP/1.1 200 OK\r\ncontent-length: {LARGE}\r\n\r\n"))
            .await;
        let answer = asked.await.unwrap().unwrap();
        assert_eq!(answer.content_length(), Some(LARGE as u64));
        let (downloaded, ()) = tokio::join!(answer.bytes(), exchange.send(&uploaded));
        assert_eq!(Sha256::digest(downloaded.unwrap()), sum);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_may_pause() {
    let [first, second] = VERSIONS.map(|version| async move {
        let stage = Stage::new().await;
        let (mut writer, body) = written();
        let request = client(version).post(stage.url(UPLOAD)).header("content-length", 11);
        let asked = tokio::spawn(request.body(body).send());
        writer.write_all(b"first").await.unwrap();
        let mut exchange = stage.stub.request().await;
        exchange.body(5).await;
        tokio::time::sleep(PAUSE).await;
        writer.write_all(b"second").await.unwrap();
        assert_eq!(exchange.body(6).await, b"second");
        exchange.answer("200 OK", "{}").await;
        assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "{}");
    });
    tokio::join!(first, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_may_be_held() {
    let [first, second] = VERSIONS.map(|version| async move {
        let stage = Stage::new().await;
        let asked = tokio::spawn(client(version).get(stage.url(SYNC)).send());
        let mut exchange = stage.stub.request().await;
        tokio::time::sleep(PAUSE).await;
        exchange.answer("200 OK", "{}").await;
        assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "{}");
    });
    tokio::join!(first, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_of_http_2_carries_many_requests() {
    let Stage { stub, app, front } = Stage::new().await;
    let answering = tokio::spawn(Stub::answer_all(stub));
    let client = client(reqwest::Version::HTTP_2);
    let asked = (0..150).map(|number| {
        let path = format!("/_matrix/client/v3/rooms/{number}/messages");
        let request = client.put(front.url(&path)).body(vec![b'x'; 10_000]);
        tokio::spawn(async move {
            let answer = request.send().await.unwrap().text().await.unwrap();
            assert_eq!(answer, path);
        })
    });
    for request in asked.collect::<Vec<_>>() {
        request.await.unwrap();
    }
    answering.abort();
    drop(app);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_stuck_does_not_hold_up_the_others() {
    let stage = Stage::new().await;
    let client = client(reqwest::Version::HTTP_2);
    // More than the homeserver's socket, ours and a stream of HTTP/2 hold.
    let stuck = tokio::spawn(client.post(stage.url(UPLOAD)).body(vec![0; 4 * LARGE]).send());
    let unread = stage.stub.request().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let asked = tokio::spawn(client.post(stage.url(UPLOAD)).body(large()).send());
    let mut exchange = stage.stub.request().await;
    exchange.body(LARGE).await;
    exchange.answer("200 OK", "{}").await;
    assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "{}");
    stuck.abort();
    drop(unread);
}
