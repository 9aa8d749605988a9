//! A forgotten password, and a new one.

use gatehouse_tests::{Chromium, Gatehouse, PostOffice, Script, Setup};
use serde_json::json;

use crate::scene::Scene;

const NEW: &str = "a herring rides over the moor";
const ADDRESS: &str = "alice@example.com";

impl Scene {
    /// On a server that sends its mail to the post office.
    pub async fn with_mail(office: &PostOffice, script: Script) -> Self {
        let account = json!({"password_recovery_enabled": true});
        let setup = Setup {
            sections: vec![("email", office.section()), ("account", account)],
            ..Setup::default()
        };
        Self::with(&setup, script).await
    }

    /// What an operator does.
    pub fn add_email(&self, username: &str, address: &str) {
        let mut command = self.gatehouse.command(&["manage", "add-email", username, address]);
        assert!(command.status().unwrap().success());
    }

    /// The link is opened in two browsers, and used in this one.
    async fn forget_the_password(&self, office: &PostOffice, elsewhere: &Chromium) {
        self.go_to("login").await;
        self.browser.click("#recover").await;
        assert_eq!(self.heading().await, "Forgot your password?");
        self.browser.fill("#recover [name=email]", ADDRESS).await;
        self.browser.click("#recover [type=submit]").await;
        assert_eq!(self.heading().await, "Check your email");
        let link = office.letter(ADDRESS, 1).await.link();
        elsewhere.open(&link).await;
        assert_eq!(elsewhere.text("h1").await, "Choose a new password");
        self.browser.open(&link).await;
        assert_eq!(self.heading().await, "Choose a new password");
        self.says("main", "@alice:").await;
        self.browser.fill("#password-recovery [name=new_password]", NEW).await;
        self.browser
            .fill("#password-recovery [name=new_password_again]", NEW)
            .await;
        self.browser.click("#password-recovery [type=submit]").await;
        assert_eq!(self.heading().await, "Your password is changed");
        self.browser.click("#sign-out-others [type=submit]").await;
        assert_eq!(self.heading().await, "Everything else is signed out");
        elsewhere.open(&self.gatehouse.url("account/")).await;
        assert_eq!(elsewhere.text("h1").await, "Sign in");
        self.browser.open(&link).await;
        assert_eq!(self.heading().await, "This link has been used");
        self.go_to("account/password/recovery?ticket=mistyped").await;
        assert_eq!(self.heading().await, "This link does not work");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced() {
    for script in Script::BOTH {
        let office = PostOffice::open().await;
        let scene = Scene::with_mail(&office, script).await;
        scene.add_email("alice", ADDRESS);
        let elsewhere = scene.sign_in_elsewhere(script).await;
        scene.forget_the_password(&office, &elsewhere).await;
        office.letter(ADDRESS, 2).await;

        scene.go_to(".well-known/change-password").await;
        assert_eq!(scene.heading().await, "Change your password");
        scene
            .browser
            .fill("#password-change [name=current_password]", NEW)
            .await;
        for name in ["new_password", "new_password_again"] {
            let field = format!("#password-change [name={name}]");
            scene.browser.fill(&field, Gatehouse::PASSWORD).await;
        }
        scene.browser.click("#password-change [type=submit]").await;
        assert_eq!(scene.heading().await, "Your password is changed");
        scene.go_to("account/").await;
        scene.browser.click("#sign-out button").await;
        scene.go_to("login").await;
        scene.browser.sign_in("alice").await;
        assert_eq!(scene.heading().await, "Profile");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_recovery_fit_phones_and_desktops() {
    let office = PostOffice::open().await;
    let scene = Scene::with_mail(&office, Script::On).await;
    scene.add_email("alice", ADDRESS);
    let page = async |path: &str| scene.browser.open(&scene.gatehouse.url(path)).await;
    page("recover").await;
    scene.portray("recover").await;
    scene.weigh("recover").await;
    scene.browser.fill("#recover [name=email]", ADDRESS).await;
    scene.browser.click("#recover [type=submit]").await;
    scene.portray("recover-progress").await;
    let link = office.letter(ADDRESS, 1).await.link();
    scene.browser.open(&link).await;
    scene.portray("password-recovery").await;
    scene.browser.fill("[name=new_password]", NEW).await;
    scene.browser.fill("[name=new_password_again]", "something else").await;
    scene.browser.click("#password-recovery [type=submit]").await;
    scene.portray("password-recovery-failed").await;
    page("account/password/recovery?ticket=x").await;
    scene.portray("link-over").await;
    page("login").await;
    scene.browser.sign_in("alice").await;
    page("account/password/change").await;
    scene.portray("password-change").await;
    for (name, typed) in [
        ("current_password", Gatehouse::PASSWORD),
        ("new_password", NEW),
        ("new_password_again", NEW),
    ] {
        scene.browser.fill(&format!("[name={name}]"), typed).await;
    }
    // There is somebody to sign out.
    let elsewhere = scene.sign_in_elsewhere(Script::Off).await;
    scene.browser.click("#password-change [type=submit]").await;
    scene.portray("password-changed").await;
    scene.browser.click("#sign-out-others [type=submit]").await;
    scene.portray("signed-out-others").await;
    elsewhere.open(&scene.gatehouse.url("account/")).await;
    assert_eq!(elsewhere.text("h1").await, "Sign in");
}
