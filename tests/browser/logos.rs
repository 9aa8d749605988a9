//! The picture of an app, as a person sees it.

use base64::{Engine, prelude::BASE64_STANDARD};
use gatehouse_tests::{App, Script, Setup};
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

use crate::{eye::Eye, scene::Scene};

/// One dot.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

// OREG-04
#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_shows_the_picture_of_an_app_or_a_neutral_one() {
    let server = MockServer::start().await;
    let png = ResponseTemplate::new(200).set_body_bytes(BASE64_STANDARD.decode(PNG).unwrap());
    Mock::given(path("/logo.png")).respond_with(png).mount(&server).await;
    let relaxed = json!({ "allow_insecure_uris": true, "allow_host_mismatch": true });
    let setup = Setup {
        sections: vec![
            ("client_registration", relaxed),
            (
                "http_client",
                json!({ "allow_http": true, "allowed_networks": ["127.0.0.0/8"] }),
            ),
        ],
        ..Setup::default()
    };
    let scene = Scene::with(&setup, Script::On).await;
    for (name, file, width) in [("logo", "/logo.png", 1), ("logo-neutral", "/none.png", 150)] {
        let metadata = json!({
            "logo_uri": format!("{}{file}", server.uri()),
            "policy_uri": "https://app.example.com/privacy",
            "tos_uri": "https://app.example.com/terms",
        });
        let app = App::register_with(scene.gatehouse.base(), &metadata).await;
        let request = app.request("openid", &scene.callback.redirect_uri(), &[]);
        scene.browser.open(&request.url).await;
        let shown = Eye(&scene.browser)
            .measure("return document.querySelector('img.tile').naturalWidth")
            .await;
        assert_eq!(shown, width, "{name}");
        scene.portray(name).await;
    }
}
