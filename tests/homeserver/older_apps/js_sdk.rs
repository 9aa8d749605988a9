//! matrix-js-sdk without OAuth 2.0.

use gatehouse_testkit::both_databases;
use gatehouse_tests::{Gatehouse, Person, RealClient};
use serde_json::json;
use url::Url;

use super::{forbidden, unknown_token};
use crate::pair::{OneAddress, Pair, Sitting};

// LG-12, LG-27, LG-31, M3824-05
#[both_databases]
async fn a_person_signs_in_an_older_app_through_the_browser(pair: Pair) {
    pair.gatehouse.register("alice");
    let base = pair.gatehouse.base().as_str();
    let mut client = RealClient::js_sdk();
    let mut person = Person::new("alice");
    let parameters = json!({"url": base, "redirectUrl": Sitting::REDIRECT_URI, "action": "login"});
    let url = client.ask("ssoUrl", parameters).await;
    let url = Url::parse(url.as_str().unwrap()).unwrap();
    assert!(url.as_str().contains("action=login"), "{url}");
    let came_back_to = person.allow(&url).await.expect("the pages answer");
    let (_, token) = came_back_to
        .query_pairs()
        .find(|(name, _)| name == "loginToken")
        .unwrap();
    let exchange = json!({"url": base, "token": token});
    let session = client.ask("loginWithToken", exchange.clone()).await;
    let access = session["access_token"].as_str().unwrap();
    let (status, whoami) = pair.synapse.whoami(access).await;
    let expected = json!({"user_id": "@alice:test.localhost", "device_id": session["device_id"], "is_guest": false});
    assert_eq!((status, whoami), (200, expected));
    let again = client.fail("loginWithToken", exchange).await;
    assert_eq!(
        (&again["errcode"], &again["status"]),
        (&json!("M_FORBIDDEN"), &json!(403))
    );
}

/// Signs in with a password, refreshes and signs out.
pub async fn js_sdk_lives_as_before(pair: &Pair) {
    let url = pair.gatehouse.base();
    let mut client = RealClient::js_sdk();
    let login = |password: &str| json!({"url": url, "user": "alice", "password": password});
    let refusal = client.fail("loginWithPassword", login("wrong")).await;
    assert_eq!(refused(&refusal), forbidden());

    // With the deprecated name for the name, and for a token that does not expire.
    let forever = client.ask("loginWithPassword", login(Gatehouse::PASSWORD)).await;
    assert!(forever.get("refresh_token").is_none(), "{forever}");
    assert_eq!(client.ask("whoami", json!({})).await["device_id"], forever["device_id"]);
    client.ask("logout", json!({})).await;
    assert_eq!(refused(&client.fail("whoami", json!({})).await), unknown_token());

    let session = client.ask("login", login(Gatehouse::PASSWORD)).await;
    let device = &session["device_id"];
    assert_ne!(device, &forever["device_id"]);
    assert_eq!(session["expires_in_ms"], 300_000, "{session}");
    // The whole client, with keys for its device, and the room where it writes what only it can read.
    assert_eq!(client.ask("sync", json!({})).await["deviceId"], *device);
    let room = client.ask("createEncryptedRoom", json!({"name": "Diary"})).await;
    let event = client.ask("send", json!({"room": room, "text": "As always"})).await;
    let read = client.ask("read", json!({"room": room, "event": event})).await;
    assert_eq!(
        (&read["text"], &read["wireType"]),
        (&json!("As always"), &json!("m.room.encrypted"))
    );

    let token = json!({"token": session["refresh_token"]});
    let next = client.ask("refreshToken", token).await;
    assert_ne!(next["access_token"], session["access_token"]);
    assert_eq!(client.ask("whoami", json!({})).await["device_id"], *device);
    let old = session["access_token"].as_str().unwrap();
    let access = next["access_token"].as_str().unwrap();
    assert_eq!(pair.synapse.whoami(access).await.0, 200);
    client.ask("stop", json!({})).await;
    client.ask("logout", json!({})).await;
    for token in [old, access] {
        assert_eq!(pair.synapse.whoami(token).await.0, 401);
    }
    let late = client
        .fail("refreshToken", json!({"token": next["refresh_token"]}))
        .await;
    assert_eq!(refused(&late), unknown_token());
}

// LG-05, LG-15, LG-36, LG-39
#[both_databases]
async fn it_signs_in_with_a_password_refreshes_and_signs_out(place: OneAddress) {
    place.0.gatehouse.register("alice");
    js_sdk_lives_as_before(&place.0).await;
}

/// What counts in a refusal.
fn refused(error: &serde_json::Value) -> serde_json::Value {
    json!({"status": error["status"], "errcode": error["errcode"]})
}
