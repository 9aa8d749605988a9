//! Addresses by which apps lead into the account (MSC4191).

use gatehouse_tests::Script;

use crate::scene::Scene;

/// What an app asks for, and where its person lands.
const PLACES: [(&str, &str); 6] = [
    ("org.matrix.profile", "Profile"),
    ("org.matrix.devices_list", "Devices"),
    ("org.matrix.device_view", "Teapot"),
    ("org.matrix.account_deactivate", "Deactivate your account"),
    ("org.matrix.cross_signing_reset", "Reset your encryption keys?"),
    ("org.matrix.device_delete", "Sign out Teapot?"),
];
/// Older names, and one that nobody knows.
const OTHER_NAMES: [(&str, &str); 8] = [
    ("profile", "Profile"),
    ("sessions_list", "Devices"),
    ("org.matrix.sessions_list", "Devices"),
    ("session_view", "Teapot"),
    ("org.matrix.session_view", "Teapot"),
    ("session_end", "Sign out Teapot?"),
    ("org.matrix.session_end", "Sign out Teapot?"),
    ("com.example.nothing", "Profile"),
];

impl Scene {
    async fn follow(&self, action: &str) {
        self.go_to(&format!("account/?action={action}&device_id=TEAPOT0001"))
            .await;
    }
}

// M4191-03, M4191-04, M4191-05, M4191-06, M4191-07, M4191-08, M4191-11, M4191-13, M4191-15, M4191-17
#[tokio::test(flavor = "multi_thread")]
async fn every_action_leads_to_its_page_and_does_nothing_by_itself() {
    for script in Script::BOTH {
        let mut scene = Scene::start(script).await;
        let refresh = scene.sign_in_app().await;
        for (action, heading) in OTHER_NAMES {
            scene.follow(action).await;
            assert_eq!(scene.heading().await, heading, "{action}");
        }
        for (action, heading) in PLACES {
            scene.browser.session().delete_all_cookies().await.unwrap();
            scene.follow(action).await;
            assert_eq!(scene.heading().await, "Sign in", "{action}");
            scene.browser.sign_in("alice").await;
            assert_eq!(scene.heading().await, heading, "{action}");
        }
        let tokens = scene.app.refresh(&refresh).await.assert_status(200);

        scene.browser.click("form[id^=end-session] button").await;
        scene.says("[role=status]", "The app is signed out.").await;
        scene
            .app
            .refresh(&tokens.text("refresh_token"))
            .await
            .assert_error(400, "invalid_grant");
    }
}
