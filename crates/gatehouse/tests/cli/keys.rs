//! `gatehouse keys`.

use std::{
    collections::BTreeSet,
    fs,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::installation::Installation;

/// The lines of `keys list` that say this about the state of a key.
fn listed(here: &Installation, state: &str) -> Vec<String> {
    let said = here.done(&["keys", "list"]);
    let lines = said.lines().filter(|line| line.contains(state));
    lines.map(str::to_owned).collect()
}

async fn published(here: &Installation) -> BTreeSet<String> {
    let jwks = reqwest::get(here.url("/oauth2/keys.json")).await.unwrap();
    let jwks: Value = serde_json::from_str(&jwks.text().await.unwrap()).unwrap();
    let keys = jwks["keys"].as_array().unwrap();
    keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_next_key_of_each_kind_is_made_once() {
    let here = Installation::new();
    assert_eq!(listed(&here, "current since the beginning").len(), 4);
    let said = here.done(&["keys", "rotate"]);
    assert!(said.contains("p-256: ") && said.contains("signs from 2"), "{said}");
    assert_eq!(listed(&here, "next, signs from").len(), 4);
    let said = here.done(&["keys", "rotate"]);
    assert!(said.contains("no other is made"), "{said}");
    assert_eq!(fs::read_dir(here.path("data/keys")).unwrap().count(), 8);
    for file in fs::read_dir(here.path("data/keys")).unwrap() {
        assert_eq!(here.mode(file.unwrap().path()), 0o600);
    }
}

#[test]
fn a_key_that_became_known_is_replaced_at_once() {
    let here = Installation::new();
    here.done(&["keys", "rotate", "--now", "--kind", "p-256"]);
    let current = listed(&here, "current since 2");
    assert!(current.len() == 1 && current[0].contains("ES256"), "{current:?}");
    let retired = listed(&here, "retired, published until");
    assert!(retired.len() == 1 && retired[0].contains("ES256"), "{retired:?}");
}

#[test]
fn the_file_of_a_key_that_is_past_is_removed() {
    let here = Installation::new();
    here.done(&["keys", "list"]);
    let successor = here.path("data/keys/p-384.20200101T000000Z.pem");
    let other = Installation::new();
    other.done(&["keys", "list"]);
    fs::copy(other.path("data/keys/p-384.pem"), &successor).unwrap();
    let past = listed(&here, "past since 2020-01-31T00:00:00Z");
    assert!(past.len() == 1 && past[0].contains("ES384"), "{past:?}");
    here.done(&["keys", "rotate", "--kind", "ed25519"]);
    assert!(!here.path("data/keys/p-384.pem").exists());
    assert!(successor.exists());
}

#[test]
fn keys_of_a_list_are_not_made_by_us() {
    let here = Installation::new();
    here.done(&["config", "generate", "-o", "config.yaml"]);
    let said = here.run(&["keys", "rotate"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("secrets.keys"), "{}", said.err);
}

#[test]
fn keys_of_a_directory_follow_each_other_too() {
    let here = Installation::new();
    here.done(&["keys", "list"]);
    fs::rename(here.path("data/keys"), here.path("own")).unwrap();
    here.write(
        "config.yaml",
        "secrets: {keys_dir: own, key_rotation: {lead_time: 7200}}\n",
    );
    here.done(&["keys", "rotate", "--kind", "rsa-2048"]);
    assert_eq!(listed(&here, "next, signs from").len(), 1);
    assert!(!here.path("data/keys").exists());
    let said = here.run(&["keys", "rotate", "--kind", "dsa"]);
    assert_eq!(said.code, 2, "{said:?}");
}

// RJOSE-09, OCORE-33
#[tokio::test]
async fn a_server_takes_up_new_keys_without_a_restart() {
    let here = Installation::new();
    let server = here.start();
    let before = published(&here).await;
    here.done(&["keys", "rotate", "--kind", "p-256"]);
    server.signal("HUP");
    let start = Instant::now();
    let after = loop {
        let after = published(&here).await;
        if after != before || start.elapsed() > Duration::from_secs(20) {
            break after;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(after.difference(&before).count(), 1, "{before:?} {after:?}");
    assert!(before.is_subset(&after));
    // What can't be read does no harm.
    fs::write(here.path("data/keys/broken.pem"), "nonsense").unwrap();
    server.signal("HUP");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(published(&here).await, after);
    assert_eq!(server.stop().code, 0);
}
