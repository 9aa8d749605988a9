//! Older apps, which sign in through the browser.

use std::time::Duration;

use gatehouse_tests::{PostOffice, Script, Setup, wait_until};
use serde_json::{Value, json};
use url::Url;

use crate::scene::Scene;

const PASSWORD: &str = "correct horse battery staple";

/// A member that is text.
fn said<'a>(answer: &'a Value, member: &str) -> &'a str {
    answer.get(member).and_then(Value::as_str).unwrap_or_default()
}

impl Scene {
    /// The app sends its person to the server.
    async fn send_older(&self, redirect_url: &str, action: &str) {
        let mut url = self.gatehouse.url("_matrix/client/v3/login/sso/redirect");
        url.query_pairs_mut()
            .append_pair("redirectUrl", redirect_url)
            .append_pair("action", action);
        self.browser.open(&url).await;
    }

    async fn answer_older(&self, action: &str) {
        let button = format!("#complete-sso [name=action][value={action}]");
        self.browser.click(&button).await;
    }

    /// What the Client-Server API says; an access token comes with it where there is one.
    async fn ask_older(&self, path: &str, token: Option<&str>, body: &Value) -> (u16, Value) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request = http.post(self.gatehouse.url(path)).json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// The app exchanges the token with which its person came back, and signs out again.
    async fn sign_in_older(&self, came_back_to: &Url, expected: &str) {
        let tokens: Vec<_> = came_back_to
            .query_pairs()
            .filter(|(name, _)| name == "loginToken")
            .collect();
        assert_eq!(tokens.len(), 1, "{came_back_to}");
        let token = tokens.first().unwrap().1.clone();
        let body = json!({"type": "m.login.token", "token": token, "initial_device_display_name": "Old Teapot"});
        let (status, session) = self.ask_older("_matrix/client/r0/login", None, &body).await;
        assert_eq!(status, 200, "{session}");
        assert!(said(&session, "user_id").starts_with(expected), "{session}");
        let (status, _) = self.ask_older("_matrix/client/r0/login", None, &body).await;
        assert_eq!(status, 403, "once");
        self.browser.open(&self.gatehouse.url("account/sessions")).await;
        assert!(self.browser.text("main").await.contains("Old Teapot"));
        let access = said(&session, "access_token");
        let (status, _) = self
            .ask_older("_matrix/client/r0/logout", Some(access), &json!({}))
            .await;
        assert_eq!(status, 200);
    }
}

// LG-27, LG-30, LG-31, LG-34
#[tokio::test(flavor = "multi_thread")]
async fn an_older_app_signs_its_person_in_with_and_without_scripts() {
    for script in Script::BOTH {
        let mut scene = Scene::start(script).await;
        let redirect_url = format!("{}?kept=1&loginToken=old", scene.callback.redirect_uri());
        scene.send_older(&redirect_url, "login").await;
        assert_eq!(scene.heading().await, "Sign in");
        assert!(scene.browser.text("main").await.contains("an app on this device"));
        scene.browser.sign_in("alice").await;
        assert_eq!(scene.heading().await, "Allow this app to use your account?");
        let question = scene.browser.url().await;
        scene.answer_older("allow").await;
        let came_back_to = scene.callback.visit().await;
        assert!(
            came_back_to.query().unwrap().starts_with("kept=1&loginToken="),
            "{came_back_to}"
        );
        scene.sign_in_older(&came_back_to, "@alice:").await;

        scene.browser.open(&question).await;
        assert_eq!(scene.heading().await, "You have already answered");
        scene.send_older("https://chat.example/", "login").await;
        assert_eq!(scene.heading().await, "Allow chat.example to use your account?");
        scene.browser.click("#switch-account button").await;
        assert!(scene.browser.text("main").await.contains("chat.example"));
        scene.browser.sign_in("alice").await;
        scene.answer_older("deny").await;
        assert_eq!(scene.heading().await, "You have not allowed the sign-in");
        scene.send_older("com.example.app:/cb", "login").await;
        scene.answer_older("allow").await;
        assert_eq!(scene.heading().await, "Back to the app");
        let link = scene
            .browser
            .find("#open-app")
            .await
            .attr("href")
            .await
            .unwrap()
            .unwrap();
        assert!(link.starts_with("com.example.app:/cb?loginToken="), "{link}");
        scene.assert_nothing_was_blocked().await;
    }
}

// M3824-05
#[tokio::test(flavor = "multi_thread")]
async fn an_older_app_gets_its_person_back_with_an_account() {
    for script in Script::BOTH {
        comes_back_with_an_account(script).await;
    }
}

