//! Every documented answer, and what it becomes.

use gatehouse_homeserver::{
    Homeserver, HomeserverError, HomeserverUser, LocalpartAvailability, ProvisionUser, Upserted,
};
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::calls::{self, answering, matrix_error, synapse};

// HS-27
#[rstest]
#[case::full(
    json!({"user_id": "@alice:hs", "display_name": "Alice", "avatar_url": "mxc://hs/a", "is_suspended": true,
           "is_deactivated": true, "of_the_future": 1}),
    HomeserverUser {
        user_id: "@alice:hs".into(), display_name: Some("Alice".into()), avatar_url: Some("mxc://hs/a".into()),
        is_suspended: true, is_deactivated: true,
    }
)]
#[case::nulls(
    json!({"user_id": "@alice:hs", "display_name": null, "avatar_url": null, "is_suspended": false,
           "is_deactivated": false}),
    HomeserverUser {
        user_id: "@alice:hs".into(), display_name: None, avatar_url: None, is_suspended: false,
        is_deactivated: false,
    }
)]
#[tokio::test]
async fn a_user_is_read(#[case] body: Value, #[case] user: HomeserverUser) {
    let server = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    assert_eq!(synapse(&server.uri()).query_user("alice").await, Ok(user));
}

// HS-17
#[rstest]
#[case::free(ResponseTemplate::new(200).set_body_json(json!({})), LocalpartAvailability::Available)]
#[case::taken(
    matrix_error(400, "M_USER_IN_USE", "User ID already taken."),
    LocalpartAvailability::Taken
)]
#[case::reserved(matrix_error(400, "M_EXCLUSIVE", "Reserved."), LocalpartAvailability::Reserved)]
#[case::invalid(matrix_error(400, "M_INVALID_USERNAME", "No."), LocalpartAvailability::Invalid)]
#[tokio::test]
async fn a_localpart_is_free_or_not(#[case] answer: ResponseTemplate, #[case] availability: LocalpartAvailability) {
    let server = answering(answer).await;
    let outcome = synapse(&server.uri()).is_localpart_available("alice").await;
    assert_eq!(outcome, Ok(availability));
}

// HS-17
#[rstest]
#[case::accent("zoë".to_owned())]
#[case::look_alike("аlice".to_owned())]
#[case::emoji("🦀".to_owned())]
#[case::longer_than_any_user_id("a".repeat(300))]
#[tokio::test]
async fn an_impossible_localpart_is_invalid_without_a_call(#[case] localpart: String) {
    let server = answering(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    let outcome = synapse(&server.uri()).is_localpart_available(&localpart).await;
    assert_eq!(outcome, Ok(LocalpartAvailability::Invalid));
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_refusal_of_a_localpart_is_an_error() {
    let server = answering(matrix_error(400, "M_UNKNOWN", "Something")).await;
    let outcome = synapse(&server.uri()).is_localpart_available("alice").await;
    assert!(matches!(outcome, Err(HomeserverError::Rejected { .. })), "{outcome:?}");
}

// HS-18 HS-21
#[rstest]
#[case(201, Upserted::Created)]
#[case(200, Upserted::Updated)]
#[case(204, Upserted::Updated)]
#[tokio::test]
async fn created_is_told_from_updated(#[case] status: u16, #[case] expected: Upserted) {
    let server = answering(ResponseTemplate::new(status)).await;
    let homeserver = synapse(&server.uri());
    let user = ProvisionUser::new("alice");
    assert_eq!(homeserver.provision_user(&user).await, Ok(expected));
    let device = homeserver.upsert_device("alice", "DEV", None).await;
    assert_eq!(device, Ok(expected));
}

// HS-22: 204 is what delete_device gives; the other statuses changed between versions.
#[tokio::test]
async fn any_2xx_is_success_for_a_write() {
    for status in [200, 201, 202, 204] {
        let server = answering(ResponseTemplate::new(status)).await;
        let homeserver = synapse(&server.uri());
        for call in calls::WRITES {
            let outcome = calls::make(&homeserver, call).await;
            assert_eq!(outcome, Ok(()), "{call} {status}");
        }
    }
}

// HS-21 HS-24 HS-27
#[tokio::test]
async fn an_unknown_user_is_told_from_other_refusals() {
    let server = answering(matrix_error(404, "M_NOT_FOUND", "User not found")).await;
    let homeserver = synapse(&server.uri());
    for call in calls::all() {
        let error = calls::make(&homeserver, call).await.unwrap_err();
        match &error {
            HomeserverError::DeviceNotFound { .. } => {
                assert_eq!(call, "update_device_display_name");
            }
            HomeserverError::UserNotFound { .. } => {
                assert_ne!(call, "update_device_display_name");
            }
            other => panic!("{call}: {other}"),
        }
        assert_eq!(error.call(), call);
        assert!(!error.is_transient() && !error.is_misconfiguration());
    }
}

#[rstest]
#[case("M_NOT_JSON", "Content not JSON.")]
#[case("M_BAD_JSON", "Wrong type")]
#[case("M_MISSING_PARAM", "Missing")]
#[case("M_INVALID_PARAM", "Cannot set and unset")]
#[case("M_UNKNOWN", "Displayname is too long (max 256)")]
#[case("M_TOO_LARGE", "Device display name is too long (max 100)")]
#[case("M_FORBIDDEN", "Device ID is in use")]
#[tokio::test]
async fn a_refusal_is_permanent_and_says_why(#[case] errcode: &str, #[case] error: &str) {
    let server = answering(matrix_error(400, errcode, error)).await;
    let homeserver = synapse(&server.uri());
    for call in calls::all() {
        let outcome = calls::make(&homeserver, call).await.unwrap_err();
        assert!(!outcome.is_transient() && !outcome.is_misconfiguration());
        let text = format!("{call}: the homeserver refused (HTTP 400 {errcode}): {error}");
        assert_eq!(outcome.to_string(), text);
    }
}
