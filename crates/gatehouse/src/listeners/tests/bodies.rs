use axum::body::Body;
use tokio_util::io::ReaderStream;

use super::*;

/// A body that takes longer than a connection may be idle.
pub(super) fn trickle() -> Body {
    let (mut writer, reader) = tokio::io::duplex(16);
    tokio::spawn(async move {
        for _ in 0..6 {
            tokio::time::sleep(short().patience.idle / 3).await;
            writer.write_all(b"drop").await.unwrap();
        }
    });
    Body::from_stream(ReaderStream::new(reader))
}

/// A body without an end.
pub(super) fn flood() -> Body {
    Body::from_stream(ReaderStream::new(tokio::io::repeat(b'x')))
}

async fn server() -> Server {
    Server::start(&one(&json!({"host": "127.0.0.1", "port": 0}))).await
}

#[tokio::test]
async fn an_answer_takes_as_long_as_it_takes() {
    let server = server().await;
    let url = format!("http://{}/trickle", server.address());
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "drop".repeat(6));
    server.end().await;
}

#[tokio::test]
async fn a_peer_that_takes_nothing_of_an_answer_is_not_waited_for() {
    let server = server().await;
    let mut stream = server.connect().await;
    send(&mut stream, "/flood").await;
    tokio::time::sleep(short().patience.idle * 2).await;
    // What is on its way still comes, and then nothing more.
    let rest = tokio::time::timeout(short().patience.idle / 2, async {
        let mut chunk = vec![0; 1 << 20];
        while let Ok(1..) = stream.read(&mut chunk).await {}
    });
    rest.await.expect("the connection stays open");
    server.end().await;
}
