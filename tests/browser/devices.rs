//! Apps and browsers that are signed in, and what their person does with them.

use gatehouse_tests::Script;

use crate::scene::Scene;

impl Scene {
    /// An app that is signed in, and its refresh token.
    async fn sign_in_app(&mut self) -> String {
        let request = self.begin(&[]).await;
        if self.browser.has("#sign-in").await {
            self.browser.sign_in("alice").await;
        }
        self.browser.decide("allow").await;
        let code = self.code(&request).await;
        let tokens = self.app.exchange(&request, &code).await.assert_status(200);
        tokens.text("refresh_token")
    }

    async fn open_path(&self, path: &str) {
        self.browser.open(&self.gatehouse.url(path)).await;
    }
}

async fn names_looks_up_and_ends(script: Script) {
    let mut scene = Scene::start(script).await;
    let refresh = scene.sign_in_app().await;
    scene.open_path("account/sessions").await;
    assert_eq!(scene.heading().await, "Devices");
    assert!(scene.browser.text(".badge").await.contains("This browser"));

    // The whole row leads to the page of the app.
    scene.browser.click("section[aria-labelledby=others] a.whole").await;
    assert_eq!(scene.heading().await, "Teapot");
    scene.browser.fill("#name", "Kitchen").await;
    scene.browser.click("#device-name button").await;
    assert!(scene.browser.text("[role=status]").await.contains("The name is saved."));
    assert_eq!(scene.heading().await, "Kitchen");

    scene.open_path("account/sessions?q=kitchen").await;
    assert!(scene.browser.has(".pick input").await);
    scene.open_path("account/sessions?q=nothing").await;
    assert!(scene.browser.text(".empty").await.contains("Nothing matches"));

    scene
        .open_path("account/?action=org.matrix.device_delete&device_id=TEAPOT0001")
        .await;
    assert_eq!(scene.heading().await, "Sign out Kitchen?");

    scene.open_path("account/sessions").await;
    scene.browser.click("#end-selected button").await;
    assert!(scene.browser.text("[role=alert]").await.contains("Select first"));
    scene.browser.find(".pick input").await.click().await.unwrap();
    scene.browser.click("#end-selected button").await;
    assert!(
        scene
            .browser
            .text("[role=status]")
            .await
            .contains("What you selected is signed out.")
    );
    scene.app.refresh(&refresh).await.assert_error(400, "invalid_grant");

    for (path, heading) in [
        ("account/activity", "Activity"),
        ("account/security", "Security"),
        ("account/sessions/end-others", "Sign out everything else?"),
    ] {
        scene.open_path(path).await;
        assert_eq!(scene.heading().await, heading);
    }
    scene.open_path("account/activity").await;
    assert!(scene.browser.text("main").await.contains("Kitchen"));
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_named_found_and_signed_out() {
    names_looks_up_and_ends(Script::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_need_no_scripts() {
    names_looks_up_and_ends(Script::Off).await;
}
