//! A real Synapse, asked by way of the server.

use std::time::{Duration, Instant};

use gatehouse_testkit::Engine;
use gatehouse_tests::wait_until;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::pair::{Pair, Sitting, matrix_scope};

/// Someone who is signed in, and knows one address only.
struct Scene {
    pair: Pair,
    token: String,
    client: Client,
}

impl Scene {
    async fn new() -> Self {
        let pair = Pair::at_one_address(Engine::Sqlite).await;
        pair.gatehouse.register("alice");
        let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
        let tokens = sitting.tokens(&matrix_scope("ALICESPHONE")).await;
        Self {
            pair,
            token: tokens.text("access_token"),
            client: Client::builder().no_proxy().build().unwrap(),
        }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.pair.gatehouse.url(path)).bearer_auth(&self.token)
    }

    fn sync(&self, since: &str) -> RequestBuilder {
        self.get(&format!("_matrix/client/v3/sync?since={since}&timeout=30000"))
    }

    /// Where the next sync goes on.
    async fn synced(&self) -> String {
        let answer = self.get("_matrix/client/v3/sync?timeout=0").send().await.unwrap();
        next_batch(answer).await
    }
}

async fn next_batch(answer: Response) -> String {
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(status, 200, "{body}");
    body["next_batch"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn media_pass_in_both_directions() {
    let scene = Scene::new().await;
    let image: Vec<u8> = (0_u32..10 * 1024 * 1024)
        .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0])
        .collect();
    let upload = scene
        .client
        .post(scene.pair.gatehouse.url("_matrix/media/v3/upload?filename=a.bin"))
        .bearer_auth(&scene.token)
        .header("content-type", "application/octet-stream")
        .body(image.clone());
    let uploaded: Value = upload.send().await.unwrap().json().await.unwrap();
    let media = uploaded["content_uri"]
        .as_str()
        .unwrap()
        .strip_prefix("mxc://")
        .unwrap();
    let download = scene.get(&format!("_matrix/client/v1/media/download/{media}"));
    let answer = download.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert!(answer.bytes().await.unwrap() == image, "another image came back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_is_held_and_outlives_a_restart() {
    let scene = Scene::new().await;
    // What a sign-in tells to a first sync is not what the second waits for.
    let since = scene.synced().await;
    let begun = Instant::now();
    let since = next_batch(scene.sync(&since).send().await.unwrap()).await;
    assert!(begun.elapsed() >= Duration::from_secs(29), "{:?}", begun.elapsed());

    let held = tokio::spawn(scene.sync(&since).send());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!held.is_finished());
    scene.pair.synapse.down();
    let answer = held.await.unwrap().unwrap();
    assert_eq!(answer.status(), 502);
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(answer.json::<Value>().await.unwrap()["errcode"], json!("M_UNKNOWN"));

    scene.pair.synapse.up();
    wait_until("the homeserver is back", Duration::from_secs(10), async || {
        let answer = scene.get("_matrix/client/versions").send().await.unwrap();
        answer.status().is_success().then_some(())
    })
    .await;
    let answer = scene.get("_matrix/client/v3/account/whoami").send().await.unwrap();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["device_id"], json!("ALICESPHONE"), "{body}");
}
