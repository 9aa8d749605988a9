//! Clients that sign: keys that change, keys of others, and signatures that come twice.

use gatehouse_testkit::both_databases;
use serde_json::json;

use crate::scene::{LIBRARIES, Scene};

const METHOD: &str = "private_key_jwt";

// OREG-05, R7523-08
#[both_databases]
async fn a_client_changes_its_keys_and_the_old_one_is_worth_nothing(scene: Scene) {
    for (index, library) in LIBRARIES.into_iter().enumerate() {
        let at = format!("/keys/{index}");
        let mut client = library();
        let old = client.ask("makeKey", json!({"kid": "old"})).await;
        let new = client.ask("makeKey", json!({"kid": "new"})).await;
        let registered = json!({"jwks_uri": scene.publish(&at, &[&old]).await});
        let registered = scene.register(&mut client, METHOD, registered).await;
        scene.open(&mut client, &registered, json!({"kid": "old"})).await;
        client.ask("clientCredentials", json!({})).await;

        scene.publish(&at, &[&new]).await;
        scene.open(&mut client, &registered, json!({"kid": "new"})).await;
        client.ask("clientCredentials", json!({})).await;
        scene.open(&mut client, &registered, json!({"kid": "old"})).await;
        let refused = client.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");
        scene.open(&mut client, &registered, json!({"kid": "new"})).await;
        client.ask("clientCredentials", json!({})).await;
    }
}

// R7523-05, R7523-07
#[both_databases]
async fn a_signature_is_good_once_and_by_the_right_key(scene: Scene) {
    for library in LIBRARIES {
        let mut client = library();
        let key = client.ask("makeKey", json!({"kid": "mine"})).await;
        client.ask("makeKey", json!({"kid": "foreign"})).await;
        let registered = json!({"jwks": {"keys": [key]}});
        let registered = scene.register(&mut client, METHOD, registered).await;

        let once = json!({"kid": "mine", "jti": "an id that comes twice"});
        scene.open(&mut client, &registered, once).await;
        client.ask("clientCredentials", json!({})).await;
        let refused = client.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");

        scene.open(&mut client, &registered, json!({"kid": "foreign"})).await;
        let refused = client.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");
        scene.open(&mut client, &registered, json!({"kid": "mine"})).await;
        client.ask("clientCredentials", json!({})).await;
    }
}

// R7523-05: the foreign key carries the name of the right one
#[both_databases]
async fn the_name_of_a_key_proves_nothing(scene: Scene) {
    for library in LIBRARIES {
        let (mut client, mut thief) = (library(), library());
        let key = client.ask("makeKey", json!({"kid": "mine"})).await;
        thief.ask("makeKey", json!({"kid": "mine"})).await;
        let registered = json!({"jwks": {"keys": [key]}});
        let registered = scene.register(&mut client, METHOD, registered).await;
        scene.open(&mut thief, &registered, json!({"kid": "mine"})).await;
        let refused = thief.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");
    }
}
