//! Connections to the homeserver are kept for the next request, and only then used again when that is safe.

use std::time::Duration;

use reqwest::Version;
use tokio::{io::AsyncWriteExt as _, time::sleep};

use super::stage::{Stage, VERSIONS, client, written};

const ROOM: &str = "/_matrix/client/v3/rooms/!a:b/state/m.room.topic/";
const UPLOAD: &str = "/_matrix/media/v3/upload";
/// Until what happened at one end of a connection is known at the other.
const MOMENT: Duration = Duration::from_millis(200);

#[tokio::test(flavor = "multi_thread")]
async fn the_next_request_takes_the_same_connection() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let client = client(version);
        let mut asked = tokio::spawn(client.get(stage.url(ROOM)).send());
        let mut exchange = stage.stub.request().await;
        for said in [
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\n\r\n",
        ] {
            exchange.send(said).await;
            asked.await.unwrap().unwrap().bytes().await.unwrap();
            asked = tokio::spawn(client.put(stage.url(ROOM)).body("{}").send());
            exchange.next().await;
            assert_eq!(exchange.body(2).await, b"{}");
        }
        exchange.answer("200 OK", "{}").await;
        asked.await.unwrap().unwrap();
        let asked = tokio::spawn(client.head(stage.url(ROOM)).send());
        exchange.next().await;
        exchange.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n").await;
        asked.await.unwrap().unwrap();
        let asked = tokio::spawn(client.get(stage.url(ROOM)).send());
        exchange.next().await;
        exchange.answer("200 OK", "{}").await;
        assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "{}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_the_same_time_take_connections_of_their_own() {
    let stage = Stage::new().await;
    let client = client(Version::HTTP_2);
    let asked = [ROOM, UPLOAD].map(|path| tokio::spawn(client.get(stage.url(path)).send()));
    let mut exchanges = [stage.stub.request().await, stage.stub.request().await];
    for exchange in &mut exchanges {
        let path = exchange.target().to_owned();
        exchange.answer("200 OK", &path).await;
    }
    for (asked, path) in asked.into_iter().zip([ROOM, UPLOAD]) {
        assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_connection_that_the_homeserver_closed_costs_no_request() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let client = client(version);
        // As many as wait when a homeserver is started again.
        let asked = [(); 3].map(|()| tokio::spawn(client.get(stage.url(ROOM)).send()));
        let mut exchanges = Vec::new();
        for _ in 0..3 {
            exchanges.push(stage.stub.request().await);
        }
        for exchange in &mut exchanges {
            exchange.answer("200 OK", "{}").await;
        }
        for asked in asked {
            asked.await.unwrap().unwrap().text().await.unwrap();
        }
        drop(exchanges);
        sleep(MOMENT).await;

        // Nothing of the body is lost, although it can't be asked for again.
        let (mut writer, body) = written();
        writer.write_all(b"first").await.unwrap();
        let request = client.post(stage.url(UPLOAD)).header("content-length", 11).body(body);
        let asked = tokio::spawn(request.send());
        let mut exchange = stage.stub.request().await;
        writer.write_all(b"second").await.unwrap();
        assert_eq!(exchange.body(11).await, b"firstsecond");
        exchange.answer("200 OK", "{}").await;
        assert_eq!(asked.await.unwrap().unwrap().status(), 200, "{version:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_been_acted_on_is_not_sent_again() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let client = client(version);
        let asked = tokio::spawn(client.get(stage.url(ROOM)).send());
        let mut exchange = stage.stub.request().await;
        exchange.answer("200 OK", "{}").await;
        asked.await.unwrap().unwrap().text().await.unwrap();

        let asked = tokio::spawn(client.put(stage.url(ROOM)).body("{}").send());
        exchange.next().await;
        drop(exchange);
        assert_eq!(asked.await.unwrap().unwrap().status(), 502, "{version:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_not_used_again_that_may_hold_something_else() {
    for said in [
        // The homeserver will close it.
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        // More than was asked for: the answer to somebody else's request, for whoever comes next.
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
    ] {
        let stage = Stage::new().await;
        let client = client(Version::HTTP_11);
        let asked = tokio::spawn(client.get(stage.url(ROOM)).send());
        let mut exchange = stage.stub.request().await;
        exchange.send(said).await;
        assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "{}");
        let asked = tokio::spawn(client.get(stage.url(ROOM)).send());
        let mut next = stage.stub.request().await;
        next.answer("200 OK", "{\"next\":1}").await;
        assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "{\"next\":1}");
        exchange.hung_up().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_was_cut_short_by_its_answer_leaves_no_connection_behind() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let client = client(version);
        let (mut writer, body) = written();
        let request = client.post(stage.url(UPLOAD)).header("content-length", 100);
        let asked = tokio::spawn(request.body(body).send());
        writer.write_all(b"begin").await.unwrap();
        let mut exchange = stage.stub.request().await;
        exchange.answer("413 Payload Too Large", "{}").await;
        assert_eq!(asked.await.unwrap().unwrap().status(), 413);
        let asked = tokio::spawn(client.get(stage.url(ROOM)).send());
        let mut next = stage.stub.request().await;
        next.answer("200 OK", "{}").await;
        assert_eq!(asked.await.unwrap().unwrap().status(), 200, "{version:?}");
    }
}
