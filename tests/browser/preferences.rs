//! What people have told their system that they prefer.

use gatehouse_tests::{Chromium, Script};
use serde_json::json;

use crate::{
    exhibition::Exhibition,
    eye::{Eye, SCHEMES},
};

const PAGES: [&str; 9] = [
    "sign-in-wrong",
    "consent-admin",
    "register-password",
    "profile",
    "devices",
    "activity",
    "security",
    "cross-signing-reset",
    "deactivate-wrong",
];

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_more_contrast_gets_it() {
    let exhibition = Exhibition::open().await;
    let browser = Chromium::start(Script::On).await;
    let eye = Eye(&browser);
    for name in PAGES {
        browser.open(&exhibition.url(&format!("{name}.en.html"))).await;
        for scheme in SCHEMES {
            let features = json!([
                {"name": "prefers-color-scheme", "value": scheme},
                {"name": "prefers-contrast", "value": "more"},
                {"name": "prefers-reduced-motion", "value": "reduce"},
            ]);
            eye.emulate(features).await;
            eye.fit(name, 360).await;
            eye.examine_closely(&format!("{name} in {scheme} with more contrast"))
                .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_for_whoever_wants_it_still() {
    let exhibition = Exhibition::open().await;
    let browser = Chromium::start(Script::On).await;
    let eye = Eye(&browser);
    browser.open(&exhibition.url("sign-in.en.html")).await;
    let moving = "const all = [...document.querySelectorAll('*')].map(one => getComputedStyle(one));
        return all.filter(style => style.transitionDuration !== '0s' || style.animationName !== 'none').length";
    assert!(eye.measure(moving).await > 0);
    eye.emulate(json!([{"name": "prefers-reduced-motion", "value": "reduce"}]))
        .await;
    assert_eq!(eye.measure(moving).await, 0);
}
