//! `/clients/{client_id}/logo`, and where it is shown.

use gatehouse_auth::Settings;
use gatehouse_testkit::{TestApp, TestDb, both_databases};
use http::{HeaderName, header};
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

// OREG-04, XC-25
// oidcc-registration-logo-uri
#[both_databases]
async fn a_logo_comes_from_our_origin(database: TestDb) {
    let server = MockServer::start().await;
    let png = ResponseTemplate::new(200).set_body_raw(PNG, "application/octet-stream");
    Mock::given(path("/logo.png"))
        .respond_with(png)
        .expect(1)
        .mount(&server)
        .await;
    let svg = ResponseTemplate::new(200).set_body_raw(&b"<svg onload=\"alert(1)\"/>"[..], "image/png");
    Mock::given(path("/logo.svg")).respond_with(svg).mount(&server).await;
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.registration.allow_insecure_uris = true;
        settings.registration.allow_host_mismatch = true;
    });
    for (file, content_type, body) in [
        ("/logo.png", "image/png", Some(PNG)),
        ("/logo.svg", "image/svg+xml", None),
        ("/none.png", "image/svg+xml", None),
    ] {
        let logo = json!(format!("{}{file}", server.uri()));
        let client = app.client().with("logo_uri", logo).register().await;
        for _ in 0..2 {
            let answer = app.get(&format!("/clients/{}/logo", client.id)).send().await;
            let answer = answer.assert_status(200);
            assert_eq!(answer.header(header::CONTENT_TYPE), Some(content_type), "{file}");
            assert!(!answer.body.contains("onload"), "{}", answer.body);
            if let Some(body) = body {
                assert_eq!(answer.body, String::from_utf8_lossy(body));
            }
            for (name, value) in [
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            ] {
                assert_eq!(answer.header(name), Some(value), "{file}");
            }
        }
        let shown = app.browser().follow(&client.flow("openid").uri()).await;
        let image = format!("src=\"/clients/{}/logo\"", client.id);
        assert!(shown.body.contains(&image), "{file}: {}", shown.body);
        assert!(!shown.body.contains(&server.uri()), "{file}: {}", shown.body);
    }
}

// OREG-04, M2966-16
// oidcc-registration-policy-uri, oidcc-registration-tos-uri
#[both_databases]
async fn the_first_page_links_to_policy_and_terms(app: TestApp) {
    let client = app
        .client()
        .with("policy_uri", json!("https://rp.test/privacy"))
        .with("tos_uri", json!("https://rp.test/terms"))
        .register()
        .await;
    let sign_in = app.browser().follow(&client.flow("openid").uri()).await;
    let consent = app.signed_in("alice").await.follow(&client.flow("openid").uri()).await;
    for page in [sign_in, consent] {
        for link in ["https://rp.test/privacy", "https://rp.test/terms"] {
            assert!(page.body.contains(&format!("href=\"{link}\"")), "{link}: {}", page.body);
        }
        // Who names no picture is shown by a letter.
        assert!(!page.body.contains("/logo\""), "{}", page.body);
    }
}

#[both_databases]
async fn who_has_no_logo_gets_a_neutral_picture(app: TestApp) {
    let client = app.client().register().await;
    for id in [client.id.as_str(), "01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense"] {
        let answer = app.get(&format!("/clients/{id}/logo")).send().await.assert_status(200);
        assert_eq!(answer.header(header::CONTENT_TYPE), Some("image/svg+xml"), "{id}");
    }
}
