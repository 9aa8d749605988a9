//! Ways out: back to an app, out of the account, away from old keys.

use std::time::Duration;

use gatehouse_tests::{App, Gatehouse, Script, wait_until};
use serde_json::{Value, json};

use crate::scene::Scene;

const NATIVE: &str = "com.example.app:/cb";

impl Scene {
    /// Waits until the page has asked for an address, and tells why. The browser asks the person before it opens an app.
    async fn wanted(&self, address: &str) -> String {
        wait_until(address, Duration::from_secs(20), async || {
            let log = self.browser.session().get_log("performance").await.unwrap();
            log.iter().find_map(|entry| {
                let event: Value = serde_json::from_str(&entry.message).ok()?;
                let said = |pointer| event.pointer(pointer);
                let is_it = said("/message/method") == Some(&"Page.frameRequestedNavigation".into())
                    && said("/message/params/url") == Some(&address.into());
                is_it.then(|| {
                    said("/message/params/reason")
                        .map(ToString::to_string)
                        .unwrap_or_default()
                })
            })
        })
        .await
    }

    /// The language that the browser asks for from now on.
    pub async fn speak(&self, language: &str) {
        let agent = json!({"userAgent": "Mozilla/5.0", "acceptLanguage": language});
        self.browser.devtools("Network.setUserAgentOverride", agent).await;
    }

    /// The operator does something about the account.
    fn manage(&self, command: &str) {
        let done = self.gatehouse.command(&["manage", command, "alice"]).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    pub async fn heading_is(&self, heading: &str) {
        wait_until(heading, Duration::from_secs(20), async || {
            (self.heading().await == heading).then_some(())
        })
        .await;
    }

    async fn confirm(&self, password: &str) {
        self.browser.fill("#deactivate [name=password]", password).await;
        self.browser.click("#deactivate [type=submit]").await;
    }
}

// R8252-07
#[tokio::test(flavor = "multi_thread")]
async fn a_native_app_is_opened_with_and_without_scripts() {
    for script in Script::BOTH {
        let scene = Scene::start(script).await;
        let app = App::register_at(scene.gatehouse.base(), "Pocket", NATIVE).await;
        let request = app.request(Scene::SCOPE, NATIVE, &[]);
        scene.browser.open(&request.url).await;
        scene.browser.sign_in("alice").await;
        let consent = scene.browser.url().await;
        scene.browser.decide("allow").await;
        assert_eq!(scene.heading().await, "Back to Pocket");
        let link = scene
            .browser
            .find("#open-app")
            .await
            .attr("href")
            .await
            .unwrap()
            .unwrap();
        assert!(link.starts_with(&format!("{NATIVE}?code=")), "{link}");
        assert_eq!(scene.wanted(&link).await, "\"httpHeaderRefresh\"");
        assert_eq!(scene.heading().await, "Back to Pocket", "the page stays");

        let code = request.code(&link.parse().unwrap(), scene.gatehouse.base());
        app.exchange(&request, &code).await.assert_status(200);

        // Going back finds the way on, and no second code.
        scene.browser.open(&consent).await;
        assert_eq!(scene.heading().await, "You have already answered");
        assert!(!scene.browser.session().source().await.unwrap().contains("code="));
        let links = ["https://app.example.com/", "/account/"];
        for link in links {
            assert!(scene.browser.has(&format!("a[href='{link}']")).await, "{link}");
        }

        scene.assert_nothing_was_blocked().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_deactivates_their_account_with_and_without_scripts() {
    for script in Script::BOTH {
        let scene = Scene::start(script).await;
        scene.go_to("account/deactivate").await;
        scene.browser.sign_in("alice").await;
        assert_eq!(scene.heading().await, "Deactivate your account");
        scene.browser.tap("#erase").await;
        scene.confirm("not the password").await;
        assert!(scene.browser.text("[role=alert]").await.contains("not your password"));
        assert!(scene.browser.has("#erase:checked").await, "what was ticked stays so");
        assert!(scene.browser.has("#password:focus").await);
        scene.confirm(Gatehouse::PASSWORD).await;
        assert_eq!(scene.heading().await, "Your account is deactivated");
        scene.browser.session().refresh().await.unwrap();
        assert_eq!(scene.heading().await, "Your account is deactivated");
        scene.go_to("account/").await;
        scene.browser.sign_in("alice").await;
        assert!(scene.browser.text("[role=alert]").await.contains("do not match"));
    }
}

// M4312-07
#[tokio::test(flavor = "multi_thread")]
async fn a_person_lets_go_of_old_keys_with_and_without_scripts() {
    for script in Script::BOTH {
        let scene = Scene::start(script).await;
        scene.go_to("account/reset-cross-signing").await;
        scene.browser.sign_in("alice").await;
        assert_eq!(scene.heading().await, "Reset your encryption keys?");
        scene.browser.click("main a.button").await;
        assert_eq!(scene.heading().await, "Nothing was changed");
        scene.browser.session().back().await.unwrap();
        scene.browser.click("#reset-cross-signing button").await;
        assert_eq!(scene.heading().await, "Go back to your app now");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ways_out_fit_phones_and_desktops_in_light_and_dark() {
    let scene = Scene::start(Script::On).await;
    scene.go_to("login").await;
    scene.browser.sign_in("alice").await;
    for (language, name) in [("en", ""), ("de", "-de"), ("ar", "-ar")] {
        scene.speak(language).await;
        scene.go_to("account/reset-cross-signing").await;
        scene.portray(&format!("cross-signing-reset{name}")).await;
        scene.go_to("account/deactivate").await;
        scene.portray(&format!("deactivate{name}")).await;
    }
    scene.speak("en").await;
    scene.go_to("account/reset-cross-signing").await;
    scene.browser.click("#reset-cross-signing button").await;
    scene.heading_is("Go back to your app now").await;
    scene.portray("cross-signing-reset-allowed").await;
    scene.go_to("account/deactivate").await;
    scene
        .browser
        .fill("#deactivate [name=password]", "not the password")
        .await;
    scene.browser.click("#deactivate [type=submit]").await;
    scene.browser.find("[role=alert]").await;
    scene.portray("deactivate-failed").await;
    scene.manage("lock-user");
    scene.go_to("account/").await;
    scene.portray("locked").await;
    scene.manage("unlock-user");
    scene.go_to("account/deactivate").await;
    scene
        .browser
        .fill("#deactivate [name=password]", Gatehouse::PASSWORD)
        .await;
    scene.browser.click("#deactivate [type=submit]").await;
    scene.heading_is("Your account is deactivated").await;
    scene.portray("deactivated").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_to_an_app_fits_phones_and_desktops() {
    let scene = Scene::start(Script::On).await;
    let app = App::register_at(scene.gatehouse.base(), "Pocket", NATIVE).await;
    let request = app.request(Scene::SCOPE, NATIVE, &[]);
    scene.browser.open(&request.url).await;
    let sign_in = scene.browser.url().await;
    scene.browser.sign_in("alice").await;
    scene.browser.decide("allow").await;
    scene.portray("open-app").await;
    scene.browser.open(&sign_in).await;
    scene.portray("over-answered").await;
}
