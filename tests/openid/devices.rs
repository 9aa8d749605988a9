//! Devices without a browser.

use gatehouse_testkit::both_databases;
use serde_json::json;
use url::Url;

use crate::scene::{LIBRARIES, Scene};

// R8628-01, R8628-04, R6749-19
#[both_databases]
async fn each_library_lets_a_person_sign_in_on_another_device(mut scene: Scene) {
    for library in LIBRARIES {
        let mut client = library();
        for method in ["none", "client_secret_basic"] {
            let registered = scene.register(&mut client, method, json!({})).await;
            scene.open(&mut client, &registered, json!({})).await;
            let asked = client
                .ask("beginOnDevice", json!({"scope": "openid offline_access"}))
                .await;
            let page = Url::parse(asked["page"].as_str().unwrap()).unwrap();
            scene.person.let_in(&page, asked["userCode"].as_str().unwrap()).await;
            let claims = client.ask("finishOnDevice", json!({})).await;
            assert_eq!(claims["aud"], registered["client_id"]);
            assert_eq!(client.ask("refresh", json!({})).await["isNew"], true);
        }
    }
}
