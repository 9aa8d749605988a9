//! How often things may be tried.

use std::num::NonZeroU32;

use gatehouse_auth::{
    Settings,
    limits::{Rate, Rates},
};
use gatehouse_testkit::{TestApp, TestBrowser, TestDb, TestResponse, both_databases};
use http::header;

use crate::{authorize::unescaped, login::words};

const SESSION: &str = "__Host-session";
const WRONG: &str = "This username and password do not match.";

pub fn rate(burst: u32, per_second: f64) -> Rate {
    Rate {
        burst: NonZeroU32::new(burst).unwrap(),
        per_second,
    }
}

/// Three attempts at once and then three a minute, from one address.
fn few_per_ip(settings: &mut Settings) {
    settings.rates = Rates {
        login_per_ip: rate(3, 0.05),
        ..Rates::all(TestApp::RATE)
    };
}

/// Two attempts at once and then one in two hours, for one name.
fn few_per_account(settings: &mut Settings) {
    settings.rates = Rates {
        login_per_account: rate(2, 1.0 / 7200.0),
        ..Rates::all(TestApp::RATE)
    };
}

async fn attempt(browser: &mut TestBrowser, username: &str, password: &str) -> TestResponse {
    browser.get("/login").await.assert_status(200);
    let typed = [("username", username), ("password", password)];
    browser.submit("sign-in", typed).await
}

/// A browser at `ip` that has used up its attempts.
async fn worn_out(app: &TestApp, ip: &'static str) -> TestBrowser {
    let mut browser = app.browser().coming_from(ip);
    for _ in 0..3 {
        attempt(&mut browser, "alice", "wrong").await.assert_status(422);
    }
    browser
}

// CS-20, RFC 6585 §4
#[both_databases]
async fn who_tries_too_often_is_told_when_to_come_back(database: TestDb) {
    let app = TestApp::on(database, few_per_ip);
    app.user("alice").await;
    let mut browser = worn_out(&app, "192.0.2.1").await;
    let response = attempt(&mut browser, "alice", "wrong").await.assert_status(429);
    assert_eq!(response.header(header::RETRY_AFTER), Some("20"));
    assert_eq!(response.header(header::CACHE_CONTROL), Some("no-store"));
    for text in [
        "There were too many attempts. Wait a minute, then try again.",
        "<title>Error: ",
        "role=\"alert\"",
        "value=\"alice\"",
    ] {
        assert!(response.body.contains(text), "{text}: {}", response.body);
    }
    assert!(!response.body.contains(WRONG));

    app.advance(19);
    let response = attempt(&mut browser, "alice", "wrong").await.assert_status(429);
    assert_eq!(response.header(header::RETRY_AFTER), Some("1"));
    app.advance(1);
    attempt(&mut browser, "alice", TestApp::PASSWORD)
        .await
        .assert_status(303);
}

#[both_databases]
async fn the_right_password_comes_too_late_as_well(database: TestDb) {
    let app = TestApp::on(database, few_per_ip);
    app.user("alice").await;
    let mut browser = worn_out(&app, "192.0.2.1").await;
    let response = attempt(&mut browser, "alice", TestApp::PASSWORD)
        .await
        .assert_status(429);
    assert!(response.set_cookie(SESSION).is_none() && browser.cookie(SESSION).is_none());
    assert!(!response.body.contains(TestApp::PASSWORD));
}

#[both_databases]
async fn another_address_is_not_concerned(database: TestDb) {
    let app = TestApp::on(database, few_per_ip);
    app.user("alice").await;
    for (worn, other) in [
        ("192.0.2.1", "192.0.2.2"),
        // The one next to the proxy counts; what the client wrote before it does not.
        ("192.0.2.3, 198.51.100.1", "198.51.100.2"),
        ("2001:db8:1:1::1", "2001:db8:1:2::1"),
    ] {
        worn_out(&app, worn).await;
        let mut browser = app.browser().coming_from(worn);
        attempt(&mut browser, "alice", TestApp::PASSWORD)
            .await
            .assert_status(429);
        let mut browser = app.browser().coming_from(other);
        attempt(&mut browser, "alice", TestApp::PASSWORD)
            .await
            .assert_status(303);
    }
    let mut neighbour = app.browser().coming_from("2001:db8:1:1:ffff::ffff");
    attempt(&mut neighbour, "alice", TestApp::PASSWORD)
        .await
        .assert_status(429);
    let mut unknown = app.browser();
    attempt(&mut unknown, "alice", TestApp::PASSWORD)
        .await
        .assert_status(303);
}

// Nobody learns which accounts there are
#[both_databases]
async fn a_name_that_nobody_has_wears_out_as_any_other(database: TestDb) {
    let app = TestApp::on(database, few_per_account);
    app.user("alice").await;
    let mut pages = Vec::new();
    for name in ["alice", "nobody"] {
        let mut page = String::new();
        for (ip, typed, status) in [
            ("192.0.2.1", name.to_owned(), 422),
            ("192.0.2.2", format!(" @{}:example.org ", name.to_uppercase()), 422),
            ("192.0.2.3", name.to_owned(), 429),
        ] {
            let mut browser = app.browser().coming_from(ip);
            let response = attempt(&mut browser, &typed, "wrong").await.assert_status(status);
            assert_eq!(response.header(header::RETRY_AFTER), (status == 429).then_some("7200"));
            let csrf = browser.csrf("sign-in");
            page = unescaped(&response.body).replace(&csrf, "").replace(name, "");
        }
        assert!(page.contains("Wait \u{2068}2\u{2069} hours, then try again."), "{page}");
        pages.push(words(&page));
    }
    assert_eq!(pages[0], pages[1]);
    let mut browser = app.browser().coming_from("192.0.2.1");
    app.user("bob").await;
    attempt(&mut browser, "bob", TestApp::PASSWORD).await.assert_status(303);
}

#[both_databases]
async fn of_sixteen_sign_ins_at_once_the_burst_gets_through(database: TestDb) {
    let app = TestApp::on(database, |settings| settings.rates.login_per_ip = rate(5, 0.05));
    app.user("alice").await;
    let attempts: Vec<_> = (0..16)
        .map(|_| {
            let mut browser = app.browser();
            tokio::spawn(async move { attempt(&mut browser, "alice", TestApp::PASSWORD).await.status.as_u16() })
        })
        .collect();
    let mut signed_in = 0;
    for attempt in attempts {
        match attempt.await.unwrap() {
            303 => signed_in += 1,
            status => assert_eq!(status, 429),
        }
    }
    assert_eq!(signed_in, 5);
}

// OCORE-13: whoever has to show again that it is them, is limited as others are
#[both_databases]
async fn signing_in_again_counts_too(database: TestDb) {
    let app = TestApp::on(database, few_per_account);
    let mut browser = app.signed_in("alice").await;
    app.advance(1);
    let client = app.client().register().await;
    let uri = client.flow("openid").with("prompt", "login").uri();
    browser.follow(&uri).await.assert_status(200);
    browser
        .submit("sign-in", [("password", "wrong")])
        .await
        .assert_status(422);
    let response = browser.submit("sign-in", [("password", TestApp::PASSWORD)]).await;
    let response = response.assert_status(429);
    assert!(response.body.contains("value=\"alice\"") && response.body.contains(" readonly"));
}
