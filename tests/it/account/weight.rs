//! How heavy pages are that hold as much as they can.

use gatehouse_testkit::{TestApp, TestClient, both_databases};

use crate::authorize::unescaped;

/// Over the wire, with everything that belongs to the page.
const MOST_BYTES: usize = 40_000;

/// The page and all that it loads, without the headers.
async fn weight(app: &TestApp, page: &str) -> usize {
    let page_alone = page.len();
    let page = unescaped(page);
    let assets = page.split(['"', '\'']).filter(|text| text.starts_with("/assets/"));
    let mut sum = page_alone;
    for asset in assets {
        let request = app.get(asset).header("accept-encoding", "gzip");
        sum += request.send().await.assert_status(200).length;
    }
    sum
}

#[both_databases]
async fn full_lists_are_light(app: TestApp) {
    let client = app.client().named("Backup robot of the archive").register().await;
    let alice = app.user("alice").await;
    super::insert_sessions(&app, &alice, &client, 60).await;
    let mut browser = app.signed_in("alice").await;
    for _ in 0..30 {
        app.advance(60);
        browser = app.signed_in("alice").await;
    }
    client.tokens(&mut browser, TestClient::MATRIX).await;
    for path in [
        "/account/",
        "/account/sessions",
        "/account/sessions?q=device",
        "/account/activity",
    ] {
        let page = browser.get(path).await.assert_status(200).body;
        let bytes = weight(&app, &page).await;
        assert!(bytes > 10_000, "{path}: where is the style sheet?");
        assert!(bytes < MOST_BYTES, "{path} weighs {bytes} bytes");
    }
}