async fn comes_back_with_an_account(script: Script) {
    let post_office = PostOffice::open().await;
    let setup = Setup {
        sections: vec![
            ("account", json!({"password_registration_enabled": true})),
            ("email", post_office.section()),
        ],
        ..Setup::default()
    };
    let mut scene = Scene::with(&setup, script).await;
    scene.send_older(&scene.callback.redirect_uri(), "register").await;
    assert_eq!(scene.heading().await, "Create your account");
    let page = &scene.browser;
    page.fill("#register [name=username]", "ana").await;
    page.fill("#register [name=email]", "ana@example.net").await;
    page.fill("#register [name=password]", PASSWORD).await;
    page.fill("#register [name=password_confirm]", PASSWORD).await;
    page.click("#register [type=submit]").await;
    let code = post_office.letter("ana@example.net", 1).await.code();
    page.fill("#code", &code).await;
    page.click("#verify-email [type=submit]").await;
    page.click("#display-name [value=skip]").await;
    assert_eq!(scene.heading().await, "Allow this app to use your account?");
    assert!(scene.browser.text("main").await.contains("@ana:"));
    scene.answer_older("allow").await;
    let came_back_to = scene.callback.visit().await;
    scene.sign_in_older(&came_back_to, "@ana:").await;
}

// CS-42
#[tokio::test(flavor = "multi_thread")]
async fn the_page_inside_an_app_calls_the_app() {
    let scene = Scene::start(Script::On).await;
    let begin = scene.gatehouse.url("_matrix/static/client/login/?device_id=MY%20PHONE");
    for call in ["window.matrixLogin.onLogin", "window.onLogin"] {
        scene.browser.open(&begin).await;
        if scene.heading().await == "Sign in" {
            scene.browser.sign_in("alice").await;
        }
        scene.answer_older("allow").await;
        // Apps put their function there when the page has loaded.
        scene.browser.find("#login-fallback").await;
        let script = format!("window.got = null; {call} = (response) => {{ window.got = response; }}");
        scene.browser.session().execute(&script, vec![]).await.unwrap();
        let got = wait_until("the app is called", Duration::from_secs(20), async || {
            let got = scene
                .browser
                .session()
                .execute("return window.got", vec![])
                .await
                .unwrap();
            Some(got.json().clone()).filter(|got| !got.is_null())
        })
        .await;
        assert_eq!(said(&got, "device_id"), "MY PHONE");
        assert!(said(&got, "user_id").starts_with("@alice:"), "{got}");
        assert!(
            scene
                .browser
                .text("#login-fallback")
                .await
                .contains("Your app is signed in")
        );
        assert_eq!(
            scene.browser.url().await.query(),
            None,
            "the token is not in the history"
        );
    }
    scene.portray("login-fallback-done").await;

    // Around it is no app: nobody is signed in.
    scene.browser.open(&begin).await;
    scene.answer_older("allow").await;
    wait_until("the page gives up", Duration::from_secs(20), async || {
        let said = scene.browser.text("#login-fallback").await;
        said.contains("only works inside an app").then_some(())
    })
    .await;
    scene.assert_nothing_was_blocked().await;
}

// CS-42
#[tokio::test(flavor = "multi_thread")]
async fn the_page_inside_an_app_says_that_it_needs_scripts() {
    let scene = Scene::start(Script::Off).await;
    scene
        .browser
        .open(&scene.gatehouse.url("_matrix/static/client/login/"))
        .await;
    scene.browser.sign_in("alice").await;
    scene.answer_older("allow").await;
    assert!(scene.browser.text("noscript").await.contains("JavaScript"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_for_older_apps_fit_phones_and_desktops() {
    let scene = Scene::start(Script::On).await;
    let long = "https://chat.a-rather-long-department-name.university.example:8443/";
    scene.send_older("https://chat.example.com/", "login").await;
    scene.portray("sso-sign-in").await;
    scene.browser.sign_in("alice").await;
    scene.portray("sso-question").await;
    scene.weigh("sso-question").await;
    let question = scene.browser.url().await;
    for (name, redirect_url) in [
        ("sso-question-native", "io.element.app:/cb"),
        ("sso-question-long", long),
    ] {
        scene.send_older(redirect_url, "login").await;
        scene.portray(name).await;
    }
    for language in ["de", "ar"] {
        let agent = json!({"userAgent": "Mozilla/5.0", "acceptLanguage": language});
        scene.browser.devtools("Network.setUserAgentOverride", agent).await;
        scene.browser.open(&question).await;
        scene.portray(&format!("sso-question-{language}")).await;
    }
    let agent = json!({"userAgent": "Mozilla/5.0", "acceptLanguage": "en"});
    scene.browser.devtools("Network.setUserAgentOverride", agent).await;
    scene.browser.open(&question).await;
    scene.answer_older("deny").await;
    scene.portray("sso-denied").await;
    scene.browser.open(&question).await;
    scene.portray("sso-over").await;
    scene.send_older("io.element.app:/cb", "login").await;
    scene.answer_older("allow").await;
    scene.portray("sso-open-app").await;
    scene.send_older("javascript:alert(1)", "login").await;
    scene.portray("sso-refused").await;
    let provider = "_matrix/client/v3/login/sso/redirect/nope?redirectUrl=https://chat.example.com/";
    scene.browser.open(&scene.gatehouse.url(provider)).await;
    scene.portray("sso-unknown-provider").await;
}
