//! Pictures of the pages, for people to look at: `target/screenshots/`.

use std::{fs, path::PathBuf};

use gatehouse_tests::Script;
use serde_json::json;

use crate::{
    eye::{Eye, SCHEMES},
    scene::Scene,
};

/// A phone, a desktop.
pub const WIDTHS: [u32; 2] = [360, 1280];

/// A folder beside what cargo builds.
pub fn directory(name: &str) -> PathBuf {
    let target = std::env::current_exe().unwrap();
    let target = target
        .ancestors()
        .find(|path| path.ends_with("debug") || path.ends_with("release"))
        .unwrap();
    let directory = target.parent().unwrap().join(name);
    fs::create_dir_all(&directory).unwrap();
    directory
}

impl Scene {
    /// One picture for each width and colour scheme.
    pub async fn portray(&self, name: &str) {
        let eye = Eye(&self.browser);
        // What the mouse was on last must not look different.
        let away = json!({"type": "mouseMoved", "x": 0, "y": 0});
        self.browser.devtools("Input.dispatchMouseEvent", away).await;
        for width in WIDTHS {
            for scheme in SCHEMES {
                eye.light_up(scheme).await;
                eye.fit(name, width).await;
                if width == WIDTHS[0] {
                    eye.examine(&format!("{name} in {scheme}")).await;
                }
                let picture = directory("screenshots").join(format!("{name}-{width}-{scheme}.png"));
                self.browser.screenshot(&picture).await;
            }
        }
        self.browser
            .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
            .await;
    }

    pub async fn weigh(&self, name: &str) {
        Eye(&self.browser).weigh(name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_fit_phones_and_desktops_in_light_and_dark() {
    let mut scene = Scene::start(Script::On).await;
    scene.browser.open(&scene.gatehouse.url("")).await;
    scene.portray("index").await;
    scene.weigh("index").await;
    let request = scene.begin(&[]).await;
    scene.portray("sign-in").await;
    scene.browser.fill("#sign-in [name=username]", "alice").await;
    scene.browser.fill("#sign-in [name=password]", "not the password").await;
    scene.browser.click("#sign-in [type=submit]").await;
    scene.portray("sign-in-failed").await;
    scene.browser.sign_in("alice").await;
    scene.portray("consent").await;
    scene.browser.decide("allow").await;
    let code = scene.code(&request).await;
    scene.app.exchange(&request, &code).await.assert_status(200);

    let scope = format!("{} urn:synapse:admin:*", Scene::SCOPE);
    let request = scene.app.request(&scope, &scene.callback.redirect_uri(), &[]);
    scene.browser.open(&request.url).await;
    scene.portray("consent-admin").await;
    scene.browser.open(&scene.gatehouse.url("account/")).await;
    scene.portray("account").await;
    scene.weigh("account").await;
    for (page, path) in [
        ("devices", "account/sessions"),
        ("devices-none-found", "account/sessions?q=nothing"),
        ("device", "account/devices/TEAPOT0001"),
        ("device-end", "account/devices/TEAPOT0001?sign_out=1"),
        ("end-others", "account/sessions/end-others"),
        ("security", "account/security"),
        ("activity", "account/activity"),
    ] {
        scene.browser.open(&scene.gatehouse.url(path)).await;
        scene.portray(page).await;
    }
    scene.browser.open(&scene.gatehouse.url("account/")).await;
    scene.browser.click("form[id^=end-session] button").await;
    scene.portray("devices-empty").await;
    scene
        .browser
        .open(&scene.gatehouse.url("authorize?client_id=nobody&response_type=code"))
        .await;
    scene.portray("error").await;
    scene.browser.open(&scene.gatehouse.url("account/")).await;
    scene.browser.click("#sign-out button").await;
    scene.portray("signed-out").await;
}
