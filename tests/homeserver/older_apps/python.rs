//! matrix-nio and mautrix: what bots, terminals and bridges are built on.

use gatehouse_testkit::both_databases;
use gatehouse_tests::{Gatehouse, RealClient};
use serde_json::json;

use super::{forbidden, login_token, unknown_token};
use crate::pair::{OneAddress, Pair};

const ALICE: &str = "@alice:test.localhost";

/// Signs in, writes, reads and signs out again, in every way that matrix-nio knows.
pub async fn nio_lives_as_before(pair: &Pair) {
    let url = pair.gatehouse.base();
    let mut nio = RealClient::nio();
    nio.ask("open", json!({"url": url, "user": "alice", "device": "NIO"}))
        .await;
    let flows = nio.ask("flows", json!({})).await;
    assert!(
        flows.as_array().unwrap().contains(&json!("m.login.password")),
        "{flows}"
    );
    assert_eq!(nio.fail("login", json!({"password": "wrong"})).await, forbidden());

    let password = json!({"password": Gatehouse::PASSWORD, "name": "nio on Linux"});
    let session = nio.ask("login", password.clone()).await;
    assert_eq!(
        (&session["user_id"], &session["device_id"]),
        (&json!(ALICE), &json!("NIO"))
    );
    let me = json!({"user_id": ALICE, "device_id": "NIO"});
    assert_eq!(nio.ask("whoami", json!({})).await, me);
    let access = session["access_token"].as_str().unwrap();
    assert_eq!(pair.synapse.device_name(access, "NIO").await, "nio on Linux");
    let room = nio.ask("create_room", json!({"name": "Old friends"})).await;
    nio.ask("send", json!({"room": room, "text": "Still here"})).await;
    let news = nio.ask("sync", json!({})).await;
    assert_eq!(news[room.as_str().unwrap()], json!(["Still here"]), "{news}");

    // Once more, by the whole id: another device of the same person.
    let mut other = RealClient::nio();
    other.ask("open", json!({"url": url, "user": ALICE})).await;
    let second = other.ask("login", password).await["device_id"].clone();
    let both = other.ask("devices", json!({})).await;
    assert!(both.as_array().unwrap().contains(&second), "{both}");
    assert_eq!(both.as_array().unwrap().len(), 2, "{both}");

    nio.ask("logout", json!({})).await;
    assert_eq!(nio.fail("whoami", json!({})).await, unknown_token());
    assert_eq!(other.ask("devices", json!({})).await, json!([second]));

    let token = json!({"token": login_token(pair, "alice").await});
    nio.ask("open", json!({"url": url, "user": ALICE})).await;
    nio.ask("login", token.clone()).await;
    assert_eq!(nio.ask("whoami", json!({})).await["user_id"], ALICE);
    assert_eq!(other.fail("login", token).await, forbidden());
    nio.ask("logout", json!({"everywhere": true})).await;
    for client in [&mut nio, &mut other] {
        assert_eq!(client.fail("whoami", json!({})).await, unknown_token());
    }
}

/// The same with mautrix, which asks for a device by its id and can refresh.
pub async fn mautrix_lives_as_before(pair: &Pair) {
    let url = pair.gatehouse.base();
    let mut bridge = RealClient::mautrix();
    bridge.ask("open", json!({"url": url})).await;
    let flows = bridge.ask("flows", json!({})).await;
    for flow in ["m.login.password", "m.login.sso", "m.login.token"] {
        assert!(flows.as_array().unwrap().contains(&json!(flow)), "{flows}");
    }
    let wrong = json!({"user": "alice", "password": "wrong"});
    assert_eq!(bridge.fail("login", wrong).await, forbidden());

    let login = json!({
        "user": ALICE,
        "password": Gatehouse::PASSWORD,
        "device_id": "BRIDGE",
        "device_name": "Bridge to elsewhere",
        "refresh_token": true,
    });
    let session = bridge.ask("login", login.clone()).await;
    assert_eq!(session["device_id"], "BRIDGE", "{session}");
    let me = bridge.ask("whoami", json!({})).await;
    assert_eq!((&me["user_id"], &me["device_id"]), (&json!(ALICE), &json!("BRIDGE")));
    let room = bridge.ask("create_room", json!({"name": "Elsewhere"})).await;
    bridge.ask("send", json!({"room": room, "text": "Hello"})).await;
    let rooms = bridge.ask("sync", json!({})).await;
    assert!(rooms.as_array().unwrap().contains(&room), "{rooms}");

    let next = bridge.ask("refresh", json!({"token": session["refresh_token"]})).await;
    assert_ne!(next["access_token"], session["access_token"]);
    assert_eq!(bridge.ask("whoami", json!({})).await, me);
    bridge.ask("logout", json!({})).await;
    assert_eq!(bridge.fail("whoami", json!({})).await, unknown_token());
    let late = json!({"token": next["refresh_token"]});
    assert_eq!(bridge.fail("refresh", late).await, unknown_token());

    bridge.ask("login", login).await;
    let mut other = RealClient::mautrix();
    other.ask("open", json!({"url": url})).await;
    let token = json!({"token": login_token(pair, "alice").await});
    other.ask("login_with_token", token.clone()).await;
    assert_eq!(other.fail("login_with_token", token).await, forbidden());
    other.ask("logout_all", json!({})).await;
    for client in [&mut bridge, &mut other] {
        assert_eq!(client.fail("whoami", json!({})).await, unknown_token());
    }
}

// LG-01, LG-04, LG-10, LG-12, LG-35, LG-36
#[both_databases]
async fn matrix_nio_lives_as_before(place: OneAddress) {
    place.0.gatehouse.register("alice");
    nio_lives_as_before(&place.0).await;
}

// LG-11, LG-15, LG-35, LG-39
#[both_databases]
async fn mautrix_lives_as_it_did(place: OneAddress) {
    place.0.gatehouse.register("alice");
    mautrix_lives_as_before(&place.0).await;
}
