//! Pictures of the pages, for people to look at: `target/screenshots/`.

use std::{fs, path::PathBuf};

use gatehouse_tests::Script;
use serde_json::json;

use crate::scene::Scene;

/// A phone, a desktop.
const WIDTHS: [u32; 2] = [360, 1280];
const SCHEMES: [&str; 2] = ["light", "dark"];

fn directory() -> PathBuf {
    let target = std::env::current_exe().unwrap();
    let target = target
        .ancestors()
        .find(|path| path.ends_with("debug") || path.ends_with("release"))
        .unwrap();
    let directory = target.parent().unwrap().join("screenshots");
    fs::create_dir_all(&directory).unwrap();
    directory
}

impl Scene {
    /// One picture for each width and colour scheme; no page is wider than its window.
    pub async fn portray(&self, name: &str) {
        // What the mouse was on last must not look different.
        let away = json!({"type": "mouseMoved", "x": 0, "y": 0});
        self.browser.devtools("Input.dispatchMouseEvent", away).await;
        for width in WIDTHS {
            for scheme in SCHEMES {
                let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
                self.browser
                    .devtools("Emulation.setEmulatedMedia", json!({"features": features}))
                    .await;
                self.fit(width).await;
                let wide = self.measure("return document.documentElement.scrollWidth").await;
                assert!(wide <= u64::from(width), "{name} is {wide} wide in a window of {width}");
                if width == WIDTHS[0] {
                    self.examine(&format!("{name} in {scheme}")).await;
                }
                self.browser
                    .screenshot(&directory().join(format!("{name}-{width}-{scheme}.png")))
                    .await;
            }
        }
        self.browser
            .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
            .await;
    }

    /// Makes the window as high as the page, whose margins grow with it.
    async fn fit(&self, width: u32) {
        let mut height = 640;
        for _ in 0..5 {
            self.resize(width, height).await;
            let needed = self.measure("return document.documentElement.scrollHeight").await;
            if needed == height {
                break;
            }
            height = needed;
        }
    }

    async fn resize(&self, width: u32, height: u64) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.browser
            .devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    pub async fn measure(&self, script: &str) -> u64 {
        self.browser
            .session()
            .execute(script, vec![])
            .await
            .unwrap()
            .json()
            .as_u64()
            .unwrap()
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
