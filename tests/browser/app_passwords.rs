//! Passwords for older apps, as their person makes, enters and revokes them.

use gatehouse_tests::Script;
use serde_json::json;

use crate::scene::Scene;

impl Scene {
    /// What an older app is answered that signs in with this password.
    async fn sign_in_old_app(&self, password: &str, device: &str) -> u16 {
        let body = json!({
            "type": "m.login.password", "identifier": {"type": "m.id.user", "user": "alice"},
            "password": password, "device_id": device,
        });
        let request = reqwest::Client::new().post(self.gatehouse.url("_matrix/client/v3/login"));
        request.json(&body).send().await.unwrap().status().as_u16()
    }

    async fn make_app_password(&self, name: &str) -> String {
        self.browser
            .open(&self.gatehouse.url("account/app-passwords/new"))
            .await;
        self.browser.fill("#app-password [name=name]", name).await;
        self.browser.click("#app-password [type=submit]").await;
        self.browser.text("#secret").await
    }
}

async fn makes_enters_and_revokes(script: Script) {
    let scene = Scene::start(script).await;
    scene.browser.open(&scene.gatehouse.url("account/security")).await;
    scene.browser.sign_in("alice").await;
    scene.browser.click("section[aria-labelledby=app-passwords] a").await;
    assert_eq!(scene.heading().await, "App passwords");
    assert!(scene.browser.text(".empty").await.contains("no app passwords"));

    scene.browser.click("main .acts a").await;
    scene.browser.fill("#app-password [name=name]", "Home Assistant").await;
    scene.browser.click("#app-password [type=submit]").await;
    assert_eq!(scene.heading().await, "Password for Home Assistant");
    let secret = scene.browser.text("#secret").await;
    assert_eq!(scene.sign_in_old_app(&secret, "HOME").await, 200);

    scene.browser.click("main .acts a").await;
    assert!(!scene.browser.text("main").await.contains(&secret), "shown once");
    scene.browser.click(".rows li .what a").await;
    assert_eq!(scene.heading().await, "Home Assistant");
    assert!(scene.browser.text(".facts").await.contains("App password"));
    scene.browser.click(".facts a").await;

    scene.browser.click("form[id^=revoke-] button").await;
    assert!(scene.browser.text("[role=status]").await.contains("revoked"));
    assert!(scene.browser.has(".empty").await);
    assert_eq!(scene.sign_in_old_app(&secret, "HOME").await, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn app_passwords_are_made_entered_and_revoked() {
    for script in Script::BOTH {
        makes_enters_and_revokes(script).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn app_passwords_fit_phones_and_desktops() {
    let scene = Scene::start(Script::On).await;
    scene.browser.open(&scene.gatehouse.url("account/app-passwords")).await;
    scene.browser.sign_in("alice").await;
    scene.portray("app-passwords-empty").await;
    scene
        .browser
        .open(&scene.gatehouse.url("account/app-passwords/new"))
        .await;
    scene.portray("app-password-new").await;
    scene.browser.fill("#app-password [name=name]", " ").await;
    scene.browser.click("#app-password [type=submit]").await;
    scene.portray("app-password-new-failed").await;

    let mut secrets = Vec::new();
    for name in [
        "Home Assistant",
        "Drucker im Gemeinschaftsraum der Bürgerinitiative Nordstadt",
        "Weather bot",
    ] {
        secrets.push(scene.make_app_password(name).await);
    }
    scene.portray("app-password-made").await;
    for (secret, device) in secrets.iter().zip(["HOME", "PRINTER"]) {
        assert_eq!(scene.sign_in_old_app(secret, device).await, 200);
    }
    for (page, path) in [
        ("app-passwords", "account/app-passwords"),
        ("app-password-devices", "account/sessions"),
        ("app-password-device", "account/devices/HOME"),
        ("app-password-device-end", "account/devices/HOME?sign_out=1"),
        ("app-password-end-others", "account/sessions/end-others"),
        ("app-password-security", "account/security"),
        ("app-password-activity", "account/activity"),
    ] {
        scene.browser.open(&scene.gatehouse.url(path)).await;
        scene.portray(page).await;
    }
    for tag in ["de", "ar"] {
        scene.browser.open(&scene.gatehouse.url("account/app-passwords")).await;
        scene.browser.click(&format!("#language [value={tag}]")).await;
        scene.portray(&format!("app-passwords-{tag}")).await;
        scene.make_app_password("Home Assistant").await;
        scene.portray(&format!("app-password-made-{tag}")).await;
    }
}
