//! Lists of redirect URIs that are one sector together.

use gatehouse_auth::Settings;
use gatehouse_testkit::{TestApp, TestDb, both_databases};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

use super::{register, web};

async fn serving(answers: &[(&str, ResponseTemplate)]) -> MockServer {
    let server = MockServer::start().await;
    for (at, answer) in answers {
        Mock::given(path(*at)).respond_with(answer.clone()).mount(&server).await;
    }
    server
}

fn insecure(settings: &mut Settings) {
    settings.registration.allow_insecure_uris = true;
}

// OREG-07, OCORE-30
// oidcc-registration-sector-uri, oidcc-registration-sector-bad
#[both_databases]
async fn the_list_of_a_sector_holds_every_redirect_uri(database: TestDb) {
    let app = TestApp::on(database, insecure);
    let json = |value: Value| ResponseTemplate::new(200).set_body_json(value);
    let server = serving(&[
        (
            "/good",
            json(json!([
                "https://example.com/a",
                "https://example.com/b",
                "https://example.com/c"
            ])),
        ),
        ("/lacking", json(json!(["https://example.com/a"]))),
        (
            "/object",
            json(json!({ "redirect_uris": ["https://example.com/a", "https://example.com/b"] })),
        ),
        ("/numbers", json(json!([1, 2]))),
        (
            "/text",
            ResponseTemplate::new(200).set_body_string("https://example.com/a"),
        ),
        ("/gone", ResponseTemplate::new(404)),
    ])
    .await;
    let body = |at: &str| {
        web(json!({
            "subject_type": "pairwise",
            "redirect_uris": ["https://example.com/b", "https://example.com/a"],
            "sector_identifier_uri": format!("{}{at}", server.uri()),
        }))
    };
    register(&app, &body("/good")).await.assert_status(201);
    for (at, rule) in [
        ("/lacking", "lacks the redirect URI https://example.com/b"),
        ("/object", "not a JSON array"),
        ("/numbers", "lacks"),
        ("/text", "does not answer JSON"),
        ("/gone", "404"),
    ] {
        let refused = register(&app, &body(at)).await;
        let refused = refused.assert_oauth_error(400, "invalid_client_metadata", rule);
        let told = refused.json()["error_description"].as_str().unwrap().to_owned();
        assert!(
            told.starts_with("sector_identifier_uri: ") && told.contains(rule),
            "{told}"
        );
    }
}

// OCORE-30
#[both_databases]
async fn pairwise_subjects_of_several_hosts_need_a_list(app: TestApp) {
    let one = json!({ "subject_type": "pairwise" });
    register(&app, &web(one)).await.assert_status(201);
    let two = json!({
        "subject_type": "pairwise",
        "redirect_uris": ["https://a.example.com/", "https://b.example.com/"],
    });
    let refused = register(&app, &web(two)).await;
    refused.assert_oauth_error(400, "invalid_client_metadata", "sector_identifier_uri");
}

// OREG-07: what one registration needs, the next one may not.
#[both_databases]
async fn a_list_is_read_anew_for_each_registration(database: TestDb) {
    let app = TestApp::on(database, insecure);
    let server = MockServer::start().await;
    for (list, times) in [
        (json!(["https://example.com/a"]), 1),
        (json!(["https://example.com/b"]), 9),
    ] {
        let answer = ResponseTemplate::new(200).set_body_json(list);
        Mock::given(path("/list"))
            .respond_with(answer)
            .up_to_n_times(times)
            .mount(&server)
            .await;
    }
    let body = web(json!({
        "subject_type": "pairwise",
        "redirect_uris": ["https://example.com/a"],
        "sector_identifier_uri": format!("{}/list", server.uri()),
    }));
    register(&app, &body).await.assert_status(201);
    register(&app, &body).await.assert_status(400);
}
