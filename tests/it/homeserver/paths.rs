//! Which paths lead to the homeserver, and which can't be made to.

use axum::body::Body;
use gatehouse_proxy::Upstream;
use gatehouse_server::router::resources;
use gatehouse_testkit::{Listening, ResourceConfig, ResourceName, TestApp};
use http::Request;
use tokio_util::sync::CancellationToken;

use super::{
    stage::{Stage, before},
    stub::Stub,
};

fn with_admin(admin: bool) -> ResourceConfig {
    ResourceConfig {
        admin,
        ..ResourceConfig::from(ResourceName::Homeserver)
    }
}

/// Before a homeserver that answers everything with the path that it was asked for.
async fn echoing(admin: bool) -> (TestApp, Listening, tokio::task::JoinHandle<()>) {
    let stub = Stub::start().await;
    let (app, front) = before(&stub.url(), with_admin(admin), &[]).await;
    (app, front, tokio::spawn(stub.answer_all()))
}

/// The body of the answer to a request whose target is left as it is.
async fn ask(front: &Listening, target: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(front.address).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // An error is a connection reset.
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    format!("{} {body}", head.get(9..12).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_and_queries_arrive_as_they_were_sent() {
    let (_app, front, answering) = echoing(false).await;
    for path in [
        "/_matrix/client/versions",
        "/_matrix/client/v3/directory/room/%23room%3Aexample.org?via=a%2Fb&via=c+d",
        "/_matrix/client/v3/rooms/!a:b/state/m.room.topic/",
        "/_matrix/client/v3/rooms/!a:b/event/$a%2Fb",
        "/_matrix/federation/v1/version",
        "/_matrix/key/v2/server",
        "/_matrix//client",
        "/_synapse/client/pick_username/account_details?x",
    ] {
        assert_eq!(ask(&front, path).await, format!("200 {path}"));
    }
    let absolute = "http://elsewhere.example/_matrix/client/versions";
    assert_eq!(ask(&front, absolute).await, "200 /_matrix/client/versions");
    answering.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_of_the_homeserver_is_reached() {
    for admin in [false, true] {
        let (_app, front, answering) = echoing(admin).await;
        for target in [
            "/_synapse/mas/provision_user",
            "/_synapse/mas",
            "//_synapse/mas/query_user",
            "/_synapse//mas/query_user",
            "/_synapse/client",
            "/_synapse/client/../mas/query_user",
            "/_synapse/client/..%2fmas/query_user",
            "/_synapse/client/%2e%2e/mas/query_user",
            "/_synapse/admin/../mas/query_user",
            "/_synapse/admin/%2e%2e%2fmas/query_user",
            "/_matrix/../_synapse/mas/query_user",
            "/_matrix/%2e%2e/_synapse/mas/query_user",
            "/_matrix/.%2e/_synapse/mas/query_user",
            "/_matrix/%252e%252e/_synapse/mas/query_user",
            "/_matrix/..%5c_synapse/mas/query_user",
            "/_matrix/..;/_synapse/mas/query_user",
            "//_matrix/client/versions",
            "/_matrix",
            "/_MATRIX/client/versions",
            "/%5fmatrix/client/versions",
            "/x/../_matrix/client/versions",
            "http://a/_matrix/../_synapse/mas/query_user",
            "http://a/_synapse/mas/query_user",
            "http:///_synapse/mas/query_user",
            "_matrix/client/versions",
            "/health",
            "/metrics",
            "*",
        ] {
            let answer = ask(&front, target).await;
            assert!(
                answer.starts_with('4') || answer.trim().is_empty(),
                "{target}: {answer}"
            );
        }
        let users = "/_synapse/admin/v2/users?guests=false";
        let expected = if admin {
            format!("200 {users}")
        } else {
            "404".to_owned()
        };
        assert!(ask(&front, users).await.starts_with(&expected));
        answering.abort();
    }
}

// CS-18
#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_goes_up_is_refused_in_json() {
    let stage = Stage::new().await;
    for path in ["/_matrix/../_synapse/admin/v1/users", "/_synapse/admin/v1/users"] {
        let answer = stage
            .raw(&format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
            .await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        assert!(answer.contains("\"errcode\":\"M_UNRECOGNIZED\""), "{answer}");
        assert!(answer.contains("access-control-allow-origin: *"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ours_goes_first() {
    let stub = Stub::start().await;
    let upstream = Upstream::new(&stub.url(), CancellationToken::new()).unwrap();
    let (app, _front) = before(&stub.url(), with_admin(false), &[]).await;
    let app = app.trusting(&[]);
    let answering = tokio::spawn(stub.answer_all());
    for prefix in [None, Some("/auth")] {
        for compat in [true, false] {
            let listed = [with_admin(true), ResourceConfig::from(ResourceName::Compat)];
            let resources = resources(&app, &listed[..=usize::from(compat)], Some(&upstream), prefix);
            for (path, is_ours) in [
                ("/_matrix/client/v3/login", true),
                ("/_matrix/client/api/v1/login", true),
                ("/_matrix/client/v3/login/sso/redirect/idp", true),
                ("/_matrix/client/v3/logout/some", true),
                ("/_matrix/client/v3/refresh/", true),
                ("/_matrix/static/client/login/", true),
                ("/_matrix/client/v3/sync", false),
                ("/_matrix/client/v3/logins", false),
                ("/_matrix/client/versions", false),
                ("/_matrix/client/", false),
                ("/_matrix/media/v3/upload", false),
                ("/_synapse/client/pick_idp", false),
                ("/_synapse/admin/v1/users", false),
            ] {
                let asked = format!("{}{path}", prefix.unwrap_or_default());
                let request = Request::get(asked).body(Body::empty()).unwrap();
                let answer = resources.answer(request, &None.into()).await;
                let body = axum::body::to_bytes(answer.into_body(), 1024 * 1024).await.unwrap();
                assert_eq!(body != path, is_ours && compat, "{path}");
            }
        }
    }
    answering.abort();
}
