//! Addresses and language.

use gatehouse_tests::{PostOffice, Script};

use crate::scene::Scene;

const ADDRESS: &str = "ana@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn people_keep_their_profile() {
    for script in [Script::On, Script::Off] {
        let office = PostOffice::open().await;
        let scene = Scene::with_mail(&office, script).await;
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
        let code = office.letter(ADDRESS, 1).await.code();
        scene.browser.fill("#email-verify [name=code]", &code).await;
        scene.browser.click("#email-verify [type=submit]").await;
        assert!(
            scene
                .browser
                .text("[role=status]")
                .await
                .contains("The address is added.")
        );
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

#[tokio::test(flavor = "multi_thread")]
async fn the_profile_fits_phones_and_desktops() {
    let office = PostOffice::open().await;
    let scene = Scene::with_mail(&office, Script::On).await;
    for address in [
        "alice@example.com",
        "alice.longest.name.of.all@post.department.example.com",
    ] {
        scene.add_email("alice", address);
    }
    scene.browser.open(&scene.gatehouse.url("account/")).await;
    scene.browser.sign_in("alice").await;
    scene.portray("profile").await;
    scene.browser.fill("#add-email [name=email]", ADDRESS).await;
    scene.browser.click("#add-email [type=submit]").await;
    scene.portray("email-verify").await;
    scene.browser.fill("#email-verify [name=code]", "wrong").await;
    scene.browser.click("#email-verify [type=submit]").await;
    scene.portray("email-verify-failed").await;
    for tag in ["de", "ar"] {
        scene.browser.open(&scene.gatehouse.url("account/")).await;
        scene.browser.click(&format!("#language [value={tag}]")).await;
        scene.portray(&format!("profile-{tag}")).await;
    }
}
