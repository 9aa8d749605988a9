//! What an operator's check asks.

use gatehouse_homeserver::{HomeserverError, TokenCheck};
use rstest::rstest;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::calls::{SECRET, answering, html, matrix_error, synapse};

#[tokio::test]
async fn versions_are_asked_without_the_secret() {
    let body = json!({"versions": ["v1.15", "v1.16"], "unstable_features": {}});
    let server = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let versions = synapse(&format!("{}/hs/", server.uri())).versions().await;
    assert_eq!(versions, Ok(vec!["v1.15".to_owned(), "v1.16".to_owned()]));

    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].url.path(), "/hs/_matrix/client/versions");
    assert!(!requests[0].headers.contains_key("authorization"));
}

#[rstest]
#[case::page(html(200))]
#[case::other_json(ResponseTemplate::new(200).set_body_json(json!({"hello": 1})))]
#[case::missing(html(404))]
#[tokio::test]
async fn what_is_no_homeserver_has_no_versions(#[case] answer: ResponseTemplate) {
    let server = answering(answer).await;
    assert!(synapse(&server.uri()).versions().await.is_err());
}

#[rstest]
#[case::good(matrix_error(400, "M_UNKNOWN", "Missing"), "")]
#[case::good_too(matrix_error(400, "M_MISSING_PARAM", "Missing"), "")]
#[case::wrong(matrix_error(403, "M_UNKNOWN", "Only MAS"), "shared secret")]
#[case::no_delegation(html(404), "delegation")]
#[case::proxy(html(400), "not a Matrix answer")]
#[case::says_yes_to_anything(ResponseTemplate::new(200).set_body_json(json!({})), "not a Matrix answer")]
#[case::down(html(502), "not available")]
#[tokio::test]
async fn the_secret_is_checked(#[case] answer: ResponseTemplate, #[case] complaint: &str) {
    let server = answering(answer).await;
    match synapse(&server.uri()).check_secret().await {
        Ok(()) => assert_eq!(complaint, ""),
        Err(error) => {
            assert!(!complaint.is_empty(), "{error}");
            assert!(error.to_string().contains(complaint), "{error}");
        }
    }
    let requests = server.received_requests().await.unwrap();
    let url = &requests[0].url;
    assert_eq!(url.path(), "/_synapse/mas/is_localpart_available");
    assert_eq!(url.query(), None);
}

#[rstest]
#[case::refused(
    matrix_error(401, "M_UNKNOWN_TOKEN", "Token is not active"),
    Some(TokenCheck::Refused)
)]
#[case::cannot_ask(
    matrix_error(503, "M_UNKNOWN", "Unable to introspect the access token"),
    Some(TokenCheck::CannotIntrospect)
)]
#[case::accepted(
    ResponseTemplate::new(200).set_body_json(json!({"user_id": "@a:hs"})),
    Some(TokenCheck::Accepted)
)]
#[case::proxy_down(html(503), None)]
#[case::lost_header(matrix_error(401, "M_MISSING_TOKEN", "Missing"), None)]
#[case::page(html(200), None)]
#[case::missing(html(404), None)]
#[tokio::test]
async fn a_bogus_token_shows_whether_the_homeserver_reaches_us(
    #[case] answer: ResponseTemplate,
    #[case] expected: Option<TokenCheck>,
) {
    let server = answering(answer).await;
    let outcome = synapse(&server.uri()).whoami_with_bogus_token("mat_bogus").await;
    assert_eq!(outcome.ok(), expected);

    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].url.path(), "/_matrix/client/v3/account/whoami");
    assert_eq!(requests[0].headers["authorization"], "Bearer mat_bogus");
    assert!(!format!("{:?}", requests[0].headers).contains(SECRET));
}

#[tokio::test]
async fn a_homeserver_that_is_away_is_said_to_be_away() {
    let homeserver = synapse("http://homeserver.invalid/");
    for outcome in [
        homeserver.versions().await.map(drop),
        homeserver.check_secret().await,
        homeserver.whoami_with_bogus_token("x").await.map(drop),
    ] {
        assert!(matches!(outcome, Err(HomeserverError::Unreachable { .. })));
    }
}
