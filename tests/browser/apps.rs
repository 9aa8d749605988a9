//! Apps that need not ask again, and how their person takes that back.

use gatehouse_tests::{App, Script};
use serde_json::json;

use crate::scene::Scene;

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

    scene.browser.open(&scene.gatehouse.url("account/security")).await;
    scene.browser.click("section[aria-labelledby=apps] a").await;
    assert_eq!(scene.heading().await, "Apps you allowed");
    let row = scene.browser.text(".rows").await;
    assert!(row.contains("Wiki") && row.contains("app.example.com"), "{row}");
    scene.browser.click("form[id^=withdraw-] button").await;
    assert!(
        scene
            .browser
            .text("[role=status]")
            .await
            .contains("has to ask the next time")
    );
    assert!(scene.browser.has(".empty").await);

    scene
        .browser
        .open(&wiki.request("openid email", &redirect_uri, &[]).url)
        .await;
    assert_eq!(scene.heading().await, "Allow Wiki to use your account?");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_asks_again_once_its_access_is_revoked() {
    allows_and_takes_back(Script::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_revoked_without_scripts() {
    allows_and_takes_back(Script::Off).await;
}
