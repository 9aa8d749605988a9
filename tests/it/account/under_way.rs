//! What is under way when everything is signed out: a thief must not come in with what they began before.

use gatehouse_auth::users;
use gatehouse_testkit::{Flow, TestApp, TestBrowser, TestClient, TestDb, both_databases};
use serde_json::json;

use crate::{
    oauth2::device::{self, Asked, DEVICE_CODE},
    recover::with_recovery,
};

pub(super) const OWN: &str = "thief@example.net";

async fn element(app: &TestApp) -> TestClient {
    app.client()
        .named("Element")
        .with(
            "grant_types",
            json!(["authorization_code", "refresh_token", DEVICE_CODE]),
        )
        .register()
        .await
}

/// Asks for an address to be added; the path of the link in the letter.
pub(super) async fn add(app: &TestApp, browser: &mut TestBrowser, address: &str) -> String {
    browser.get("/account/").await.assert_status(200);
    let added = browser.submit("add-email", [("email", address)]).await;
    added.assert_status(303);
    app.run_jobs().await;
    let link = app.mail.last_to(address).link();
    format!("{}?{}", link.path(), link.query().unwrap())
}

/// Whether the link still proves an address, in a browser that is not signed in.
pub(super) async fn proves(app: &TestApp, link: &str) -> bool {
    let mut browser = app.browser();
    browser.get(link).await.status == 200 && browser.submit("confirm-email", []).await.status == 200
}

/// What somebody has begun in a browser, and could still come in with.
struct UnderWay {
    flow: Flow,
    code: String,
    device: Asked,
    link: String,
}

impl UnderWay {
    async fn begin(app: &TestApp, client: &TestClient, browser: &mut TestBrowser, address: &str) -> Self {
        let flow = client.flow(TestClient::MATRIX);
        let code = client.code(browser, &flow).await;
        let device = device::ask(client, &TestClient::MATRIX.replace("ABCDEFGHIJ", "TELEVISION")).await;
        let decided = device::decide(browser, &device.user_code, "allow").await;
        decided.assert_status(200);
        let link = add(app, browser, address).await;
        Self {
            flow,
            code,
            device,
            link,
        }
    }
}

/// Who does it.
pub(super) enum Way {
    Person,
    App,
    Operator,
}

#[both_databases]
async fn it_ends_with_everything_else(database: TestDb) {
    let app = TestApp::on(database, with_recovery);
    let client = element(&app).await;
    for (name, way) in [("alice", Way::Person), ("bea", Way::App), ("cleo", Way::Operator)] {
        let mut thief = app.signed_in(name).await;
        let begun = UnderWay::begin(&app, &client, &mut thief, OWN).await;

        let mut browser = app.signed_in(name).await;
        match way {
            Way::Person => {
                browser.get("/account/sessions/end-others").await.assert_status(200);
                browser.submit("end-others", []).await.assert_status(303);
            }
            Way::App => {
                let typed = json!({"type": "m.login.password", "user": name, "password": TestApp::PASSWORD});
                let login = app.post("/_matrix/client/v3/login").json(&typed).send().await;
                let session = login.assert_status(200).json();
                let token = session["access_token"].as_str().unwrap();
                let logout = app.post("/_matrix/client/v3/logout/all").bearer(token);
                logout.send().await.assert_status(200);
            }
            Way::Operator => users::end_sessions(&app.cx, &app.user(name).await).await.unwrap(),
        }
        let refused = client.exchange(&begun.flow, &begun.code).send().await;
        refused.assert_oauth_error(400, "invalid_grant", "");
        let refused = client.poll(&begun.device.device_code).send().await;
        refused.assert_oauth_error(400, "access_denied", "");
        assert!(!proves(&app, &begun.link).await, "{name}");
        assert_eq!(
            users::count_sessions(&app.cx, &app.user(name).await).await.unwrap().0,
            0
        );
    }
}

#[both_databases]
async fn what_others_began_and_what_only_waits_goes_on(app: TestApp) {
    let client = element(&app).await;
    let mut bob = app.signed_in("bob").await;
    let begun = UnderWay::begin(&app, &client, &mut bob, "bob@example.com").await;

    let mut browser = app.signed_in("alice").await;
    let waiting = client.flow(TestClient::MATRIX);
    let mut tab = browser.clone();
    tab.follow(&waiting.uri()).await.assert_status(200);
    let spent = client.flow("openid");
    let used = client.code(&mut browser, &spent).await;
    client.exchange(&spent, &used).send().await.assert_status(200);
    browser.get("/account/sessions/end-others").await.assert_status(200);
    browser.submit("end-others", []).await.assert_status(303);

    // The app for which the person is here gets its answer.
    let allowed = client.code(&mut browser, &waiting).await;
    client.exchange(&waiting, &allowed).send().await.assert_status(200);
    client
        .exchange(&begun.flow, &begun.code)
        .send()
        .await
        .assert_status(200);
    client.poll(&begun.device.device_code).send().await.assert_status(200);
    assert!(proves(&app, &begun.link).await);
}
