//! What apps send people to `/account/` for (MSC4191).

use gatehouse_testkit::{Engine, TestApp, TestClient, both_databases};
use serde_json::Value;

const DEVICE: &str = "AB/C+D//EFG";
const PATH: &str = "/account/devices/AB%2FC%2BD%2F%2FEFG";

fn link(action: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("action", action)
        .append_pair("device_id", DEVICE)
        .finish();
    format!("/account/?{query}")
}

/// Each action, and the page that it leads to; none is the account page itself.
fn actions() -> Vec<(&'static str, Option<String>)> {
    let list = Some("/account/sessions".to_owned());
    let view = Some(PATH.to_owned());
    let delete = Some(format!("{PATH}?sign_out=1"));
    vec![
        // M4191-03
        ("org.matrix.profile", None),
        ("profile", None),
        // M4191-04
        ("org.matrix.devices_list", list.clone()),
        ("org.matrix.sessions_list", list.clone()),
        ("sessions_list", list),
        // M4191-05
        ("org.matrix.device_view", view.clone()),
        ("org.matrix.session_view", view.clone()),
        ("session_view", view),
        // M4191-06
        ("org.matrix.device_delete", delete.clone()),
        ("org.matrix.session_end", delete.clone()),
        ("session_end", delete),
        // M4191-07
        ("org.matrix.account_deactivate", Some("/account/deactivate".to_owned())),
        // M4191-08
        (
            "org.matrix.cross_signing_reset",
            Some("/account/reset-cross-signing".to_owned()),
        ),
        // M4191-15
        ("x.y", None),
        ("", None),
        ("org.matrix.device_delete ", None),
        ("\0", None),
    ]
}

// M4191-01, M4191-09, M4191-13
#[both_databases]
async fn every_action_leads_to_its_page(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for (action, page) in actions() {
        let response = browser.get(&link(action)).await;
        match page {
            Some(page) => assert_eq!(response.assert_status(303).location(), page, "{action}"),
            None => {
                response.assert_status(200);
            }
        }
    }
    // A slash that was forgotten loses nothing.
    let response = browser
        .get("/account?action=org.matrix.devices_list")
        .await
        .assert_status(303);
    assert_eq!(response.location(), "/account/?action=org.matrix.devices_list");
    for action in ["org.matrix.device_view", "org.matrix.device_delete"] {
        let response = browser
            .get(&format!("/account/?action={action}"))
            .await
            .assert_status(303);
        assert_eq!(response.location(), "/account/sessions", "the person picks one");
    }
}

// M4191-17
#[both_databases]
async fn a_sign_in_comes_in_between(app: TestApp) {
    app.user("alice").await;
    for (action, page) in actions() {
        let mut browser = app.browser();
        let login = browser
            .get(&link(action))
            .await
            .assert_status(303)
            .location()
            .to_owned();
        browser.get(&login).await.assert_status(200);
        let done = browser
            .submit("sign-in", [("username", "alice"), ("password", TestApp::PASSWORD)])
            .await
            .assert_status(303);
        let response = browser.get(done.location()).await;
        match page {
            Some(page) => assert_eq!(response.assert_status(303).location(), page, "{action}"),
            None => {
                response.assert_status(200);
            }
        }
    }
}

// M4191-11
#[both_databases]
async fn opening_a_link_does_nothing(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let scope = TestClient::MATRIX.replace("ABCDEFGHIJ", DEVICE);
    let tokens = client.tokens(&mut browser, &scope).await;
    let calls = app.homeserver.calls().len();
    for (action, _) in actions() {
        let response = browser.get(&link(action)).await;
        if let Some(page) = response.headers.get("location") {
            let page = page.to_str().unwrap().to_owned();
            browser.get(&page).await;
        }
    }
    assert_eq!(app.homeserver.calls().len(), calls);
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
}

async fn advertised(app: &TestApp) -> (String, Vec<String>) {
    let metadata = app.get("/.well-known/openid-configuration").send().await.json();
    let actions = metadata["account_management_actions_supported"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&metadata["account_management_uri"]),
        actions.iter().map(text).collect(),
    )
}

// M2965-20, M3824-09, M4191-02, M4191-14, M4191-18
#[both_databases]
async fn what_is_advertised_leads_somewhere(app: TestApp) {
    let (uri, names) = advertised(&app).await;
    assert_eq!(uri, "https://auth.example.org/account/");
    for name in [
        "org.matrix.profile",
        "org.matrix.devices_list",
        "org.matrix.device_view",
        "org.matrix.device_delete",
        "org.matrix.account_deactivate",
        "org.matrix.cross_signing_reset",
        "org.matrix.sessions_list",
        "org.matrix.session_view",
        "org.matrix.session_end",
    ] {
        assert!(names.iter().any(|known| known == name), "{name} is missing: {names:?}");
    }
    let known: Vec<_> = actions().into_iter().map(|(action, _)| action).collect();
    assert!(names.iter().all(|name| known.contains(&name.as_str())), "{names:?}");
}

// M4191-02
#[tokio::test]
async fn what_is_switched_off_is_not_advertised() {
    let app = TestApp::with(Engine::Sqlite, |settings| {
        settings.account.account_deactivation_allowed = false;
        settings.homeserver_secret = None;
    })
    .await;
    let (_, names) = advertised(&app).await;
    assert_eq!(names.len(), 7, "{names:?}");
    let mut browser = app.signed_in("alice").await;
    browser.get("/account/security").await.assert_status(200);
    for path in ["/account/deactivate", "/account/reset-cross-signing"] {
        assert!(!browser.page.contains(path), "{path}");
    }
}
