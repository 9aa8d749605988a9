//! What people do without a mouse.

use gatehouse_tests::Script;
use thirtyfour::{Key, WebElement};

use crate::scene::Scene;

impl Scene {
    pub async fn focused(&self) -> WebElement {
        self.browser.session().active_element().await.unwrap()
    }

    /// Goes on with the tab key until the element has the focus, and sees that the focus is shown.
    async fn tab_to(&self, selector: &str) -> WebElement {
        let wanted = self.browser.find(selector).await;
        for _ in 0..20 {
            let focused = self.focused().await;
            if focused == wanted {
                let outline = focused.css_value("outline-style").await.unwrap();
                assert_ne!(outline, "none", "the focus on {selector} is not seen");
                return focused;
            }
            focused.send_keys(Key::Tab).await.unwrap();
        }
        unreachable!("{selector} can't be reached with the tab key");
    }

    async fn press(&self, selector: &str, key: Key) {
        let element = self.tab_to(selector).await;
        let before = self.browser.url().await;
        // The page goes away under the key.
        let _ = element.send_keys(key).await;
        gatehouse_tests::wait_until("another page", std::time::Duration::from_secs(20), async || {
            (self.browser.url().await != before).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_can_be_done_with_the_keyboard() {
    let mut scene = Scene::start(Script::On).await;
    let request = scene.begin(&[]).await;
    scene.browser.find("#sign-in").await;
    let first = scene.focused().await;
    assert_eq!(
        first.attr("name").await.unwrap().as_deref(),
        Some("username"),
        "typing can begin at once"
    );
    first.send_keys("alice").await.unwrap();
    first.send_keys(Key::Tab).await.unwrap();
    let second = scene.focused().await;
    assert_eq!(
        second.attr("name").await.unwrap().as_deref(),
        Some("password"),
        "nothing is in between"
    );
    second.send_keys(gatehouse_tests::Gatehouse::PASSWORD).await.unwrap();
    scene.press("[name=password]", Key::Enter).await;
    scene.press("#consent [value=allow]", Key::Enter).await;
    let code = scene.code(&request).await;
    scene.app.exchange(&request, &code).await.assert_status(200);

    scene.browser.open(&scene.gatehouse.url("account/")).await;
    // The first stop leads past the header.
    let body = scene.browser.find("body").await;
    body.send_keys(Key::Tab).await.unwrap();
    let skip = scene.focused().await;
    assert_eq!(skip.attr("href").await.unwrap().as_deref(), Some("#main"));
    assert!(skip.is_displayed().await.unwrap());
    scene.press("form[id^=end-session] button", Key::Space).await;
    assert!(
        scene
            .browser
            .text("[role=status]")
            .await
            .contains("The app is signed out.")
    );
    scene.press("#sign-out button", Key::Enter).await;
    assert_eq!(scene.heading().await, "You are signed out");
}
