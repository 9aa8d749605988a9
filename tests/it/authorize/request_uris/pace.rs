//! How often, and how many of them, addresses are asked, which anybody may name.

use std::time::Duration;

use gatehouse_testkit::{TestDb, both_databases};
use gatehouse_tokens::KeyKind;
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::{app, by, configured, fetched, keeping, serve, text};
use crate::{
    authorize::request_objects::{claims, refused, signed},
    oauth2::assertions::keystore,
};

// R9101-05: whoever likes may name the address, but not make us ask at that pace
#[both_databases]
async fn an_address_is_asked_at_our_pace(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let keys = keystore(KeyKind::P256);
    let uris = ["/good", "/broken"].map(|at| format!("{}{at}", server.uri()));
    let client = keeping(&app, &keys, &[&uris[0], &uris[1]]).register().await;
    let flow = client.flow("openid");
    // Slow enough that all ask while it is fetched: it is remembered for a second.
    let good = text(signed(&keys, &claims(&app, &client, &flow))).set_delay(Duration::from_secs(2));
    serve(&server, "/good", good).await;
    for (uri, answer) in [
        (&uris[0], "/login?"),
        (&uris[1], "https://rp.test/cb?error=invalid_request_uri&"),
    ] {
        let requests: Vec<_> = (0..20)
            .map(|_| tokio::spawn(app.get(&by(&flow, &client, uri).uri()).send()))
            .collect();
        for request in requests {
            let response = request.await.unwrap();
            assert!(response.location().starts_with(answer), "{}", response.location());
        }
    }
    assert_eq!(fetched(&server).await, 2);
}

// R9101-05
#[both_databases]
async fn a_slow_address_is_left_in_time(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let keys = keystore(KeyKind::P256);
    let uri = format!("{}/r", server.uri());
    let client = keeping(&app, &keys, &[&uri]).register().await;
    let flow = client.flow("openid").with("request_uri", &uri);
    let slow = text(signed(&keys, &claims(&app, &client, &flow)));
    serve(&server, "/r", slow.set_delay(Duration::from_mins(1))).await;
    // Who hangs up is no reason to begin anew.
    for _ in 0..20 {
        let hung_up = tokio::time::timeout(Duration::from_millis(20), app.get(&flow.uri()).send());
        assert!(hung_up.await.is_err());
    }
    for _ in 0..2 {
        let response = tokio::time::timeout(Duration::from_secs(10), app.get(&flow.uri()).send());
        refused(&response.await.unwrap(), "query", "invalid_request_uri");
    }
    assert_eq!(fetched(&server).await, 1);
}

// R9101-05, OREG-07: whoever keeps us waiting at many addresses is not to use up the machine, and no fault of other apps
#[both_databases]
async fn only_so_many_addresses_are_asked_at_once(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let uris: Vec<_> = (0..65).map(|index| format!("{}/{index}", server.uri())).collect();
    let client = configured(&app, &keystore(KeyKind::P256), uris.clone()).await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    Mock::given(any()).respond_with(slow).mount(&server).await;
    let flow = client.flow("openid");
    let request = |uri: &String| app.get(&flow.clone().with("request_uri", uri).uri()).send();
    let waiting: Vec<_> = uris[1..].iter().map(|uri| tokio::spawn(request(uri))).collect();
    while fetched(&server).await < waiting.len() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let metadata = json!({
        "client_uri": "https://rp.test/",
        "redirect_uris": ["https://rp.test/cb"],
        "subject_type": "pairwise",
        "sector_identifier_uri": format!("{}/list", server.uri()),
    });
    let registration = app.post("/oauth2/registration").json(&metadata).send();
    let (response, registration) = tokio::join!(request(&uris[0]), registration);
    refused(&response, "query", "temporarily_unavailable");
    registration.assert_oauth_error(503, "temporarily_unavailable", "too many downloads");
    assert_eq!(fetched(&server).await, waiting.len());
    for response in waiting {
        refused(&response.await.unwrap(), "query", "invalid_request_uri");
    }
}

// R9101-05, R9101-02
#[both_databases]
async fn nothing_is_fetched_for_a_client_without_keys(database: TestDb) {
    let app = app(database);
    let server = MockServer::start().await;
    let uri = format!("{}/r", server.uri());
    let client = app.client().with("request_uris", json!([uri])).register().await;
    let response = app
        .get(&client.flow("openid").with("request_uri", &uri).uri())
        .send()
        .await;
    let description = refused(&response, "query", "invalid_request_object");
    assert!(description.contains("the client has no keys"), "{description}");
    assert_eq!(fetched(&server).await, 0);
}
