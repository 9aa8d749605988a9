//! What goes over the wire.

use gatehouse_homeserver::{Homeserver, SetupError, Synapse, Timeouts};
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::{MockServer, Request, ResponseTemplate};

use crate::calls::{self, SECRET, answering, synapse};

async fn only_request(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name).map(|v| v.to_str().unwrap())
}

// HS-18 HS-19 HS-20 HS-21 HS-22 HS-23 HS-24 HS-25 HS-26
#[rstest]
#[case("provision_user", json!({"localpart": "alice", "set_displayname": "Alice", "unset_avatar_url": true}))]
#[case("delete_user", json!({"localpart": "alice", "erase": false}))]
#[case("reactivate_user", json!({"localpart": "alice"}))]
#[case("set_displayname", json!({"localpart": "alice", "displayname": "Alice"}))]
#[case("unset_displayname", json!({"localpart": "alice"}))]
#[case("upsert_device", json!({"localpart": "alice", "device_id": "A/B+C", "display_name": "Phone"}))]
#[case("update_device_display_name", json!({"localpart": "alice", "device_id": "A/B+C", "display_name": "Phone"}))]
#[case("delete_device", json!({"localpart": "alice", "device_id": "A/B+C"}))]
#[case("sync_devices", json!({"localpart": "alice", "devices": ["A", "B"]}))]
#[case("allow_cross_signing_reset", json!({"localpart": "alice"}))]
#[tokio::test]
async fn a_write_is_a_post_with_exactly_this_body(#[case] call: &str, #[case] body: Value) {
    let server = answering(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    calls::make(&synapse(&server.uri()), call).await.unwrap();

    let request = only_request(&server).await;
    assert_eq!(request.method, "POST");
    assert_eq!(request.url.path(), format!("/_synapse/mas/{call}"));
    assert_eq!(request.url.query(), None);
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    assert_eq!(header(&request, "authorization"), Some(&*format!("Bearer {SECRET}")));
    assert!(header(&request, "user-agent").unwrap().starts_with("gatehouse/"));
    assert_eq!(request.body_json::<Value>().unwrap(), body);
}

// HS-17 HS-27
#[rstest]
#[case("query_user", json!({"user_id": "@alice:hs"}))]
#[case("is_localpart_available", json!({}))]
#[tokio::test]
async fn a_question_is_a_get_without_a_body(#[case] call: &str, #[case] answer: Value) {
    let server = answering(ResponseTemplate::new(200).set_body_json(answer)).await;
    calls::make(&synapse(&server.uri()), call).await.unwrap();

    let request = only_request(&server).await;
    assert_eq!(request.method, "GET");
    assert_eq!(request.url.path(), format!("/_synapse/mas/{call}"));
    assert_eq!(request.url.query(), Some("localpart=alice"));
    assert_eq!(header(&request, "authorization"), Some(&*format!("Bearer {SECRET}")));
    assert!(request.body.is_empty());
}

// HS-21
#[tokio::test]
async fn a_device_without_a_name_keeps_the_one_it_has() {
    let server = answering(ResponseTemplate::new(200)).await;
    synapse(&server.uri())
        .upsert_device("alice", "DEV", None)
        .await
        .unwrap();
    let body: Value = only_request(&server).await.body_json().unwrap();
    assert_eq!(body, json!({"localpart": "alice", "device_id": "DEV"}));
}

#[tokio::test]
async fn device_names_are_cut_to_what_synapse_accepts() {
    let server = answering(ResponseTemplate::new(200)).await;
    let homeserver = synapse(&server.uri());
    let long = "é".repeat(130);
    homeserver.upsert_device("alice", "DEV", Some(&long)).await.unwrap();
    homeserver
        .update_device_display_name("alice", "DEV", &long)
        .await
        .unwrap();
    for request in server.received_requests().await.unwrap() {
        let body: Value = request.body_json().unwrap();
        assert_eq!(body["display_name"], json!("é".repeat(100)));
    }
}

// HS-29
#[rstest]
#[case::reserved("a/b+c=d", "localpart=a%2Fb%2Bc%3Dd")]
#[case::blanks("a b", "localpart=a+b")]
#[case::second_parameter("a&localpart=bob", "localpart=a%26localpart%3Dbob")]
#[case::percent("a%2Fb", "localpart=a%252Fb")]
#[case::fragment_and_path("../x?#y", "localpart=..%2Fx%3F%23y")]
#[case::line_break("a\r\nX: y", "localpart=a%0D%0AX%3A+y")]
#[case::unicode("zoë", "localpart=zo%C3%AB")]
#[tokio::test]
async fn a_hostile_localpart_stays_inside_its_parameter(#[case] localpart: &str, #[case] query: &str) {
    let answer = json!({"user_id": "@alice:hs"});
    let server = answering(ResponseTemplate::new(200).set_body_json(answer)).await;
    synapse(&server.uri()).query_user(localpart).await.unwrap();

    let request = only_request(&server).await;
    assert_eq!(request.url.path(), "/_synapse/mas/query_user");
    assert_eq!(request.url.query(), Some(query));
    let decoded: Vec<_> = request.url.query_pairs().collect();
    assert_eq!(decoded, [("localpart".into(), localpart.into())]);
}

#[tokio::test]
async fn a_very_long_localpart_is_asked_as_it_is() {
    let answer = json!({"user_id": "@alice:hs"});
    let server = answering(ResponseTemplate::new(200).set_body_json(answer)).await;
    let localpart = "a".repeat(300);
    synapse(&server.uri()).query_user(&localpart).await.unwrap();
    let request = only_request(&server).await;
    assert_eq!(request.url.query(), Some(&*format!("localpart={localpart}")));
}

#[rstest]
#[case::no_slash("", "")]
#[case::slash("/", "")]
#[case::prefix("/hs", "/hs")]
#[case::prefix_and_slash("/hs/", "/hs")]
#[case::two_segments("/a/b%20c/", "/a/b%20c")]
#[tokio::test]
async fn the_endpoint_may_have_a_path(#[case] suffix: &str, #[case] prefix: &str) {
    let server = answering(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    let homeserver = synapse(&format!("{}{suffix}", server.uri()));
    for call in calls::all().filter(|call| *call != "query_user") {
        calls::make(&homeserver, call).await.unwrap();
        let requests = server.received_requests().await.unwrap();
        let path = requests.last().unwrap().url.path();
        assert_eq!(path, format!("{prefix}/_synapse/mas/{call}"));
    }
}

#[rstest]
#[case::other_scheme("ftp://hs.test/", SECRET)]
#[case::no_host("unix:/run/synapse.sock", SECRET)]
#[case::credentials("http://user:pass@hs.test/", SECRET)]
#[case::query("http://hs.test/?a=b", SECRET)]
#[case::fragment("http://hs.test/#a", SECRET)]
#[case::empty_secret("http://hs.test/", "")]
#[case::secret_with_line_break("http://hs.test/", "abc\nX: y")]
fn an_unusable_configuration_is_refused_at_once(#[case] endpoint: &str, #[case] secret: &str) {
    let error = Synapse::new(endpoint.parse().unwrap(), secret.into(), Timeouts::default()).expect_err("unusable");
    match error {
        SetupError::NotHttp | SetupError::NotABase => assert_eq!(secret, SECRET),
        SetupError::UnusableSecret => assert_ne!(secret, SECRET),
        other => panic!("{other}"),
    }
}

#[test]
fn https_is_possible_and_debug_keeps_the_secret() {
    let homeserver = synapse("https://hs.test/");
    assert!(!format!("{homeserver:?}").contains(SECRET));
}
