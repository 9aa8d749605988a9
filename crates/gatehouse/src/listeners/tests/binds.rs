use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixListener as StdUnixListener;
use std::process::{Command, Stdio};

use tokio::net::UnixStream;

use gatehouse_config::ResourceName;

use super::*;

#[tokio::test]
async fn a_listener_knows_what_was_configured() {
    let config = configured(&json!([
        {"name": "web", "resources": [{"name": "human"}, {"name": "oauth"}], "prefix": "auth/",
         "binds": [{"host": "127.0.0.1", "port": 0}]},
        {"resources": [{"name": "health"}], "binds": [{"address": "127.0.0.1:0"}, {"address": "127.0.0.1:0"}]},
    ]));
    let bound = bind(&config).await.unwrap();
    assert_eq!(bound.len(), 2);
    assert_eq!(bound[0].name(), "web");
    assert_eq!(bound[0].prefix(), Some("/auth"));
    let expected = [ResourceName::Human, ResourceName::Oauth].map(ResourceConfig::from);
    assert_eq!(bound[0].resources(), expected);
    assert_eq!(bound[0].addresses().len(), 1);
    assert!(!bound[0].uses_tls());
    let url = format!("http://{}/auth", bound[0].addresses()[0]);
    assert_eq!(bound[0].urls().collect::<Vec<_>>(), [url]);
    assert_eq!(bound[1].name(), "1");
    assert_eq!(bound[1].prefix(), None);
    assert_eq!(bound[1].addresses().len(), 2);
}

#[tokio::test]
async fn a_host_and_a_port_are_listened_on() {
    for host in ["127.0.0.1", "::1", "[::1]"] {
        let server = Server::start(&one(&json!({"host": host, "port": 0}))).await;
        let mut stream = server.connect().await;
        let expected = stream.local_addr().unwrap().ip().to_string();
        assert_eq!(ask(&mut stream, "/peer").await, expected);
        server.end().await;
    }
}

#[tokio::test]
async fn localhost_is_both_loopbacks() {
    let server = Server::start(&one(&json!({"host": "localhost", "port": 0}))).await;
    let hosts: Vec<_> = server
        .addresses
        .iter()
        .map(|address| match address {
            Address::Tcp(address) => address.ip().to_string(),
            Address::Unix(_) => panic!("not TCP"),
        })
        .collect();
    assert_eq!(hosts, ["127.0.0.1", "::1"]);
    for address in &server.addresses {
        let mut stream = TcpStream::connect(address.to_string()).await.unwrap();
        assert_eq!(ask(&mut stream, "/version").await, "HTTP/1.1");
    }
    server.end().await;
}

#[tokio::test]
async fn all_addresses_are_those_of_both_families() {
    for bind in [json!({"address": "[::]:0"}), json!({"port": 0})] {
        let server = Server::start(&one(&bind)).await;
        let port = server.address().port();
        for host in ["127.0.0.1", "[::1]"] {
            let mut stream = TcpStream::connect(format!("{host}:{port}")).await.unwrap();
            // Not `::ffff:127.0.0.1`, which no list of trusted proxies has.
            let expected = stream.local_addr().unwrap().ip().to_string();
            assert_eq!(ask(&mut stream, "/peer").await, expected);
        }
        server.end().await;
    }
}

#[tokio::test]
async fn a_conflict_names_the_listener_and_the_address() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let text = refusal(&one(&json!({"address": address}))).await;
    let expected = format!("the listener `web`: cannot listen on {address}: Address already in use");
    assert!(text.starts_with(&expected), "{text}");
}

#[tokio::test]
async fn an_address_of_another_machine_is_refused() {
    let text = refusal(&one(&json!({"host": "192.0.2.1", "port": 0}))).await;
    assert!(text.contains("cannot listen on 192.0.2.1:0"), "{text}");
}

