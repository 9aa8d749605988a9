use std::os::unix::net::UnixDatagram;
use std::process::Command;

use super::*;

async fn server() -> Server {
    Server::start(&one(&json!({"host": "127.0.0.1", "port": 0}))).await
}

#[tokio::test]
async fn requests_under_way_are_finished_and_idle_connections_dropped() {
    for server in [server().await, shards::server().await] {
        let mut fresh = server.connect().await;
        let mut idle = server.connect().await;
        assert_eq!(ask(&mut idle, "/version").await, "HTTP/1.1");
        let mut busy = server.connect().await;
        send(&mut busy, "/slow").await;
        let prior = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
        let http2 = prior.get(format!("http://{}/slow", server.address())).send();
        let http2 = tokio::spawn(http2);
        tokio::time::sleep(Duration::from_millis(100)).await;

        server.shutdown.request();
        assert!(server.shutdown.requested().is_cancelled());
        assert!(closed(&mut fresh).await < Duration::from_millis(100));
        assert!(closed(&mut idle).await < Duration::from_millis(100));
        assert!(TcpStream::connect(server.address()).await.is_err(), "it still listens");
        assert!(!server.task.is_finished());

        server.permits.add_permits(2);
        assert_eq!(answer(&mut busy).await, "done");
        closed(&mut busy).await;
        assert_eq!(http2.await.unwrap().unwrap().text().await.unwrap(), "done");
        drop(prior);
        server.task.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_request_that_does_not_end_is_not_waited_for() {
    let server = server().await;
    let mut busy = server.connect().await;
    send(&mut busy, "/slow").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let started = tokio::time::Instant::now();
    server.end().await;
    let taken = started.elapsed();
    assert!(taken >= short().drain && taken < short().drain * 2, "{taken:?}");
    assert_eq!(answer(&mut busy).await, "");
}

#[tokio::test]
async fn who_insists_ends_it_at_once() {
    let server = server().await;
    let mut busy = server.connect().await;
    send(&mut busy, "/slow").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let started = tokio::time::Instant::now();
    server.shutdown.request();
    server.end().await;
    assert!(started.elapsed() < short().drain / 2);
    assert_eq!(answer(&mut busy).await, "");
}

#[tokio::test]
async fn without_listeners_nothing_is_served_until_the_end() {
    let server = Server::start(&[]).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!server.task.is_finished());
    server.end().await;
}

/// Runs itself once more, with a socket to notify.
#[test]
fn systemd_is_told() {
    if std::env::var_os("NOTIFY_SOCKET").is_some() {
        notify_ready();
        notify_stopping();
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .arg("shutdown::systemd_is_told")
        .env("NOTIFY_SOCKET", &path)
        .status()
        .unwrap();
    assert!(status.success());
    for expected in ["READY=1\n", "STOPPING=1\n"] {
        let mut message = [0; 64];
        let length = socket.recv(&mut message).unwrap();
        assert_eq!(String::from_utf8_lossy(&message[..length]), expected);
    }
}
