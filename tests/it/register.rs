//! `/register`: signing up. Each step, and what it withstands, is beside it.

use gatehouse_auth::{Settings, registrations};
use gatehouse_domain::RegistrationId;
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestDb, TestResponse, both_databases};
use http::{Method, StatusCode};

use crate::authorize::unescaped;

mod confirm;
mod disclosure;
mod invitations;
mod limits;
mod password;
mod races;
mod steps;

pub const COOKIE: &str = "__Host-registration";
pub const SESSION: &str = "__Host-session";

/// Everybody may sign up.
pub fn open(settings: &mut Settings) {
    settings.account.password_registration_enabled = true;
}

/// Everybody who has a registration token may.
pub fn with_token(settings: &mut Settings) {
    open(settings);
    settings.account.password_registration_token_required = true;
}

/// The address of nobody in particular.
pub fn email_of(username: &str) -> String {
    format!("{username}@mail.test")
}

/// Fills in the form that the browser shows.
pub async fn fill_in(browser: &mut TestBrowser, username: &str, email: &str) -> TestResponse {
    let typed = [
        ("username", username),
        ("email", email),
        ("password", TestApp::PASSWORD),
        ("password_confirm", TestApp::PASSWORD),
        ("accept_terms", "on"),
    ];
    browser.submit("register", typed).await
}

/// Fills in the form and goes on to the first step.
pub async fn begin(browser: &mut TestBrowser, username: &str) -> String {
    browser.get("/register/password").await.assert_status(200);
    let started = fill_in(browser, username, &email_of(username)).await.assert_status(303);
    go_on(browser, started.location()).await
}

/// Follows to the step of the hour; its path.
pub async fn go_on(browser: &mut TestBrowser, path: &str) -> String {
    let mut path = path.to_owned();
    for _ in 0..5 {
        let response = browser.get(&path).await;
        if response.status != StatusCode::SEE_OTHER {
            return path;
        }
        response.location().clone_into(&mut path);
    }
    panic!("a redirect loop at {path}");
}

/// Types the code that was mailed, on the page that asks for it.
pub async fn verify(app: &TestApp, browser: &mut TestBrowser, email: &str) -> String {
    app.run_jobs().await;
    let code = app.mail.last_to(email).code();
    let verified = browser.submit("verify-email", [("code", code.as_str())]).await;
    go_on(browser, verified.assert_status(303).location()).await
}

/// Up to the last page, which asks for the display name.
pub async fn up_to_the_name(app: &TestApp, username: &str) -> TestBrowser {
    let mut browser = app.browser();
    begin(&mut browser, username).await;
    let path = verify(app, &mut browser, &email_of(username)).await;
    assert!(path.ends_with("/display-name"), "{path}");
    browser
}

/// The last form.
pub async fn name(browser: &mut TestBrowser, name: &str) -> TestResponse {
    browser
        .submit("display-name", [("action", "set"), ("display_name", name)])
        .await
}

/// The sign-up in a path.
pub fn id_in(path: &str) -> RegistrationId {
    path.split('/').nth(3).unwrap().parse().unwrap()
}

// CS-36, M2964-27, M2964-28: from the app to the app, over the whole sign-up
#[both_databases]
async fn an_app_sends_its_person_and_gets_them_back_with_an_account(database: TestDb) {
    let app = TestApp::on(database, open);
    let client = app.client().register().await;
    let mut browser = app.browser();
    let flow = client.flow(TestClient::MATRIX).with("prompt", "create");
    let page = browser.follow(&flow.uri()).await.assert_status(200);
    assert!(page.body.contains("Create your account"), "{}", page.body);
    let started = fill_in(&mut browser, "Ana", "Ana@Mail.test").await.assert_status(303);
    let path = go_on(&mut browser, started.location()).await;
    assert!(path.ends_with("/verify-email"), "{path}");
    // CS-35: upper case is lowered.
    assert!(browser.page.contains("@ana:example.org"), "{}", browser.page);
    let path = verify(&app, &mut browser, "Ana@Mail.test").await;
    assert!(path.ends_with("/display-name"), "{path}");
    assert!(!app.homeserver.knows("ana"), "nothing is made before the last step");
    let done = name(&mut browser, "Ana Müller").await.assert_status(303);
    assert!(done.location().starts_with("/consent/"), "{}", done.location());
    assert!(done.set_cookie(SESSION).is_some());
    browser.follow(done.location()).await.assert_status(200);
    assert!(browser.page.contains("@ana:example.org"), "{}", browser.page);
    let answer = browser
        .submit("consent", [("action", "allow")])
        .await
        .assert_status(303);
    let answer = gatehouse_testkit::answer_parameters(answer.location());
    let code = gatehouse_testkit::parameter(&answer, "code").unwrap();
    client.exchange(&flow, code).send().await.assert_status(200);

    assert!(app.homeserver.knows("ana"));
    assert_eq!(app.homeserver.emails("ana"), ["Ana@Mail.test"]);
    assert_eq!(app.homeserver.display_name("ana").as_deref(), Some("Ana Müller"));
    // The password is the one that was chosen.
    let mut other = app.browser();
    other.get("/login").await;
    let typed = [("username", "ana"), ("password", TestApp::PASSWORD)];
    other.submit("sign-in", typed).await.assert_status(303);
}

