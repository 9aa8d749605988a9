//! Addresses and language.

use gatehouse_tests::{PostOffice, Script};

use crate::scene::Scene;

const ADDRESS: &str = "ana@example.com";
const SECOND: &str = "ana.second@example.com";

impl Scene {
    async fn enter_code(&self, code: &str) {
        self.browser.fill("#email-verify [name=code]", code).await;
        self.browser.click("#email-verify [type=submit]").await;
    }

    async fn type_address(&self, address: &str) {
        self.browser.fill("#add-email [name=email]", address).await;
        self.browser.click("#add-email [type=submit]").await;
        assert_eq!(self.heading().await, "Confirm the address");
    }

    /// Presses a button of the row that an address stands in.
    async fn press_beside(&self, address: &str, what: &str) {
        self.browser
            .click(&format!("[aria-label*='{what}'][aria-label*='{address}']"))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_keep_their_addresses() {
    for script in Script::BOTH {
        let office = PostOffice::open().await;
        let scene = Scene::with_mail(&office, script).await;
        scene.go_to("account/").await;
        scene.browser.sign_in("alice").await;
        assert_eq!(scene.browser.has(".copy").await, script == Script::On);
        scene.type_address(ADDRESS).await;
        scene.enter_code("wrong").await;
        scene.says("[role=alert]", "This is not the code").await;
        let code = office.letter(ADDRESS, 1).await.code();
        scene.enter_code(&code).await;
        scene.says("[role=status]", "The address is added.").await;
        scene.says("section[aria-labelledby=emails]", ADDRESS).await;
        // Without it, a forgotten password could not be replaced.
        scene.says("section[aria-labelledby=emails]", "can’t be removed").await;

        scene.type_address(SECOND).await;
        let link = office.letter(SECOND, 1).await.link();
        scene.browser.open(&link).await;
        scene.browser.click("#confirm-email [type=submit]").await;
        assert_eq!(scene.heading().await, "Your address is added");
        scene.go_to("account/").await;
        scene.press_beside(SECOND, "Use for notices").await;
        scene
            .says("[role=status]", "Notices go to the other address now.")
            .await;
        scene.press_beside(ADDRESS, "Remove").await;
        scene.says("[role=status]", "The address is removed.").await;
        office.letter(SECOND, 2).await;
        assert!(!scene.text("section[aria-labelledby=emails]").await.contains(ADDRESS));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_choose_their_language() {
    for script in Script::BOTH {
        let scene = Scene::start(script).await;
        scene.go_to("account/").await;
        // A stranger can read the page, too.
        scene.browser.click("#language [value=de]").await;
        assert_eq!(scene.heading().await, "Anmelden");
        scene.browser.click("#language [value=en]").await;
        scene.browser.sign_in("alice").await;
        assert_eq!(scene.heading().await, "Profile");
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
