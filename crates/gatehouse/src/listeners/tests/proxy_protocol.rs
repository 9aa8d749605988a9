use super::*;

const V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

async fn server() -> Server {
    Server::start(&configured(&json!([{
        "resources": [{"name": "health"}], "proxy_protocol": true, "binds": [{"host": "127.0.0.1", "port": 0}],
    }])))
    .await
}

#[tokio::test]
async fn the_address_is_the_one_that_the_proxy_says() {
    let v2 = |rest: &[&[u8]]| [V2, &rest.concat()].concat();
    let loopback = [0; 15].into_iter().chain([1]).collect::<Vec<u8>>();
    let client = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
    let cases: [(Vec<u8>, Option<&str>); 8] = [
        (
            b"PROXY TCP4 192.0.2.7 198.51.100.1 5000 443\r\n".into(),
            Some("192.0.2.7"),
        ),
        (b"PROXY TCP6 2001:db8::9 ::1 5000 443\r\n".into(), Some("2001:db8::9")),
        (
            b"PROXY TCP6 ::ffff:192.0.2.7 ::1 5000 443\r\n".into(),
            Some("192.0.2.7"),
        ),
        (b"PROXY UNKNOWN\r\n".into(), None),
        (
            v2(&[
                b"\x21\x11\0\x0c",
                &[192, 0, 2, 7],
                &[127, 0, 0, 1],
                &5000u16.to_be_bytes(),
                &[1, 187],
            ]),
            Some("192.0.2.7"),
        ),
        (
            v2(&[b"\x21\x21\0\x24", &client, &loopback, &5000u16.to_be_bytes(), &[1, 187]]),
            Some("2001:db8::9"),
        ),
        // With a field that we don't know.
        (
            v2(&[
                b"\x21\x11\0\x10",
                &[192, 0, 2, 7],
                &[127, 0, 0, 1],
                &5000u16.to_be_bytes(),
                &[1, 187],
                b"\xe0\0\x01x",
            ]),
            Some("192.0.2.7"),
        ),
        // The proxy's own connection, to see whether we are well.
        (v2(&[b"\x20\0\0\0"]), None),
    ];
    let server = server().await;
    for (header, client) in cases {
        let expected = |stream: &TcpStream| match client {
            Some(client) => client.to_owned(),
            None => stream.local_addr().unwrap().ip().to_string(),
        };
        let text = String::from_utf8_lossy(&header).into_owned();

        let mut stream = server.connect().await;
        stream.write_all(&header).await.unwrap();
        assert_eq!(ask(&mut stream, "/peer").await, expected(&stream), "{text}");
        assert_eq!(ask(&mut stream, "/peer").await, expected(&stream), "{text}, again");

        // In pieces, the last one together with the request.
        let mut stream = server.connect().await;
        stream.set_nodelay(true).unwrap();
        let (start, end) = header.split_at(header.len() - 1);
        for byte in start {
            stream.write_all(&[*byte]).await.unwrap();
            tokio::task::yield_now().await;
        }
        let request = [end, b"GET /peer HTTP/1.1\r\nhost: localhost\r\n\r\n"].concat();
        stream.write_all(&request).await.unwrap();
        assert_eq!(answer(&mut stream).await, expected(&stream), "{text}, in pieces");
    }
    server.end().await;
}

#[tokio::test]
async fn a_connection_without_a_header_is_dropped() {
    let cases: [&[u8]; 8] = [
        b"GET /peer HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03 and so on",
        b"PROXY TCP4 999.0.2.7 198.51.100.1 5000 443\r\nGET /peer HTTP/1.1\r\n\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 5000\r\nGET /peer HTTP/1.1\r\n\r\n",
        b"PROXY TCP5 192.0.2.7 198.51.100.1 5000 443\r\nGET /peer HTTP/1.1\r\n\r\n",
        b"\r\n\r\n\0\r\nQUIT\n\x31\x11\0\0GET /peer HTTP/1.1\r\n\r\n",
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x02\0\0GET /peer HTTP/1.1\r\n\r\n",
    ];
    let server = server().await;
    for header in cases {
        let mut stream = server.connect().await;
        stream.write_all(header).await.unwrap();
        closed(&mut stream).await;
    }
    server.end().await;
}

#[tokio::test]
async fn a_header_that_does_not_come_is_not_waited_for() {
    let server = server().await;
    for start in ["", "PROXY TCP4 192.0.2.7", "\r\n\r\n"] {
        let mut stream = server.connect().await;
        stream.write_all(start.as_bytes()).await.unwrap();
        let taken = closed(&mut stream).await;
        assert!(taken >= short().proxy_header.mul_f64(0.9), "{taken:?}");
        assert!(taken < short().proxy_header * 3, "{taken:?}");
    }
    server.end().await;
}
