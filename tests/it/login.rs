//! `/login`: who are you?

use gatehouse_auth::{Settings, users};
use gatehouse_testkit::{TestApp, TestBrowser, TestDb, TestResponse, both_databases};
use http::Method;

use crate::authorize::unescaped;

const SESSION: &str = "__Host-session";
const WRONG: &str = "This username and password do not match.";

/// Types a name and a password on the sign-in page.
async fn attempt(browser: &mut TestBrowser, username: &str, password: &str) -> TestResponse {
    browser.get("/login").await;
    browser
        .submit("sign-in", [("username", username), ("password", password)])
        .await
}

/// What a page is made of; attributes come in any order.
pub fn words(html: &str) -> Vec<String> {
    let mut words: Vec<_> = html.replace('>', " ").split_whitespace().map(str::to_owned).collect();
    words.sort_unstable();
    words
}

// M2964-36, R9700-13
#[both_databases]
async fn name_and_password_open_the_account(app: TestApp) {
    app.user("alice").await;
    for typed in [
        "alice",
        " alice ",
        "@alice:example.org",
        "@alice:EXAMPLE.org",
        "@alice",
        "Alice",
    ] {
        let mut browser = app.browser();
        let response = attempt(&mut browser, typed, TestApp::PASSWORD).await.assert_status(303);
        assert_eq!(response.location(), "/account/", "{typed}");
        browser.get("/account/").await.assert_status(200);
        assert!(browser.page.contains("@alice:example.org"));
        // Who is signed in need not do it again.
        assert_eq!(browser.get("/login").await.assert_status(303).location(), "/account/");
    }
}

// OWASP session management; what other people's tests rely on
#[both_databases]
async fn the_cookie_is_of_this_host_only(app: TestApp) {
    app.user("alice").await;
    let mut browser = app.browser();
    let page = browser.get("/login").await.assert_status(200);
    let response = attempt(&mut browser, "alice", TestApp::PASSWORD)
        .await
        .assert_status(303);
    for (name, line) in [
        (SESSION, response.set_cookie(SESSION)),
        ("__Host-csrf", page.set_cookie("__Host-csrf")),
    ] {
        let line = line.unwrap_or_else(|| panic!("no cookie {name}"));
        let (value, attributes) = line.split_once("; ").unwrap();
        assert!(value.len() > name.len() + 20, "{line}");
        let attributes: Vec<_> = attributes.split("; ").collect();
        for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(attributes.contains(&attribute), "{line}");
        }
        assert!(
            !attributes.iter().any(|attribute| attribute.starts_with("Domain")),
            "{line}"
        );
    }
}

// Session fixation: OWASP
#[both_databases]
async fn a_sign_in_changes_the_cookie(app: TestApp) {
    app.user("alice").await;
    let mut browser = app.browser();
    browser.set_cookie(SESSION, "chosen-by-somebody-else");
    attempt(&mut browser, "alice", TestApp::PASSWORD)
        .await
        .assert_status(303);
    let first = browser.cookie(SESSION).unwrap().to_owned();
    assert_ne!(first, "chosen-by-somebody-else");

    // Again, as the same person.
    app.advance(1);
    let client = app.client().register().await;
    browser
        .follow(&client.flow("openid").with("prompt", "login").uri())
        .await
        .assert_status(200);
    browser
        .submit("sign-in", [("password", TestApp::PASSWORD)])
        .await
        .assert_status(303);
    let second = browser.cookie(SESSION).unwrap().to_owned();
    assert_ne!(first, second);
    browser.set_cookie(SESSION, &first);
    assert_eq!(
        browser.get("/account/").await.assert_status(303).location(),
        "/login",
        "the old one is void"
    );
    browser.set_cookie(SESSION, &second);
    browser.get("/account/").await.assert_status(200);
    assert_eq!(browser.page.matches("id=\"sign-out\"").count(), 1);
    assert_eq!(
        browser.page.matches("id=\"end-browser-").count(),
        0,
        "it is one session still"
    );
}

// Nobody learns which accounts there are
#[both_databases]
async fn wrong_is_wrong(app: TestApp) {
    let deactivated = app.user("carol").await;
    users::deactivate(&app.cx, &deactivated, false).await.unwrap();
    let locked = app.user("dave").await;
    users::lock(&app.cx, &locked).await.unwrap();
    app.user("alice").await;
    let mut browser = app.browser();
    let expected = attempt(&mut browser, "alice", "wrong").await.assert_status(422).body;
    assert!(expected.contains(WRONG), "{expected}");
    let expected = unescaped(&expected);
    for (username, password) in [
        ("nobody", "wrong"),
        ("nobody", TestApp::PASSWORD),
        ("carol", TestApp::PASSWORD),
        ("carol", "wrong"),
        ("dave", "wrong"),
        ("@alice:elsewhere.org", TestApp::PASSWORD),
        ("alice:example.org", TestApp::PASSWORD),
        ("alice' OR '1'='1", TestApp::PASSWORD),
        ("alice", "correct horse battery staplE"),
        ("alice", "correct horse battery staple\0"),
        ("alice", &"a".repeat(5000)),
    ] {
        let response = attempt(&mut browser, username, password).await.assert_status(422);
        assert_eq!(
            words(&unescaped(&response.body).replace(username, "alice")),
            words(&expected),
            "{username}"
        );
        assert!(browser.cookie(SESSION).is_none());
        assert!(!response.body.contains(password) || password == "wrong");
    }
}

