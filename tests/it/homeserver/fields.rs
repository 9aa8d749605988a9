//! What the homeserver and the client see of each other.

use gatehouse_testkit::{ResourceConfig, ResourceName};
use reqwest::Version;

use super::stage::{Stage, VERSIONS, client};

const WHOAMI: &str = "/_matrix/client/v3/account/whoami";

#[tokio::test(flavor = "multi_thread")]
async fn the_homeserver_learns_who_asks_and_where() {
    for version in VERSIONS {
        let stage = Stage::new().await;
        let request = client(version)
            .get(stage.url(WHOAMI))
            .bearer_auth("secret")
            .header("x-forwarded-for", "6.6.6.6")
            .header("x-forwarded-proto", "http")
            .header("x-forwarded-host", "evil.example")
            .header("x-real-ip", "6.6.6.6")
            .header("forwarded", "for=6.6.6.6");
        let asked = tokio::spawn(request.send());
        let mut exchange = stage.stub.request().await;
        let host = stage.front.address.to_string();
        for (name, value) in [
            ("host", Some(host.as_str())),
            ("authorization", Some("Bearer secret")),
            ("x-forwarded-for", Some("127.0.0.1")),
            // As the public address of the app says.
            ("x-forwarded-proto", Some("https")),
            ("x-forwarded-host", None),
            ("x-real-ip", None),
            ("forwarded", None),
            ("content-length", None),
            ("transfer-encoding", None),
        ] {
            assert_eq!(exchange.field(name), value, "{version:?} {name}: {}", exchange.head);
        }
        exchange.answer("200 OK", "{}").await;
        assert_eq!(asked.await.unwrap().unwrap().version(), version);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_is_believed_about_what_it_saw() {
    let stage = Stage::with(ResourceConfig::from(ResourceName::Homeserver), &["127.0.0.0/8"]).await;
    let request = client(Version::HTTP_11)
        .get(stage.url(WHOAMI))
        // The first entry is the client's own, and Synapse would believe it.
        .header("x-forwarded-for", "6.6.6.6, 198.51.100.1")
        .header("x-forwarded-for", "127.0.0.9")
        .header("x-forwarded-proto", "http")
        .header("x-forwarded-host", "public.example");
    let asked = tokio::spawn(request.send());
    let mut exchange = stage.stub.request().await;
    assert_eq!(
        exchange.field("x-forwarded-for"),
        Some("198.51.100.1, 127.0.0.9, 127.0.0.1")
    );
    assert_eq!(exchange.field("x-forwarded-proto"), Some("http"));
    assert_eq!(exchange.field("x-forwarded-host"), Some("public.example"));
    exchange.answer("200 OK", "{}").await;
    asked.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_one_connection_stays_there() {
    let stage = Stage::new().await;
    let request = "GET /_matrix/x HTTP/1.1\r\nhost: a.example\r\nconnection: close, x-named\r\nx-named: 1\r\n\
                   keep-alive: timeout=5\r\nte: trailers\r\nupgrade: websocket\r\nproxy-authorization: Basic eDp5\r\n\
                   accept-language: de\r\n\r\n";
    let (answer, ()) = tokio::join!(stage.raw(request), async {
        let mut exchange = stage.stub.request().await;
        for name in [
            "connection",
            "x-named",
            "keep-alive",
            "te",
            "upgrade",
            "proxy-authorization",
        ] {
            assert_eq!(exchange.field(name), None, "{name}");
        }
        assert_eq!(exchange.field("host"), Some("a.example"));
        assert_eq!(exchange.field("accept-language"), Some("de"));
        exchange
            .send(
                "HTTP/1.1 200 OK\r\nconnection: x-inner\r\nx-inner: 1\r\nkeep-alive: timeout=9\r\nserver: Synapse\r\n\
                 content-length: 2\r\n\r\n{}",
            )
            .await;
    });
    assert!(answer.contains("server: Synapse"), "{answer}");
    for name in ["x-inner", "keep-alive"] {
        assert!(!answer.contains(name), "{answer}");
    }
}

// CS-18
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_the_homeservers_own() {
    let stage = Stage::new().await;
    let client = client(Version::HTTP_11);
    for answer in [
        "405 Method Not Allowed\r\ncontent-length: 0",
        "404 Not Found\r\ncontent-type: text/html\r\ncontent-length: 0",
        "500 Internal Server Error\r\nx-a: 1\r\nx-a: 2\r\ncontent-length: 0",
        "302 Found\r\nlocation: http://elsewhere.example/\r\ncontent-length: 0",
        "304 Not Modified\r\netag: \"x\"",
        "204 No Content\r\naccess-control-allow-origin: *",
    ] {
        let asked = tokio::spawn(client.get(stage.url(WHOAMI)).send());
        let mut exchange = stage.stub.request().await;
        exchange
            .send(format!("HTTP/1.1 {answer}\r\nconnection: close\r\n\r\n"))
            .await;
        let received = asked.await.unwrap().unwrap();
        let (status, fields) = answer.split_once("\r\n").unwrap();
        assert_eq!(received.status().as_str(), &status[..3]);
        for field in fields.split("\r\n") {
            let (name, value) = field.split_once(": ").unwrap();
            assert!(
                received.headers().get_all(name).iter().any(|found| found == value),
                "{field}: {received:?}"
            );
        }
        // Nothing but what HTTP itself wants.
        let known = |name: &str| answer.contains(&format!("{name}: ")) || name == "date";
        assert!(
            received.headers().keys().all(|name| known(name.as_str())),
            "{received:?}"
        );
        assert_eq!(received.text().await.unwrap(), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_has_the_length_of_what_it_stands_for() {
    let stage = Stage::new().await;
    let asked = tokio::spawn(
        client(Version::HTTP_11)
            .head(stage.url("/_matrix/media/v3/download/a/b"))
            .send(),
    );
    let mut exchange = stage.stub.request().await;
    assert!(exchange.head.starts_with("HEAD "));
    exchange.send("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await;
    assert_eq!(asked.await.unwrap().unwrap().headers()["content-length"], "1000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_one_length_only() {
    let stage = Stage::new().await;
    // What might be two requests to one reader and one to another.
    for request in [
        "POST /_matrix/x HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nabcde",
        "POST /_matrix/x HTTP/1.1\r\nhost: a\r\ncontent-length: +4\r\n\r\nabcd",
        "POST /_matrix/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /_matrix/x HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /_matrix/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
    ] {
        let answer = stage.raw(request).await;
        assert!(
            answer.starts_with("HTTP/1.1 400") || answer.starts_with("HTTP/1.0 400"),
            "{request}: {answer}"
        );
    }
    let both = "POST /_matrix/x HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n\
                2\r\nab\r\n0\r\n\r\n";
    let (_, ()) = tokio::join!(stage.raw(both), async {
        let mut exchange = stage.stub.request().await;
        assert_eq!(exchange.field("content-length"), None);
        assert_eq!(exchange.field("transfer-encoding"), Some("chunked"));
        assert_eq!(exchange.body(12).await, b"2\r\nab\r\n0\r\n\r\n");
        exchange.answer("200 OK", "{}").await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_to_the_homeserver_are_used_again() {
    let stage = Stage::new().await;
    let client = client(Version::HTTP_11);
    let asked = tokio::spawn(client.get(stage.url(WHOAMI)).send());
    let mut exchange = stage.stub.request().await;
    exchange.answer("200 OK", "{}").await;
    asked.await.unwrap().unwrap();
    let asked = tokio::spawn(client.get(stage.url(WHOAMI)).send());
    exchange.next().await;
    exchange.answer("200 OK", "{}").await;
    assert_eq!(asked.await.unwrap().unwrap().status(), 200);
}
