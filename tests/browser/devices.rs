//! Apps and browsers that are signed in, and what their person does with them.

use gatehouse_tests::{Chromium, Script};
use thirtyfour::By;

use crate::scene::Scene;

/// More than one page of the list.
const MANY: usize = 27;

impl Scene {
    /// An app that is signed in, and its refresh token.
    pub async fn sign_in_app(&mut self) -> String {
        let request = self.begin(&[]).await;
        if self.browser.has("#sign-in").await {
            self.browser.sign_in("alice").await;
        }
        self.browser.decide("allow").await;
        let code = self.code(&request).await;
        let tokens = self.app.exchange(&request, &code).await.assert_status(200);
        tokens.text("refresh_token")
    }

    /// Another browser in which the person is signed in.
    pub async fn sign_in_elsewhere(&self, script: Script) -> Chromium {
        let elsewhere = Chromium::start(script).await;
        elsewhere.open(&self.gatehouse.url("login")).await;
        elsewhere.sign_in("alice").await;
        elsewhere
    }

    async fn search(&self, words: &str) {
        self.browser.fill("#search [name=q]", words).await;
        self.browser.click("#search [type=submit]").await;
    }

    /// How many others the page of the list shows.
    async fn count_rows(&self) -> usize {
        self.browser.find(".pick input").await;
        let rows = self.browser.session().find_all(By::Css(".pick input")).await;
        rows.unwrap().len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_named_found_and_signed_out() {
    for script in Script::BOTH {
        names_looks_up_and_ends(script).await;
    }
}

async fn names_looks_up_and_ends(script: Script) {
    let mut scene = Scene::start(script).await;
    let refresh = scene.sign_in_app().await;
    scene.go_to("account/sessions").await;
    assert_eq!(scene.heading().await, "Devices");
    scene.says(".badge", "This browser").await;

    // The whole row leads to the page of the app.
    scene.browser.click("section[aria-labelledby=others] a.whole").await;
    assert_eq!(scene.heading().await, "Teapot");
    scene.browser.fill("#name", "Kitchen").await;
    scene.browser.click("#device-name button").await;
    scene.says("[role=status]", "The name is saved.").await;
    assert_eq!(scene.heading().await, "Kitchen");

    scene.browser.click(".back a").await;
    scene.browser.click("#end-selected button").await;
    scene.says("[role=alert]", "Select first").await;
    scene.browser.tap(".pick input").await;
    scene.browser.click("#end-selected button").await;
    scene.says("[role=status]", "What you selected is signed out.").await;
    scene.app.refresh(&refresh).await.assert_error(400, "invalid_grant");

    // One by itself.
    let refresh = scene.sign_in_app().await;
    scene.go_to("account/sessions").await;
    scene.browser.click("form[id^=end-session] button").await;
    scene.says("[role=status]", "The app is signed out.").await;
    scene.app.refresh(&refresh).await.assert_error(400, "invalid_grant");

    scene.go_to("account/activity").await;
    assert_eq!(scene.heading().await, "Activity");
    scene.says("main", "Kitchen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_has_pages_is_searched_and_ended_at_once() {
    for script in Script::BOTH {
        let scene = Scene::start(script).await;
        for number in 1..MANY {
            let device = format!("BOT{number:03}");
            let mut command = scene
                .gatehouse
                .command(&["manage", "issue-compatibility-token", "alice", &device]);
            assert!(command.output().unwrap().status.success());
        }
        let elsewhere = scene.sign_in_elsewhere(script).await;
        scene.go_to("account/sessions").await;
        scene.browser.sign_in("alice").await;
        let first_page = scene.count_rows().await;
        scene.browser.click(".pages [rel=next]").await;
        assert_eq!(first_page + scene.count_rows().await, MANY);
        scene.says("main", "BOT001").await;
        scene.browser.click(".pages a").await;
        assert_eq!(scene.count_rows().await, first_page);

        scene.search("bot001").await;
        assert_eq!(scene.count_rows().await, 1);
        scene.search("nothing").await;
        scene.says(".empty", "Nothing matches").await;
        scene.browser.click(".empty a").await;

        if script == Script::On {
            scene.browser.tap("#select-all input").await;
            assert!(scene.browser.find(".pick input").await.is_selected().await.unwrap());
        }
        scene.browser.click("section.apart a").await;
        assert_eq!(scene.heading().await, "Sign out everything else?");
        scene.browser.click("#end-others [type=submit]").await;
        scene.go_to("account/sessions").await;
        scene.says(".empty", "You are signed in nowhere else.").await;
        elsewhere.open(&scene.gatehouse.url("account/")).await;
        assert_eq!(elsewhere.text("h1").await, "Sign in");
    }
}