// PostgreSQL has no text with a NUL
#[both_databases]
async fn no_name_breaks_the_database(app: TestApp) {
    app.user("alice").await;
    let mut browser = app.browser();
    for username in [
        "al\0ice",
        "\0",
        "@alice\0:example.org",
        "\u{feff}alice",
        "ali\u{202e}ce",
    ] {
        let response = attempt(&mut browser, username, TestApp::PASSWORD)
            .await
            .assert_status(422);
        assert!(response.body.contains(WRONG), "{}", response.body);
    }
}

#[both_databases]
async fn a_locked_account_says_so_to_whoever_knows_the_password(app: TestApp) {
    let alice = app.user("alice").await;
    users::lock(&app.cx, &alice).await.unwrap();
    let mut browser = app.browser();
    let response = attempt(&mut browser, "alice", TestApp::PASSWORD)
        .await
        .assert_status(422);
    assert!(response.body.contains("This account is locked."), "{}", response.body);
    assert!(browser.cookie(SESSION).is_none());
    users::unlock(&app.cx, &alice).await.unwrap();
    attempt(&mut browser, "alice", TestApp::PASSWORD)
        .await
        .assert_status(303);
}

#[both_databases]
async fn empty_fields_are_pointed_out(app: TestApp) {
    app.user("alice").await;
    let mut browser = app.browser();
    for (username, password, shown, not_shown) in [
        ("", "x", "Enter your username.", "Enter your password."),
        ("alice", "", "Enter your password.", "Enter your username."),
        (" ", "", "Enter your username.", WRONG),
    ] {
        let page = attempt(&mut browser, username, password).await.assert_status(422).body;
        assert!(page.contains(shown) && !page.contains(not_shown), "{page}");
        assert!(
            page.contains("aria-invalid=\"true\"") && page.contains("<title>Error:"),
            "{page}"
        );
    }
    // What was typed stays, except the password.
    let page = attempt(&mut browser, "\"><script>x</script>", "hunter2")
        .await
        .assert_status(422)
        .body;
    assert!(!page.contains("<script>x") && unescaped(&page).contains("\"><script>x</script>"));
    assert!(!page.contains("hunter2"));
}

// R6749-35
#[both_databases]
async fn a_form_of_another_browser_does_nothing(app: TestApp) {
    app.user("alice").await;
    let mut browser = app.browser();
    browser.get("/login").await;
    let mut other = app.browser();
    other.get("/login").await;
    let foreign = other.csrf("sign-in");
    let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
    for csrf in [None, Some(""), Some("x"), Some(foreign.as_str())] {
        let form = typed.into_iter().chain(csrf.map(|csrf| ("csrf", csrf)));
        let response = browser
            .request(Method::POST, "/login")
            .form(form)
            .send()
            .await
            .assert_status(403);
        assert!(
            response.body.contains("This form was open too long"),
            "{}",
            response.body
        );
        assert!(response.set_cookie(SESSION).is_none());
    }
    let own = browser.csrf("sign-in");
    let form = typed.into_iter().chain([("csrf", own.as_str())]);
    app.post("/login").form(form).send().await.assert_status(403);
    let json = serde_json::json!({ "username": "alice", "password": TestApp::PASSWORD, "csrf": own });
    let response = browser.request(Method::POST, "/login").json(&json).send().await;
    assert!(response.status.is_client_error() && response.set_cookie(SESSION).is_none());
}

// R9700-02
#[both_databases]
async fn nothing_leads_to_another_site(app: TestApp) {
    app.user("alice").await;
    for query in [
        "kind=continue_authorization_grant&id=https://evil.test/",
        "kind=continue_authorization_grant&id=//evil.test",
        "kind=continue_authorization_grant&id=../../evil",
        "kind=continue_authorization_grant&id=%00",
        "kind=continue_authorization_grant",
        "kind=https://evil.test/&id=01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "kind=foo&id=x",
        "next=https://evil.test/",
        "redirect=//evil.test",
        "redirect_uri=https://evil.test/",
        "returnTo=https:evil.test",
        "kind=continue_authorization_grant%0d%0aLocation:%20https://evil.test&id=x",
    ] {
        let uri = format!("/login?{query}");
        let mut browser = app.browser();
        browser.get(&uri).await.assert_status(200);
        assert!(!browser.page.contains("evil"), "{}", browser.page);
        let typed = [("username", "alice"), ("password", TestApp::PASSWORD)];
        let response = browser.submit("sign-in", typed).await.assert_status(303);
        assert_eq!(response.location(), "/account/", "{query}");
        assert_eq!(
            browser.get(&uri).await.assert_status(303).location(),
            "/account/",
            "{query}"
        );
    }
    // The same name twice is no valid query of ours.
    app.get("/login?kind=a&kind=b").send().await.assert_status(400);
    // An id of nothing.
    let gone = "/login?kind=continue_authorization_grant&id=01ARZ3NDEKTSV4RRFFQ69G5FAV";
    app.get(gone).send().await.assert_status(410);
}

