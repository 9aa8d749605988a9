//! Older apps: matrix-js-sdk without OAuth 2.0, and the tokens that it gets.

use gatehouse_tests::Person;
use serde_json::json;
use url::Url;

use crate::{
    js_client::JsClient,
    pair::{Pair, Sitting},
};

// LG-12, LG-27, LG-31, M3824-05
#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_an_older_app_through_the_browser() {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let base = pair.gatehouse.base().as_str();
    let mut client = JsClient::start();
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
