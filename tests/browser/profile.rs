//! Addresses and language.

use gatehouse_tests::Script;

use crate::scene::Scene;

const ADDRESS: &str = "ana@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn people_keep_their_profile() {
    for script in [Script::On, Script::Off] {
        let scene = Scene::start_with_mail(script).await;
        scene.browser.open(&scene.gatehouse.url("account/")).await;
        // A stranger can read the page, too.
        scene.browser.click("#language [value=de]").await;
        assert_eq!(scene.heading().await, "Anmelden");
        scene.browser.click("#language [value=en]").await;
        scene.browser.sign_in("alice").await;
        assert_eq!(scene.heading().await, "Profile");

        scene.browser.fill("#add-email [name=email]", ADDRESS).await;
        scene.browser.click("#add-email [type=submit]").await;
        assert_eq!(scene.heading().await, "Confirm the address");
        let code = scene.gatehouse.code_in_mail(ADDRESS).await;
        scene.browser.fill("#email-verify [name=code]", &code).await;
        scene.browser.click("#email-verify [type=submit]").await;
        assert!(scene.browser.text("[role=status]").await.contains("The address is added."));
        assert!(
            scene
                .browser
                .text("section[aria-labelledby=emails]")
                .await
                .contains(ADDRESS)
        );
        assert_eq!(scene.browser.has(".copy").await, script == Script::On);

        scene.browser.click("#language [value=ar]").await;
        assert_eq!(scene.heading().await, "الملف الشخصي");
        scene.browser.click("#choose-language [type=submit]").await;
        scene.browser.click("#language [value=en]").await;
        assert_eq!(scene.heading().await, "Profile");
    }
}
