//! The question, and what follows from the answer.

use gatehouse_auth::users;
use gatehouse_testkit::{TestApp, both_databases};
use http::{Method, header};

use super::{OldApp, SITE, answer, assert_page, question, redeem, token_in};

// LG-30, LG-33
#[both_databases]
async fn the_person_sees_who_gets_access_to_which_account(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for (redirect_url, shown, source) in [
        (
            "https://chat.example:8443/x?host=good.example",
            vec![
                "Allow \u{2068}chat.example:8443\u{2069} to use your account?",
                "chat.example:8443",
            ],
            "https://chat.example:8443",
        ),
        (
            "https://\u{430}pple.example/",
            vec!["xn--pple-43d.example"],
            "https://xn--pple-43d.example",
        ),
        (
            "io.element.app:/x",
            vec!["Allow this app to use your account?", "io.element.app"],
            "io.element.app:",
        ),
        (
            "http://127.0.0.1:4711/",
            vec!["Allow this app to use your account?", "an app on this device"],
            "http://127.0.0.1:4711",
        ),
    ] {
        let path = question(&app, redirect_url).await;
        let response = browser.get(&path).await.assert_status(200);
        for text in shown.iter().chain(&["@alice:example.org", "It gets full access"]) {
            assert!(response.body.contains(text), "{text} is missing in {}", response.body);
        }
        let csp = response.header(header::CONTENT_SECURITY_POLICY).unwrap();
        assert!(csp.ends_with(&format!("form-action 'self' {source}")), "{csp}");
        assert_eq!(response.header(header::CACHE_CONTROL), Some("no-store"));
        assert!(response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
        assert!(!response.body.contains("loginToken"));
    }
}

// LG-31, LG-32, LG-12
#[both_databases]
async fn whoever_agrees_is_led_back_with_a_token(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let redirect_url = "https://chat.example/x?a=1&loginToken=old&b=%20#/home";
    let response = answer(&app, &mut browser, redirect_url, "allow")
        .await
        .assert_status(303);
    let location = response.location();
    let token = token_in(location);
    assert_eq!(
        location,
        format!("https://chat.example/x?a=1&b=%20&loginToken={token}#/home")
    );
    assert_eq!(response.header(header::REFERRER_POLICY), Some("no-referrer"));
    assert_eq!(response.header(header::CACHE_CONTROL), Some("no-store"));

    let old = OldApp::from(redeem(&app, &token).await);
    let introspected = app.introspect(&old.access).await;
    assert_eq!(introspected["username"], "alice");
    assert_eq!(introspected["device_id"], old.device);
    assert!(app.homeserver.devices("alice").contains(&old.device));
    redeem(&app, &token).await.assert_status(403);

    // At rest nobody can read it.
    let mut db = app.cx.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM login_tokens WHERE CAST(hash AS TEXT) LIKE '%' || $1 || '%'";
    let found: i64 = db.scalar(sql, &[&token.as_str()]).await.unwrap();
    assert_eq!(found, 0);
}

// LG-32
#[both_databases]
async fn the_token_is_of_no_use_later(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for (seconds, status) in [(29, 200), (30, 403)] {
        let response = answer(&app, &mut browser, SITE, "allow").await.assert_status(303);
        app.advance(seconds);
        redeem(&app, &token_in(response.location())).await.assert_status(status);
    }
}

// LG-33
#[both_databases]
async fn whoever_signs_out_of_the_browser_at_once_is_not_signed_in(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let response = answer(&app, &mut browser, SITE, "allow").await.assert_status(303);
    browser.get("/account/").await.assert_status(200);
    browser.submit("sign-out", []).await.assert_status(303);
    redeem(&app, &token_in(response.location())).await.assert_status(403);
    assert!(app.homeserver.devices("alice").is_empty());
}

// LG-34
#[both_databases]
async fn an_app_on_the_device_is_opened_by_a_page(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for scheme in ["io.element.app:/x?a=1", "element://connect?a=1"] {
        let response = answer(&app, &mut browser, scheme, "allow").await.assert_status(200);
        let refresh = response.header(header::REFRESH).unwrap();
        let address = refresh.strip_prefix("0; url=").unwrap();
        assert!(address.starts_with(&format!("{scheme}&loginToken=")), "{address}");
        let page = crate::authorize::unescaped(&response.body);
        assert!(page.contains(&format!("href=\"{address}\"")), "{page}");
        redeem(&app, &token_in(address)).await.assert_status(200);
    }
    let local = answer(&app, &mut browser, "http://localhost:3000//login", "allow").await;
    let local = local.assert_status(303);
    assert!(local.location().starts_with("http://localhost:3000//login?loginToken="));
}

// LG-33
#[both_databases]
async fn whoever_says_no_hands_out_nothing(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for (redirect_url, is_linked) in [(SITE, true), ("io.element.app:/x", false)] {
        let path = question(&app, redirect_url).await;
        browser.get(&path).await.assert_status(200);
        let response = browser.submit("complete-sso", [("action", "deny")]).await;
        assert_page(&response, 200, "You have not allowed the sign-in");
        assert!(response.header(header::REFRESH).is_none());
        let page = crate::authorize::unescaped(&response.body);
        assert_eq!(page.contains(&format!("href=\"{redirect_url}\"")), is_linked, "{page}");
        assert_page(&browser.get(&path).await, 410, "You have already answered");
    }
    let tokens: i64 = app
        .cx
        .db
        .read()
        .await
        .unwrap()
        .scalar("SELECT COUNT(*) FROM login_tokens", &[])
        .await
        .unwrap();
    assert_eq!(tokens, 0);
}

// LG-33
#[both_databases]
async fn nobody_can_finish_what_another_browser_began_unseen(app: TestApp) {
    let mut alice = app.signed_in("alice").await;
    let path = question(&app, SITE).await;
    alice.get(&path).await.assert_status(200);
    let csrf = alice.csrf("complete-sso");
    let form = [("action", "allow"), ("csrf", csrf.as_str())];
    // Not by a form on another site, nor by one that was made for another browser.
    for csrf in ["", "x"] {
        let form = [("action", "allow"), ("csrf", csrf)];
        let response = alice.request(Method::POST, &path).form(form).send().await;
        assert_page(&response, 403, "This form was open too long");
    }
    let mut bob = app.signed_in("bob").await;
    let response = bob.request(Method::POST, &path).form(form).send().await;
    assert_page(&response, 403, "This form was open too long");
    let response = app.post(&path).form(form).send().await;
    assert_page(&response, 403, "This form was open too long");
    // A GET never acts, and no earlier yes answers for the next time.
    for again in ["", "?action=allow", "?csrf=x&action=allow"] {
        alice.get(&format!("{path}{again}")).await.assert_status(200);
    }
    bob.get(&path).await.assert_status(200);
    assert!(bob.page.contains("@bob:example.org") && bob.page.contains("chat.example"));
    // Signed out meanwhile: the form alone is nothing.
    let mut stranger = app.browser();
    stranger.follow(&path).await.assert_status(200);
    let csrf = stranger.csrf("sign-in");
    let form = [("action", "allow"), ("csrf", csrf.as_str())];
    let response = stranger
        .request(Method::POST, &path)
        .form(form)
        .send()
        .await
        .assert_status(303);
    assert!(response.location().starts_with("/login?"), "{}", response.location());
    for action in ["", "Allow", "allow\0"] {
        let csrf = alice.csrf("complete-sso");
        let form = [("action", action), ("csrf", csrf.as_str())];
        let response = alice.request(Method::POST, &path).form(form).send().await;
        assert_page(&response, 400, "This request can’t be used");
    }
    let response = alice
        .submit("complete-sso", [("action", "allow")])
        .await
        .assert_status(303);
    let old = OldApp::from(redeem(&app, &token_in(response.location())).await);
    assert_eq!(app.introspect(&old.access).await["username"], "alice");
    // The next time is asked again, though it is the same site.
    alice.follow(&question(&app, SITE).await).await.assert_status(200);
    alice.form("complete-sso");
}

#[both_databases]
async fn of_sixteen_answers_one_wins(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let path = question(&app, SITE).await;
    browser.get(&path).await.assert_status(200);
    let csrf = browser.csrf("complete-sso");
    let racers: Vec<_> = (0..16)
        .map(|index| {
            let action = if index == 7 { "deny" } else { "allow" };
            let form = [("action", action), ("csrf", csrf.as_str())];
            tokio::spawn(browser.request(Method::POST, &path).form(form).send())
        })
        .collect();
    let mut statuses = Vec::new();
    for racer in racers {
        statuses.push(racer.await.unwrap().status.as_u16());
    }
    let late = statuses.iter().filter(|status| **status == 410).count();
    assert_eq!(late, 15, "{statuses:?}");
}

// CS-26
#[both_databases]
async fn a_locked_or_deactivated_person_lets_nobody_in(app: TestApp) {
    let alice = app.user("alice").await;
    let mut browser = app.signed_in("alice").await;
    let path = question(&app, SITE).await;
    browser.get(&path).await.assert_status(200);
    let csrf = browser.csrf("complete-sso");
    let post = |csrf: &str| {
        let form = [("action", "allow"), ("csrf", csrf)];
        browser.request(Method::POST, &path).form(form).send()
    };
    users::lock(&app.cx, &alice).await.unwrap();
    assert_page(&post(&csrf).await, 403, "This account is locked");
    users::unlock(&app.cx, &alice).await.unwrap();
    users::deactivate(&app.cx, &alice, false).await.unwrap();
    let response = post(&csrf).await.assert_status(303);
    assert!(response.location().starts_with("/login?"), "{}", response.location());

    let bob = app.user("bob").await;
    let mut browser = app.signed_in("bob").await;
    // Locked after the answer: the token opens nothing.
    let response = answer(&app, &mut browser, SITE, "allow").await.assert_status(303);
    users::lock(&app.cx, &bob).await.unwrap();
    redeem(&app, &token_in(response.location())).await.assert_status(401);
    let path = question(&app, SITE).await;
    assert_page(&browser.get(&path).await, 403, "This account is locked");
}

// OCORE-14
#[both_databases]
async fn another_account_can_be_used(app: TestApp) {
    app.user("bob").await;
    let mut browser = app.signed_in("alice").await;
    let path = question(&app, SITE).await;
    browser.get(&path).await.assert_status(200);
    let response = browser.submit("switch-account", []).await.assert_status(303);
    assert!(
        response
            .location()
            .starts_with("/login?kind=continue_compat_sso_login&id=")
    );
    browser.follow(response.location()).await.assert_status(200);
    assert!(browser.page.contains("chat.example"), "{}", browser.page);
    let typed = [("username", "bob"), ("password", TestApp::PASSWORD)];
    let response = browser.submit("sign-in", typed).await.assert_status(303);
    assert_eq!(response.location(), path);
    browser.get(&path).await.assert_status(200);
    assert!(browser.page.contains("@bob:example.org") && !browser.page.contains("alice"));
    let response = browser.submit("complete-sso", [("action", "allow")]).await;
    let old = OldApp::from(redeem(&app, &token_in(response.location())).await);
    assert_eq!(app.introspect(&old.access).await["username"], "bob");
}

#[both_databases]
async fn who_may_not_use_older_apps_learns_it_before_the_app_does(app: TestApp) {
    let app = TestApp::on(app.database, |settings| {
        settings.compat.users = Some(["bob".to_owned()].into());
    });
    let path = question(&app, SITE).await;
    let mut alice = app.signed_in("alice").await;
    alice.get(&path).await.assert_status(404);
    assert!(alice.page.contains("Older apps can’t sign in here"));
    let mut bob = app.signed_in("bob").await;
    bob.get(&path).await.assert_status(200);
    // Nor does a form that somebody else was shown.
    alice.get("/account/").await.assert_status(200);
    let csrf = alice.csrf("sign-out");
    let post = alice.request(Method::POST, &path);
    let fields = [("csrf", csrf.as_str()), ("action", "allow")];
    post.form(fields).send().await.assert_status(404);
    bob.submit("complete-sso", [("action", "allow")])
        .await
        .assert_status(303);
}
