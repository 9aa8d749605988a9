//! The homeserver, or the client, is not there, or not any more.

use std::{net::SocketAddr, time::Duration};

use gatehouse_testkit::{ResourceConfig, ResourceName};
use http::Method;
use reqwest::{Response, Version};
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};
use tokio::io::AsyncWriteExt as _;
use url::Url;

use super::stage::{Stage, VERSIONS, before, client, written};

const SYNC: &str = "/_matrix/client/v3/sync?timeout=30000";

fn homeserver() -> ResourceConfig {
    ResourceConfig::from(ResourceName::Homeserver)
}

// CS-18
async fn assert_told(answer: Response, status: u16) {
    assert_eq!(answer.status(), status);
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["errcode"], json!("M_UNKNOWN"));
    assert!(body["error"].as_str().unwrap().contains("homeserver"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_homeserver_that_is_away_is_told_so_that_browsers_can_read_it() {
    let nobody = Url::parse("http://127.0.0.1:9/").unwrap();
    let (_app, front) = before(&nobody, homeserver(), &[]).await;
    for version in VERSIONS {
        let client = client(version);
        assert_told(client.get(front.url(SYNC)).send().await.unwrap(), 502).await;
        assert_told(client.post(front.url(SYNC)).body("{}").send().await.unwrap(), 502).await;
        // A browser asks first whether it may send a token.
        let preflight = client
            .request(Method::OPTIONS, front.url(SYNC))
            .header("origin", "https://app.example")
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "authorization");
        let answer = preflight.send().await.unwrap();
        assert_eq!(answer.status(), 204);
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap();
        assert!(allowed.contains("Authorization"), "{allowed}");
    }
}

/// An address that neither takes connections nor refuses them.
fn deaf() -> (Socket, Vec<Socket>, Url) {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap().as_socket().unwrap();
    // Who comes after these waits for a place in the queue.
    let waiting = (0..4).map(|_| {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_nonblocking(true).unwrap();
        let _ = socket.connect(&address.into());
        socket
    });
    let waiting = waiting.collect();
    (listener, waiting, Url::parse(&format!("http://{address}/")).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_homeserver_that_takes_no_connection_is_not_waited_for() {
    let (_listener, _waiting, url) = deaf();
    let (_app, front) = before(&url, homeserver(), &[]).await;
    let answer = client(Version::HTTP_11).get(front.url(SYNC)).send();
    let answer = tokio::time::timeout(Duration::from_secs(8), answer).await;
    assert_told(answer.expect("an answer").unwrap(), 504).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_homeserver_that_hangs_up_or_babbles_is_away() {
    for said in ["", "HTTP/1.1 200", "SSH-2.0-OpenSSH_9.2\r\n"] {
        let stage = Stage::new().await;
        let asked = tokio::spawn(client(Version::HTTP_11).get(stage.url(SYNC)).send());
        let mut exchange = stage.stub.request().await;
        exchange.send(said).await;
        drop(exchange);
        assert_told(asked.await.unwrap().unwrap(), 502).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_cut_off_does_not_look_whole() {
    for version in VERSIONS {
        for said in [
            "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        ] {
            let stage = Stage::new().await;
            let asked = tokio::spawn(client(version).get(stage.url(SYNC)).send());
            let mut exchange = stage.stub.request().await;
            exchange.send(said).await;
            let mut answer = asked.await.unwrap().unwrap();
            assert_eq!(answer.chunk().await.unwrap().unwrap(), "half");
            drop(exchange);
            answer.chunk().await.expect_err("the answer looks whole");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_ends_its_request() {
    for version in VERSIONS {
        // While the homeserver holds the request.
        let stage = Stage::new().await;
        let held = client(version);
        let asked = tokio::spawn(held.get(stage.url(SYNC)).send());
        let mut exchange = stage.stub.request().await;
        asked.abort();
        exchange.hung_up().await;

        // While the answer is on its way.
        let asked = tokio::spawn(held.get(stage.url(SYNC)).send());
        let mut exchange = stage.stub.request().await;
        exchange
            .send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n")
            .await;
        let mut answer = asked.await.unwrap().unwrap();
        answer.chunk().await.unwrap();
        drop(answer);
        exchange.hung_up().await;

        // In the midst of an upload.
        let (mut writer, body) = written();
        let asked = tokio::spawn(held.post(stage.url("/_matrix/media/v3/upload")).body(body).send());
        writer.write_all(b"half").await.unwrap();
        let mut exchange = stage.stub.request().await;
        exchange.body(9).await;
        asked.abort();
        exchange.hung_up().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_can_be_refused_before_it_is_sent() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let (mut writer, body) = written();
        let asked = tokio::spawn(
            client(version)
                .post(stage.url("/_matrix/media/v3/upload"))
                .header("content-length", 1_000_000)
                .body(body)
                .send(),
        );
        writer.write_all(b"begin").await.unwrap();
        let mut exchange = stage.stub.request().await;
        exchange
            .answer("413 Payload Too Large", "{\"errcode\":\"M_TOO_LARGE\"}")
            .await;
        let answer = asked.await.unwrap().unwrap();
        assert_eq!(answer.status(), 413, "{version:?}");
        assert_eq!(answer.text().await.unwrap(), "{\"errcode\":\"M_TOO_LARGE\"}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_keeps_nobody_waiting_and_finishes_uploads() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let held = tokio::spawn(client(version).get(stage.url(SYNC)).send());
        let mut sync = stage.stub.request().await;
        let (mut writer, body) = written();
        let request = client(version).post(stage.url("/_matrix/media/v3/upload"));
        let uploading = tokio::spawn(request.header("content-length", 8).body(body).send());
        writer.write_all(b"half").await.unwrap();
        let mut upload = stage.stub.request().await;
        stage.front.stop();

        let answer = tokio::time::timeout(Duration::from_secs(5), held).await;
        let answer = answer.expect("the sync is held").unwrap().unwrap();
        assert_eq!(answer.status(), 503, "{version:?}");
        sync.hung_up().await;
        writer.write_all(b"half").await.unwrap();
        upload.body(8).await;
        upload.answer("200 OK", "{}").await;
        assert_eq!(uploading.await.unwrap().unwrap().status(), 200, "{version:?}");
    }
}
