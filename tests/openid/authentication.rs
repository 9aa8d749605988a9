//! The code flow, with each way in which a client shows who it is.

use gatehouse_testkit::both_databases;
use gatehouse_tests::RealClient;
use serde_json::{Value, json};

use crate::scene::{LIBRARIES, Scene};

/// A way to authenticate: what is registered, and what the library is told beside that.
async fn way(scene: &Scene, client: &mut RealClient, name: &str) -> (&'static str, Value, Value) {
    match name {
        "none" => ("none", json!({}), json!({})),
        "basic" => ("client_secret_basic", json!({}), json!({})),
        "post" => ("client_secret_post", json!({}), json!({})),
        "secret_jwt" => ("client_secret_jwt", json!({}), json!({})),
        _ => {
            // Each key has a name and a place of its own.
            let kid = gatehouse_tokens::random::alphanumeric(16);
            let key = client.ask("makeKey", json!({ "kid": kid })).await;
            let registered = if name == "jwks" {
                json!({"jwks": {"keys": [key]}})
            } else {
                json!({"jwks_uri": scene.publish(&format!("/{kid}"), &[&key]).await})
            };
            ("private_key_jwt", registered, json!({ "kid": kid }))
        }
    }
}

async fn signs_in_and_stays(scene: &mut Scene, client: &mut RealClient, name: &str) {
    let (method, registered, proof) = way(scene, client, name).await;
    let registered = scene.register(client, method, registered).await;
    assert_eq!(registered["token_endpoint_auth_method"], method);
    scene.open(client, &registered, proof).await;
    // Signature, issuer, audience, expiry, nonce and at_hash are the library's to check.
    let told = scene.sign_in(client, "openid profile email offline_access").await;
    let (claims, userinfo) = (&told["claims"], &told["userinfo"]);
    assert_eq!(claims["aud"], registered["client_id"], "{name}");
    assert_eq!(claims["sub"], userinfo["sub"], "{name}");
    assert_eq!(userinfo["preferred_username"], "alice", "{name}");
    for _ in 0..2 {
        assert_eq!(client.ask("refresh", json!({})).await["isNew"], true, "{name}");
    }
    if method != "none" {
        let token = client.ask("clientCredentials", json!({})).await;
        let known = client.ask("introspect", json!({ "token": token })).await;
        assert_eq!(
            (&known["active"], &known["client_id"]),
            (&json!(true), &registered["client_id"]),
            "{name}: {known}"
        );
    }
}

// OCORE-03, OCORE-28, OREG-05, R7523-01, R6749-32
#[both_databases]
async fn each_library_signs_people_in_by_each_method(mut scene: Scene) {
    for library in LIBRARIES {
        let mut client = library();
        for name in ["none", "basic", "post", "secret_jwt", "jwks", "jwks_uri"] {
            signs_in_and_stays(&mut scene, &mut client, name).await;
        }
    }
    assert_eq!(scene.person.sign_ins(), 1, "one sign-in is enough for all apps");
}

// R6749-28, R7523-05
#[both_databases]
async fn nobody_gets_in_with_the_secret_of_another(scene: Scene) {
    for library in LIBRARIES {
        let mut client = library();
        for method in ["client_secret_basic", "client_secret_post", "client_secret_jwt"] {
            let registered = scene.register(&mut client, method, json!({})).await;
            let other = scene.register(&mut client, method, json!({})).await;
            let stolen = json!({"secret": other["client_secret"]});
            scene.open(&mut client, &registered, stolen).await;
            let refused = client.fail("clientCredentials", json!({})).await;
            assert_eq!(refused["errcode"], "invalid_client", "{method}: {refused}");
            // Nor by another method than the one that was registered.
            let other_way = json!({"method": match method {
                "client_secret_basic" => "client_secret_post",
                "client_secret_post" => "client_secret_jwt",
                _ => "client_secret_basic",
            }});
            scene.open(&mut client, &registered, other_way).await;
            let refused = client.fail("clientCredentials", json!({})).await;
            assert_eq!(refused["errcode"], "invalid_client", "{method}: {refused}");
        }
    }
}
