use super::*;

async fn server() -> Server {
    Server::start(&one(&json!({"host": "127.0.0.1", "port": 0}))).await
}

// HS-15
#[tokio::test]
async fn both_versions_of_http_are_spoken_in_cleartext() {
    let server = server().await;
    let url = format!("http://{}/version", server.address());
    let plain = reqwest::Client::new();
    assert_eq!(plain.get(&url).send().await.unwrap().text().await.unwrap(), "HTTP/1.1");
    let prior = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
    assert_eq!(prior.get(&url).send().await.unwrap().text().await.unwrap(), "HTTP/2.0");
    server.end().await;
}

#[tokio::test]
async fn connections_are_kept_longer_than_a_header_may_take() {
    let server = server().await;
    let mut stream = server.connect().await;
    for _ in 0..2 {
        assert_eq!(ask(&mut stream, "/version").await, "HTTP/1.1");
        tokio::time::sleep(short().patience.header * 2).await;
    }
    // A slow answer does not count.
    send(&mut stream, "/slow").await;
    tokio::time::sleep(short().patience.idle * 3 / 2).await;
    server.permits.add_permits(1);
    assert_eq!(answer(&mut stream).await, "done");
    assert_eq!(ask(&mut stream, "/version").await, "HTTP/1.1");

    let idle = closed(&mut stream).await;
    assert!(idle >= short().patience.idle.mul_f64(0.9), "{idle:?}");
    server.end().await;
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let server = server().await;
    for start in ["", "P", "PRI * HTTP/2.0\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut stream = server.connect().await;
        stream.write_all(start.as_bytes()).await.unwrap();
        let started = tokio::time::Instant::now();
        // HTTP/2 sends its settings first.
        let _ = stream.read_to_end(&mut Vec::new()).await;
        let taken = started.elapsed();
        assert!(taken < short().patience.header * 3, "{start}: {taken:?}");
    }
    server.end().await;
}

#[tokio::test]
async fn a_header_that_trickles_is_not_waited_for() {
    let server = server().await;
    let mut first = server.connect().await;
    let mut second = server.connect().await;
    assert_eq!(ask(&mut second, "/version").await, "HTTP/1.1");
    for stream in [&mut first, &mut second] {
        let started = tokio::time::Instant::now();
        stream.write_all(b"GET /version HTTP/1.1\r\n").await.unwrap();
        loop {
            tokio::time::sleep(short().patience.header / 10).await;
            if stream.write_all(b"x-a: b\r\n").await.is_err() {
                break;
            }
            let mut byte = [0];
            if matches!(stream.try_read(&mut byte), Ok(0)) {
                break;
            }
        }
        let taken = started.elapsed();
        assert!(taken < short().patience.header * 3, "{taken:?}");
        assert!(taken >= short().patience.header / 2, "{taken:?}");
    }
    server.end().await;
}

#[tokio::test]
async fn a_long_header_is_taken_and_a_longer_one_is_not() {
    let server = server().await;
    let client = reqwest::Client::new();
    let prior = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
    for client in [&client, &prior] {
        for (length, taken) in [(30_000, true), (200_000, false)] {
            let url = format!("http://{}/version", server.address());
            let answer = client.get(url).header("x-long", "a".repeat(length)).send().await;
            assert_eq!(
                answer.is_ok_and(|answer| answer.status().is_success()),
                taken,
                "{length}"
            );
        }
    }
    server.end().await;
}