// M2964-29: nobody consents for an account that the app did not ask for
#[both_databases]
async fn who_is_signed_in_is_offered_both(database: TestDb) {
    let app = TestApp::on(database, open);
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(TestClient::MATRIX).with("prompt", "create");
    browser.follow(&flow.uri()).await.assert_status(200);
    assert!(browser.page.contains("@alice:example.org") && browser.page.contains("id=\"register\""));
    let link = browser.page.split("id=\"continue-as\" href=\"").nth(1).unwrap();
    let link = unescaped(link.split('"').next().unwrap());
    let mut same = browser.clone();
    same.get(&link).await.assert_status(200);
    assert!(same.page.contains("id=\"consent\""));

    let started = fill_in(&mut browser, "ana", "ana@mail.test").await.assert_status(303);
    go_on(&mut browser, started.location()).await;
    verify(&app, &mut browser, "ana@mail.test").await;
    let former = browser.cookie(SESSION).unwrap().to_owned();
    let done = name(&mut browser, "Ana").await.assert_status(303);
    browser.follow(done.location()).await.assert_status(200);
    assert!(browser.page.contains("@ana:example.org") && !browser.page.contains("@alice:example.org"));
    browser.set_cookie(SESSION, &former);
    let former = browser.get("/account/").await.assert_status(303);
    assert_eq!(former.location(), "/login", "the browser has one session");
    // Without an app's wish there is nothing to sign up for.
    let mut browser = app.signed_in("alice").await;
    let away = browser.get("/register/password").await.assert_status(303);
    assert_eq!(away.location(), "/account/");
}

// M2964-30, M2965-18, OPC-01, OPC-02: what is off is neither listed nor there
#[both_databases]
async fn where_nobody_can_sign_up_every_page_says_so(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.browser();
    let flow = client.flow("openid").with("prompt", "create");
    let refused = browser.get(&flow.uri()).await.assert_status(303);
    assert!(
        refused.location().contains("error=invalid_request"),
        "{}",
        refused.location()
    );
    for path in [
        "/register/password",
        "/register/password?token=x",
        "/register/steps/01ARZ3NDEKTSV4RRFFQ69G5FAV/verify-email",
        "/register/steps/x/finish",
    ] {
        let page = browser.get(path).await.assert_status(403).body;
        assert!(page.contains("Nobody can create an account here"), "{path}: {page}");
        assert!(page.contains("href=\"/login\""), "{page}");
    }
    browser.get("/login").await;
    assert!(!browser.page.contains("Create an account"));
    browser.get("/").await;
    assert!(!browser.page.contains("Create an account"));
    let csrf = [("csrf", "x")];
    let answer = app.post("/register/password/strength").form(csrf).send().await;
    answer.assert_status(403);
}

// M2965-18
#[both_databases]
async fn where_everybody_can_sign_up_it_is_listed_and_linked(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        open(settings);
        settings.account.password_recovery_enabled = true;
    });
    let metadata = app.get("/.well-known/openid-configuration").send().await.json();
    let prompts = metadata["prompt_values_supported"].as_array().unwrap();
    assert!(prompts.iter().any(|value| value == "create"), "{metadata}");
    let client = app.client().register().await;
    let mut browser = app.browser();
    browser.follow(&client.flow("openid").uri()).await.assert_status(200);
    let page = unescaped(&browser.page);
    for link in [
        "/register?kind=continue_authorization_grant&id=",
        "/recover?kind=continue_authorization_grant&id=",
    ] {
        assert!(page.contains(&format!("href=\"{link}")), "{page}");
    }
    browser.get("/").await;
    assert!(unescaped(&browser.page).contains("href=\"/register\""));
    let away = browser.get("/register?username=ana&token=x").await.assert_status(303);
    assert_eq!(away.location(), "/register/password?token=x&username=ana");
    browser.get("/register/password?username=ana").await.assert_status(200);
    assert!(browser.page.contains("value=\"ana\""));
}

// A GET never acts
#[both_databases]
async fn looking_at_a_page_makes_no_account(database: TestDb) {
    let app = TestApp::on(database, open);
    let mut browser = up_to_the_name(&app, "ana").await;
    let path = browser.form("display-name");
    let path = unescaped(path.split("action=\"").nth(1).unwrap().split('"').next().unwrap());
    let registration = registrations::find(&app.cx, id_in(&path), None).await.unwrap();
    assert!(registration.is_none(), "without its browser there is none");
    for page in ["finish", "display-name", "verify-email", "token"] {
        let path = path.replace("display-name", page);
        for method in [Method::GET, Method::HEAD] {
            browser.request(method, &path).send().await;
        }
    }
    assert!(!app.homeserver.knows("ana"));
    browser.get(&path).await.assert_status(200);
}
