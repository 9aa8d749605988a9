//! A forgotten password, and a new one.

use gatehouse_tests::{Gatehouse, Script};

use crate::scene::Scene;

const NEW: &str = "a herring rides over the moor";
const ADDRESS: &str = "alice@example.com";

impl Scene {
    async fn forget_the_password(&self) {
        self.browser.open(&self.gatehouse.url("recover")).await;
        assert_eq!(self.heading().await, "Forgotten your password?");
        self.browser.fill("#recover [name=email]", ADDRESS).await;
        self.browser.click("#recover [type=submit]").await;
        assert_eq!(self.heading().await, "Look into your mail");
        let link = self.gatehouse.link_in_mail(ADDRESS, "ticket=", 0).await;
        self.browser.open(&link).await;
        assert_eq!(self.heading().await, "Choose a new password");
        assert!(self.browser.text("main").await.contains("@alice:"));
        self.browser.fill("#password-recovery [name=new_password]", NEW).await;
        self.browser
            .fill("#password-recovery [name=new_password_again]", NEW)
            .await;
        self.browser.click("#password-recovery [type=submit]").await;
        assert_eq!(self.heading().await, "Your password is changed");
        self.browser.open(&link).await;
        assert_eq!(self.heading().await, "This link has been used");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced() {
    for script in [Script::On, Script::Off] {
        let scene = Scene::start_with_mail(script).await;
        scene.gatehouse.add_email("alice", ADDRESS);
        scene.forget_the_password().await;

        scene
            .browser
            .open(&scene.gatehouse.url(".well-known/change-password"))
            .await;
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
        scene.browser.open(&scene.gatehouse.url("account/")).await;
        scene.browser.click("#sign-out button").await;
        scene.browser.open(&scene.gatehouse.url("login")).await;
        scene.browser.sign_in("alice").await;
        assert_eq!(scene.heading().await, "Profile");
    }
}
