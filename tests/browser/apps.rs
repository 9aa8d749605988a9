//! Apps that need not ask again, and how their person takes that back.

use gatehouse_tests::{App, Script};
use serde_json::json;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn an_app_asks_again_once_its_access_is_revoked() {
    for script in Script::BOTH {
        allows_and_takes_back(script).await;
    }
}

async fn allows_and_takes_back(script: Script) {
    let mut scene = Scene::start(script).await;
    let wiki = json!({"client_name": "Wiki", "token_endpoint_auth_method": "client_secret_basic"});
    let wiki = App::register_with(scene.gatehouse.base(), &wiki).await;
    let redirect_uri = scene.callback.redirect_uri();
    let request = wiki.request("openid email", &redirect_uri, &[]);
    scene.browser.open(&request.url).await;
    scene.browser.sign_in("alice").await;
    assert_eq!(scene.heading().await, "Allow Wiki to use your account?");
    scene.browser.decide("allow").await;
    scene.code(&request).await;

    let again = wiki.request("openid email", &redirect_uri, &[]);
    scene.browser.open(&again.url).await;
    scene.code(&again).await;

    // Straight back from the sign-in: a browser holds that to the policy of the page that the form was on.
    scene.go_to("account/").await;
    scene.browser.click("#sign-out button").await;
    let signed_out = wiki.request("openid email", &redirect_uri, &[]);
    scene.browser.open(&signed_out.url).await;
    scene.browser.sign_in("alice").await;
    scene.code(&signed_out).await;

    scene.go_to("account/security").await;
    scene.browser.click("section[aria-labelledby=apps] a").await;
    assert_eq!(scene.heading().await, "Apps you allowed");
    let row = scene.browser.text(".rows").await;
    assert!(row.contains("Wiki") && row.contains("app.example.com"), "{row}");
    scene.browser.click("form[id^=withdraw-] button").await;
    scene.says("[role=status]", "has to ask the next time").await;
    assert!(scene.browser.has(".empty").await);

    scene
        .browser
        .open(&wiki.request("openid email", &redirect_uri, &[]).url)
        .await;
    assert_eq!(scene.heading().await, "Allow Wiki to use your account?");
}
