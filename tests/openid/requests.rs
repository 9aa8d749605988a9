//! Requests that the app signed.

use gatehouse_testkit::both_databases;
use gatehouse_tests::RealClient;
use serde_json::json;
use url::Url;
use wiremock::{Mock, ResponseTemplate, matchers::path};

use crate::scene::{Library, REDIRECT_URI, Scene};

/// Those that sign requests.
const SIGNERS: [Library; 2] = [RealClient::openid_client, RealClient::oauth4webapi];

// R9101-02, R9101-04, OCORE-24
#[both_databases]
async fn a_library_signs_what_it_asks_for(mut scene: Scene) {
    let claims = json!({"id_token": {"preferred_username": {"essential": true}}}).to_string();
    for (index, library) in SIGNERS.into_iter().enumerate() {
        let mut client = library();
        let kid = format!("signer-{index}");
        let key = client.ask("makeKey", json!({ "kid": kid })).await;
        let keys = json!({"jwks_uri": scene.publish(&format!("/{kid}"), &[&key]).await});
        for (method, published) in [
            ("none", json!({"jwks": {"keys": [key]}})),
            ("client_secret_basic", keys),
        ] {
            let mut metadata = published;
            metadata["request_object_signing_alg"] = "ES256".into();
            metadata["require_signed_request_object"] = true.into();
            let registered = scene.register(&mut client, method, metadata).await;
            assert_eq!(registered["request_object_signing_alg"], "ES256", "{registered}");
            scene.open(&mut client, &registered, json!({})).await;
            let request = json!({"scope": "openid", "kid": kid, "claims": claims, "max_age": "3600"});
            let told = scene.sign_in_by(&mut client, request).await;
            assert_eq!(told["claims"]["preferred_username"], "alice", "{method} {told}");
            assert!(told["claims"]["auth_time"].is_i64(), "{method} {told}");
        }
    }
}

// R9101-05
#[both_databases]
async fn what_a_library_signed_is_fetched_from_the_app(mut scene: Scene) {
    for (index, library) in SIGNERS.into_iter().enumerate() {
        let mut client = library();
        let key = client.ask("makeKey", json!({"kid": "mine"})).await;
        let at = format!("/{index}.jwt");
        let uri = format!("{}{at}", scene.app.uri());
        let metadata = json!({"jwks": {"keys": [key]}, "request_uris": [uri]});
        let registered = scene.register(&mut client, "none", metadata).await;
        scene.open(&mut client, &registered, json!({})).await;
        let request = json!({"redirectUri": REDIRECT_URI, "scope": "openid", "kid": "mine"});
        let url = client.ask("authorizationUrl", request).await;
        let mut url = Url::parse(url.as_str().unwrap()).unwrap();
        let (_, object) = url.query_pairs().find(|(name, _)| name == "request").unwrap();
        let kept = ResponseTemplate::new(200).set_body_raw(object.into_owned(), "application/oauth-authz-req+jwt");
        Mock::given(path(at)).respond_with(kept).mount(&scene.app).await;
        let client_id = registered["client_id"].as_str().unwrap();
        url.query_pairs_mut()
            .clear()
            .extend_pairs([("client_id", client_id), ("request_uri", &uri)]);
        let told = scene.allow(&mut client, &url).await;
        assert!(told["claims"]["sub"].is_string(), "{told}");
    }
}

// R9101-02: the foreign key carries the name of the right one
#[both_databases]
async fn a_request_by_the_key_of_another_is_refused(scene: Scene) {
    for library in SIGNERS {
        let (mut client, mut thief) = (library(), library());
        let key = client.ask("makeKey", json!({"kid": "mine"})).await;
        thief.ask("makeKey", json!({"kid": "mine"})).await;
        let registered = json!({"jwks": {"keys": [key]}});
        let registered = scene.register(&mut client, "none", registered).await;
        scene.open(&mut thief, &registered, json!({})).await;
        let request = json!({"redirectUri": REDIRECT_URI, "scope": "openid", "kid": "mine"});
        let url = thief.ask("authorizationUrl", request).await;
        let http = reqwest::Client::builder().no_proxy();
        let http = http.redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = http.get(url.as_str().unwrap()).send().await.unwrap();
        let location = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        assert!(location.as_str().starts_with(REDIRECT_URI), "{location}");
        let error = location.query_pairs().find(|(name, _)| name == "error");
        assert_eq!(error.unwrap().1, "invalid_request_object", "{location}");
    }
}
