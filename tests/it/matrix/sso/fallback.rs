//! `/_matrix/static/client/login/`: for apps that know none of the ways to sign in.

use gatehouse_testkit::{TestApp, both_databases};
use http::header;
use serde_json::json;

use super::{assert_page, path_of, redeem, token_in};

const FALLBACK: &str = "/_matrix/static/client/login/";

// CS-42
#[both_databases]
async fn the_page_inside_an_app_does_the_whole_sign_in(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let wish = "device_id=MY%20PHONE&initial_device_display_name=Fluffy%20%26%20Co&refresh_token=true";
    for path in [
        format!("{FALLBACK}?{wish}&password=secret&loginToken=x&type=m.login.password"),
        format!("{}?{wish}", FALLBACK.trim_end_matches('/')),
    ] {
        let here = path_of(&app.get(&path).send().await.assert_status(303));
        let wish = wish.replace("%20", "+");
        assert_eq!(here, format!("/login-fallback?{wish}"), "credentials are not passed on");
        let question = path_of(&browser.get(&here).await.assert_status(303));
        browser.get(&question).await.assert_status(200);
        assert!(
            browser.page.contains("Allow this app to use your account?"),
            "{}",
            browser.page
        );
        assert!(browser.page.contains("an app on this device"), "{}", browser.page);
        let answered = browser
            .submit("complete-sso", [("action", "allow")])
            .await
            .assert_status(303);
        let token = token_in(answered.location());
        assert_eq!(
            answered.location(),
            format!("https://auth.example.org/login-fallback?{wish}&loginToken={token}")
        );
        let page = browser.get(&path_of(&answered)).await.assert_status(200);
        assert!(
            page.body.contains("<noscript>") && page.body.contains("login-fallback-"),
            "{}",
            page.body
        );
        assert!(!page.body.contains(&token), "the token is in the address only");
        assert_eq!(page.header(header::REFERRER_POLICY), Some("no-referrer"));
        assert_eq!(page.header(header::CACHE_CONTROL), Some("no-store"));
        // What its module does.
        let body = json!({
            "type": "m.login.token", "token": token, "device_id": "MY PHONE",
            "initial_device_display_name": "Fluffy & Co", "refresh_token": true,
        });
        let session = app
            .post("/login-fallback")
            .json(&body)
            .send()
            .await
            .assert_status(200)
            .json();
        assert_eq!(session["device_id"], "MY PHONE");
        assert!(session["refresh_token"].is_string() && session["access_token"].is_string());
        redeem(&app, &token).await.assert_status(403);
    }
}

// CS-42
#[both_databases]
async fn the_page_inside_an_app_asks_anew_when_it_has_no_token(app: TestApp) {
    let mut browser = app.browser();
    let question = path_of(&browser.get("/login-fallback").await.assert_status(303));
    browser.follow(&question).await.assert_status(200);
    browser.form("sign-in");
    let long = format!("/login-fallback?device_id={}", "x".repeat(3000));
    assert_page(&browser.get(&long).await, 400, "This request can’t be used");
}
