//! Reverse proxies that were told what `gatehouse doctor` says.

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Request},
    http::HeaderMap,
};
use gatehouse_tests::{Gatehouse, HomeserverSetup, ReverseProxy, Setup};
use reqwest::{Client, Response};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use url::Url;

use crate::synapse::Synapse;

/// A homeserver that tells what it was asked.
async fn homeserver() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new()
        .route(
            "/_matrix/client/v3/sync",
            axum::routing::get(async || {
                tokio::time::sleep(Duration::from_secs(3)).await;
                "held"
            }),
        )
        .route(
            "/_matrix/media/v3/upload",
            axum::routing::post(async |body: Bytes| body.len().to_string()),
        )
        .fallback(async |request: Request| {
            let said = |headers: &HeaderMap, name: &str| {
                let lines = headers
                    .get_all(name)
                    .iter()
                    .map(|value| value.to_str().unwrap().to_owned());
                lines.collect::<Vec<_>>().join(" + ")
            };
            let headers = request.headers();
            format!(
                "homeserver {} for {} by {} at {}",
                request.uri(),
                said(headers, "x-forwarded-for"),
                said(headers, "x-forwarded-proto"),
                said(headers, "host")
            )
        })
        .layer(DefaultBodyLimit::disable());
    tokio::spawn(async { axum::serve(listener, router).await });
    url
}

struct Scene {
    gatehouse: Gatehouse,
    base: Url,
    client: Client,
}

impl Scene {
    async fn new(passes_on: bool) -> Self {
        let base = ReverseProxy::address();
        let setup = Setup {
            homeserver: Some(HomeserverSetup {
                server_name: Synapse::SERVER_NAME.to_owned(),
                endpoint: homeserver().await,
                secret: Synapse::SECRET.to_owned(),
            }),
            public_base: Some(base.clone()),
            passes_on,
            ..Setup::default()
        };
        Self {
            gatehouse: Gatehouse::start(&setup).await,
            base,
            client: Client::builder().no_proxy().build().unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Response {
        let url = self.base.join(path).unwrap();
        // What the client says of itself is nothing that Synapse may see first.
        let request = self.client.get(url).header("x-forwarded-for", "6.6.6.6");
        request.send().await.unwrap()
    }

    /// The answer to a path that no client library would send.
    async fn raw(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.base.port().unwrap()))
            .await
            .unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn assert_well(&self, passes_on: bool) {
        let document: Value = self.get(".well-known/openid-configuration").await.json().await.unwrap();
        assert_eq!(document["issuer"], self.base.as_str());
        assert_eq!(self.get("login").await.status(), 200);

        let path = "/_matrix/client/v3/directory/room/%23a%3Ab%2Fc?via=d%2Fe";
        let answer = self.get(path).await.text().await.unwrap();
        let host = format!("127.0.0.1:{}", self.base.port().unwrap());
        let by = format!(" by http at {host}");
        assert!(answer.starts_with(&format!("homeserver {path} for ")), "{answer}");
        assert!(answer.ends_with(&by), "{answer}");
        // Where the server listens, this machine is trusted, and so believed about who it asks for.
        if !passes_on {
            assert!(answer.contains(" for 127.0.0.1 by "), "{answer}");
        }
        for path in [
            "/_matrix/client/v3/login",
            "/_matrix/client/api/v1/login",
            "/_matrix/client/api/v1/logout/all",
            "/_matrix/client/api/v1/refresh",
            "/_matrix/client/r0/login/sso/redirect/x",
            "/_matrix/client/v3/logout",
            "/_matrix/client/v3/logout/all",
            "/_matrix/client/v3/refresh",
            // CS-42
            "/_matrix/static/client/login/",
            "/_matrix/static/client/login",
        ] {
            // Ours, whoever tells them from the rest: the proxy or this server.
            let answer = self.get(path).await.text().await.unwrap();
            assert!(!answer.starts_with("homeserver"), "{path}: {answer}");
        }
        for path in [
            "/_synapse/admin/v1/server_version",
            "/_synapse/mas/query_user",
            "/_matrix/../_synapse/mas/query_user",
            "/_matrix/%2e%2e/_synapse/mas/query_user",
        ] {
            let answer = self.raw(path).await;
            // A homeserver does not go up either: what arrives is what was sent.
            assert!(!answer.contains("homeserver /_synapse"), "{path}: {answer}");
        }

        let upload = self.base.join("_matrix/media/v3/upload").unwrap();
        let answer = self
            .client
            .post(upload)
            .body(vec![b'x'; 5_000_000])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.text().await.unwrap(), "5000000");
        assert_eq!(self.get("_matrix/client/v3/sync").await.text().await.unwrap(), "held");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_does_as_its_stanza_says() {
    for passes_on in [false, true] {
        let scene = Scene::new(passes_on).await;
        let _nginx = ReverseProxy::nginx(&scene.gatehouse).await;
        scene.assert_well(passes_on).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy_does_as_its_stanza_says() {
    for passes_on in [false, true] {
        let scene = Scene::new(passes_on).await;
        let _haproxy = ReverseProxy::haproxy(&scene.gatehouse).await;
        scene.assert_well(passes_on).await;
    }
}
