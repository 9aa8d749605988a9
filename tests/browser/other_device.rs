//! A person lets another device in.

use gatehouse_tests::{Answer, Script};

use crate::scene::Scene;

impl Scene {
    /// The app on the other device asks; what it shows.
    async fn other_device(&self, scope: &str) -> Answer {
        self.app.ask_for_another_device(scope).await
    }

    async fn type_code(&self, code: &str) {
        self.browser.fill("#link [name=code]", code).await;
        self.browser.click("#link [type=submit]").await;
    }

    async fn answer(&self, action: &str) {
        self.browser.click(&format!("#device-consent [value={action}]")).await;
    }
}

// M4341-14, R8628-06, R8628-07, R8628-12
#[tokio::test(flavor = "multi_thread")]
async fn another_device_is_let_in_with_and_without_scripts() {
    for script in Script::BOTH {
        let scene = Scene::start(script).await;
        let asked = scene.other_device(Scene::SCOPE).await;
        let code = asked.text("user_code");
        scene
            .browser
            .open(&asked.text("verification_uri_complete").parse().unwrap())
            .await;
        assert_eq!(scene.heading().await, "Sign in another device");
        let field = scene.browser.find("#link [name=code]").await;
        assert_eq!(field.prop("value").await.unwrap().as_deref(), Some(""));
        scene.type_code("BBBB-BBBB").await;
        assert!(scene.browser.text("[role=alert]").await.contains("is not known"));
        assert!(scene.browser.has("#code:focus").await);
        scene.type_code(&code.to_lowercase().replace('-', " ")).await;
        assert_eq!(scene.heading().await, "Sign in");
        assert!(scene.browser.text("main").await.contains("app.example.com"));
        scene.browser.sign_in("alice").await;

        assert_eq!(scene.heading().await, "Sign in another device?");
        let question = scene.browser.text("main").await;
        for said in [
            "Another device, not this one",
            &code,
            "Teapot",
            "app.example.com",
            "127.0.0.1",
            "@alice:",
        ] {
            assert!(question.contains(said), "{said} is not in: {question}");
        }
        scene.answer("allow").await;
        assert_eq!(scene.heading().await, "You can go back to your other device");
        scene.app.poll(&asked.text("device_code")).await.assert_status(200);

        // Going back is no second answer, and the code is dead.
        scene.browser.session().back().await.unwrap();
        scene.browser.session().refresh().await.unwrap();
        assert_eq!(scene.heading().await, "You can go back to your other device");
        scene.browser.open(&scene.gatehouse.url("link")).await;
        scene.type_code(&code).await;
        assert!(scene.browser.text("[role=alert]").await.contains("has been used"));

        let asked = scene.other_device(Scene::SCOPE).await;
        scene.type_code(&asked.text("user_code")).await;
        scene.answer("deny").await;
        assert_eq!(scene.heading().await, "The other device was not signed in");
        let denied = scene.app.poll(&asked.text("device_code")).await;
        denied.assert_error(400, "access_denied");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn letting_in_fits_phones_and_desktops_in_light_and_dark() {
    let scene = Scene::start(Script::On).await;
    scene.browser.open(&scene.gatehouse.url("link")).await;
    scene.portray("link").await;
    scene.weigh("link").await;
    scene.type_code("BBBB-BBBB").await;
    scene.portray("link-unknown").await;
    let asked = scene.other_device(Scene::SCOPE).await;
    scene.browser.open(&scene.gatehouse.url("link")).await;
    scene.type_code(&asked.text("user_code")).await;
    scene.browser.sign_in("alice").await;
    let question = scene.browser.url().await;
    scene.weigh("device-consent").await;
    for (language, name) in [("en", ""), ("de", "-de"), ("ar", "-ar")] {
        scene.speak(language).await;
        scene.browser.open(&question).await;
        scene.portray(&format!("device-consent{name}")).await;
    }
    scene.speak("en").await;
    scene.browser.open(&question).await;
    scene.browser.click("#device-consent [value=allow]").await;
    scene.heading_is("You can go back to your other device").await;
    scene.portray("device-done-allowed").await;

    let asked = scene
        .other_device(&format!("{} urn:synapse:admin:*", Scene::SCOPE))
        .await;
    scene.browser.open(&scene.gatehouse.url("link")).await;
    scene.type_code(&asked.text("user_code")).await;
    scene.portray("device-consent-admin").await;
    scene.browser.click("#device-consent [value=deny]").await;
    scene.heading_is("This is not allowed").await;
    scene.portray("device-done-refused").await;
}
