//! `/.well-known/matrix/client` and `/.well-known/matrix/server`.

use gatehouse_testkit::{ResourceConfig, ResourceName, TestApp};
use http::{Method, StatusCode};
use reqwest::Version;
use serde_json::{Value, json};

use super::stage::{Stage, client};

fn resource(well_known: bool) -> ResourceConfig {
    ResourceConfig {
        well_known,
        ..ResourceConfig::from(ResourceName::Homeserver)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_name_leads_to_the_public_address() {
    let stage = Stage::with(resource(true), &[]).await;
    let client = client(Version::HTTP_11);
    for (name, expected) in [
        (
            "client",
            json!({
                "m.homeserver": {"base_url": "https://auth.example.org"},
                "org.matrix.msc2965.authentication": {
                    "issuer": TestApp::ISSUER,
                    "account": "https://auth.example.org/account/",
                },
            }),
        ),
        ("server", json!({"m.server": "auth.example.org:443"})),
    ] {
        let url = stage.url(&format!("/.well-known/matrix/{name}"));
        let answer = client.get(url.clone()).header("origin", "https://app.example").send();
        let answer = answer.await.unwrap();
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.json::<Value>().await.unwrap(), expected);
        let preflight = client
            .request(Method::OPTIONS, url)
            .header("origin", "https://app.example")
            .header("access-control-request-method", "GET");
        assert!(preflight.send().await.unwrap().status().is_success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_name_of_another_host_is_left_to_it() {
    let stage = Stage::with(resource(false), &[]).await;
    let url = stage.url("/.well-known/matrix/client");
    let answer = client(Version::HTTP_11).get(url).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}
