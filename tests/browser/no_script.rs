//! What people do whose browser runs no scripts.

use gatehouse_tests::Script;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn everything_can_be_done_without_scripts() {
    let mut scene = Scene::start(Script::Off).await;
    let request = scene.begin(&[]).await;
    scene.browser.sign_in("alice").await;
    assert_eq!(scene.heading().await, "Allow Teapot to use your account?");
    scene.browser.decide("allow").await;
    let code = scene.code(&request).await;
    scene.app.exchange(&request, &code).await.assert_status(200);

    // With scripts, this page sends itself.
    scene.begin(&[("response_mode", "form_post")]).await;
    scene.browser.decide("allow").await;
    assert_eq!(scene.heading().await, "Back to the app");
    scene.browser.click("#form-post button").await;
    assert_eq!(scene.callback.visit().await.query(), None);

    scene.begin(&[]).await;
    scene.browser.click("#switch-account button").await;
    assert_eq!(scene.heading().await, "Sign in");
    scene.browser.sign_in("alice").await;
    scene.browser.decide("deny").await;
    assert!(
        scene
            .callback
            .visit()
            .await
            .query()
            .unwrap()
            .contains("error=access_denied")
    );

    scene.browser.open(&scene.gatehouse.url("account/")).await;
    scene.browser.click("form[id^=end-session] button").await;
    assert!(
        scene
            .browser
            .text("[role=status]")
            .await
            .contains("The app is signed out.")
    );
    scene.browser.click("#sign-out button").await;
    assert_eq!(scene.heading().await, "You are signed out");

    // An app may ask for it as well.
    scene.browser.open(&scene.gatehouse.url("login")).await;
    scene.browser.sign_in("alice").await;
    scene.browser.open(&scene.gatehouse.url("oauth2/end_session")).await;
    assert_eq!(scene.heading().await, "Sign out of this browser?");
    scene.browser.click("#end-session button").await;
    assert_eq!(scene.heading().await, "You are signed out");
}