// OCORE-13: signing in again is for the person who is signed in
#[both_databases]
async fn signing_in_again_is_for_the_same_person(app: TestApp) {
    app.user("bob").await;
    let mut browser = app.signed_in("alice").await;
    app.advance(1);
    let client = app.client().register().await;
    browser
        .follow(&client.flow("openid").with("prompt", "login").uri())
        .await
        .assert_status(200);
    let form = browser.form("sign-in");
    assert!(form.contains("value=\"alice\"") && form.contains(" readonly"), "{form}");
    let wrong = [("username", "alice"), ("password", "wrong")];
    browser.submit("sign-in", wrong).await.assert_status(422);
    assert!(browser.page.contains(WRONG));
    // A name that was smuggled into the form does not count.
    let typed = [("username", "bob"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    browser.follow(response.location()).await.assert_status(200);
    assert!(browser.page.contains("@alice:example.org"));
}

#[both_databases]
async fn another_person_in_the_same_browser_gets_another_session(app: TestApp) {
    app.user("bob").await;
    let mut browser = app.signed_in("alice").await;
    let alices = browser.cookie(SESSION).unwrap().to_owned();
    // Two tabs: the sign-in page is older than the sign-in.
    let mut tab = app.browser();
    tab.get("/login").await;
    let form = [("username", "bob"), ("password", TestApp::PASSWORD)];
    let csrf = tab.csrf("sign-in");
    tab.set_cookie(SESSION, &alices);
    let form = form.into_iter().chain([("csrf", csrf.as_str())]);
    let response = tab
        .request(Method::POST, "/login")
        .form(form)
        .send()
        .await
        .assert_status(303);
    assert!(response.set_cookie(SESSION).is_none(), "whoever is signed in stays so");
    browser.get("/account/").await.assert_status(200);
    assert!(browser.page.contains("@alice:example.org"));
}

#[both_databases]
async fn an_address_opens_the_account_where_that_is_allowed(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.account.login_with_email_allowed = true;
    });
    app.user("alice").await;
    add_email(&app, "alice", "Ana@Example.com").await;
    let mut browser = app.browser();
    assert!(browser.get("/login").await.body.contains(">Username or email</label>"));
    for typed in ["Ana@Example.com", " ana@EXAMPLE.com ", "alice", "@alice:example.org"] {
        let mut browser = app.browser();
        attempt(&mut browser, typed, TestApp::PASSWORD).await.assert_status(303);
        browser.get("/account/").await.assert_status(200);
        assert!(browser.page.contains("@alice:example.org"), "{typed}");
    }
    for typed in [
        "ana@example.org",
        "@ana@example.com",
        "@ana:example.com",
        "ana",
        "ana@example.com\0",
        "an_@example.com",
        "%@example.com",
        "<ana@example.com>",
    ] {
        let response = attempt(&mut browser, typed, TestApp::PASSWORD).await.assert_status(422);
        assert!(response.body.contains(WRONG), "{typed}");
    }
    let page = attempt(&mut browser, "", "x").await.assert_status(422).body;
    assert!(page.contains("Enter your username or your email address."), "{page}");
}

#[both_databases]
async fn an_address_is_no_name_unless_that_is_allowed(app: TestApp) {
    app.user("alice").await;
    add_email(&app, "alice", "ana@example.com").await;
    let mut browser = app.browser();
    let response = attempt(&mut browser, "ana@example.com", TestApp::PASSWORD)
        .await
        .assert_status(422);
    assert!(response.body.contains(WRONG) && response.body.contains(">Username</label>"));
}

async fn add_email(app: &TestApp, username: &str, address: &str) {
    let user = app.user(username).await;
    users::add_email(&app.cx, &user, address).await.unwrap();
}

#[both_databases]
async fn where_passwords_are_off_the_page_says_so(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| settings.passwords_enabled = false);
    app.user("alice").await;
    let mut browser = app.browser();
    let text = "Signing in with a password is switched off";
    assert!(browser.get("/login").await.assert_status(200).body.contains(text));
    let response = attempt(&mut browser, "alice", TestApp::PASSWORD)
        .await
        .assert_status(422);
    assert!(response.body.contains(text), "{}", response.body);
}

// A browser session ends with its account
#[both_databases]
async fn a_deactivated_account_is_signed_out(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let alice = app.user("alice").await;
    users::deactivate(&app.cx, &alice, false).await.unwrap();
    assert_eq!(browser.get("/account/").await.assert_status(303).location(), "/login");
}