#[tokio::test]
async fn a_unix_socket_has_its_mode_and_is_removed_at_the_end() {
    for (mode, expected) in [("600", 0o600), ("660", 0o660), ("0666", 0o666)] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gatehouse.sock");
        let server = Server::start(&one(&json!({"socket": path, "mode": mode}))).await;
        assert_eq!(server.addresses, [Address::Unix(Some(path.clone()))]);
        assert_eq!(server.addresses[0].to_string(), format!("unix:{}", path.display()));

        let found = std::fs::metadata(&path).unwrap();
        assert!(found.file_type().is_socket());
        assert_eq!(found.permissions().mode() & 0o777, expected);

        let mut stream = UnixStream::connect(&path).await.unwrap();
        assert_eq!(ask(&mut stream, "/peer").await, "none");
        server.end().await;
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn a_stale_unix_socket_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gatehouse.sock");
    drop(StdUnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let server = Server::start(&one(&json!({"socket": path}))).await;
    let mut stream = UnixStream::connect(&path).await.unwrap();
    assert_eq!(ask(&mut stream, "/version").await, "HTTP/1.1");
    server.end().await;
}

#[tokio::test]
async fn a_unix_socket_in_use_and_a_file_are_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("used.sock");
    let used = StdUnixListener::bind(&socket).unwrap();
    let text = refusal(&one(&json!({"socket": socket}))).await;
    let expected = format!(
        "the listener `web`: cannot listen on {}: address in use",
        socket.display()
    );
    assert_eq!(text, expected);
    drop(used);

    let file = directory.path().join("file");
    std::fs::write(&file, "precious").unwrap();
    let text = refusal(&one(&json!({"socket": file}))).await;
    assert!(text.ends_with("something else than a socket is there"), "{text}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 2);
}

#[tokio::test]
async fn a_successor_keeps_its_unix_socket() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gatehouse.sock");
    let server = Server::start(&one(&json!({"socket": path}))).await;
    std::fs::remove_file(&path).unwrap();
    let successor = StdUnixListener::bind(&path).unwrap();
    server.end().await;
    assert!(path.exists());
    drop(successor);
}

#[tokio::test]
async fn a_socket_opened_in_vain_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gatehouse.sock");
    let config = configured(&json!([
        {"resources": [{"name": "health"}], "binds": [{"socket": path}, {"host": "192.0.2.1", "port": 0}]},
    ]));
    refusal(&config).await;
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_socket_that_was_not_handed_over_is_missed() {
    let text = refusal(&one(&json!({"fd": 0}))).await;
    let expected = "the listener `web`: cannot listen on the socket 0: no socket was handed over (LISTEN_FDS)";
    assert_eq!(text, expected);
}

/// Runs itself once more, as systemd would, with two sockets.
#[tokio::test]
async fn sockets_handed_over_by_systemd_are_served() {
    let name = "sockets_handed_over_by_systemd_are_served";
    if std::env::var_os("LISTEN_FDS").is_some() {
        let config = configured(&json!([{"resources": [{"name": "health"}],
            "binds": [{"fd": 1, "kind": "unix"}, {"fd": 0}]}]));
        let server = Server::start(&config).await;
        // The last request asks for the end.
        server.permits.add_permits(1);
        while server.permits.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        return server.end().await;
    }

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("systemd.sock");
    let tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = tcp.local_addr().unwrap();
    let unix = StdUnixListener::bind(&path).unwrap();
    let own = std::env::current_exe().unwrap();
    let mut child = Command::new("sh")
        .args([
            "-c",
            r#"LISTEN_PID=$$ LISTEN_FDS=2 exec "$0" "$1" --nocapture 3<&0 4<&1 0</dev/null 1>&2"#,
        ])
        .args([own.as_os_str(), name.as_ref()])
        .stdin(Stdio::from(std::os::fd::OwnedFd::from(tcp)))
        .stdout(Stdio::from(std::os::fd::OwnedFd::from(unix)))
        .spawn()
        .unwrap();

    let mut stream = UnixStream::connect(&path).await.unwrap();
    assert_eq!(ask(&mut stream, "/peer").await, "none");
    let mut stream = TcpStream::connect(address).await.unwrap();
    assert_eq!(ask(&mut stream, "/version").await, "HTTP/1.1");
    assert_eq!(ask(&mut stream, "/slow").await, "done");
    assert!(child.wait().unwrap().success());
    assert!(path.exists(), "it is systemd's");
}
