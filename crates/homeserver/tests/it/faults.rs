//! A homeserver that is away, slow, misconfigured or not a homeserver.

use std::net::TcpListener;
use std::time::Duration;

use gatehouse_homeserver::{Homeserver, HomeserverError, Timeouts};
use rstest::rstest;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::calls::{self, SECRET, answering, html, impatient, matrix_error, synapse, synapse_within};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Transient,
    Misconfigured,
}

fn kind(error: &HomeserverError) -> Option<Kind> {
    match (error.is_transient(), error.is_misconfiguration()) {
        (true, false) => Some(Kind::Transient),
        (false, true) => Some(Kind::Misconfigured),
        (false, false) => None,
        (true, true) => panic!("{error} cannot be both"),
    }
}

#[rstest]
#[case::crashed(matrix_error(500, "M_UNKNOWN", "Internal server error"), Kind::Transient, "HTTP 500")]
#[case::bad_gateway(html(502), Kind::Transient, "not available now (HTTP 502)")]
#[case::overloaded(ResponseTemplate::new(503), Kind::Transient, "HTTP 503")]
#[case::limited(matrix_error(429, "M_LIMIT_EXCEEDED", "Slow down"), Kind::Transient, "HTTP 429")]
#[case::page_instead_of_answer(html(200), Kind::Transient, "not a Matrix answer")]
#[case::proxy_refuses(html(400), Kind::Transient, "not a Matrix answer")]
#[case::cut_json(ResponseTemplate::new(200).set_body_string("{\"user_id\": "), Kind::Transient, "not a Matrix")]
#[case::no_delegation(html(404), Kind::Misconfigured, "is no Synapse with delegation")]
#[case::no_delegation_json(
    matrix_error(404, "M_UNRECOGNIZED", "Unrecognized request"),
    Kind::Misconfigured,
    "delegation"
)]
#[case::wrong_method(
    matrix_error(405, "M_UNRECOGNIZED", "Unrecognized request"),
    Kind::Misconfigured,
    "HTTP 405"
)]
#[case::wrong_secret(
    matrix_error(403, "M_UNKNOWN", "This endpoint must only be called by MAS"),
    Kind::Misconfigured,
    "does not accept the shared secret"
)]
#[case::lost_header(
    matrix_error(401, "M_MISSING_TOKEN", "Missing"),
    Kind::Misconfigured,
    "no Authorization header"
)]
#[case::blocked(html(403), Kind::Misconfigured, "other than the homeserver (HTTP 403)")]
#[tokio::test]
async fn every_fault_says_what_to_do(#[case] answer: ResponseTemplate, #[case] expected: Kind, #[case] text: &str) {
    let server = answering(answer).await;
    let homeserver = synapse(&server.uri());
    for call in calls::all() {
        let error = calls::make(&homeserver, call).await.unwrap_err();
        assert_eq!(kind(&error), Some(expected), "{error}");
        let told = error.to_string();
        assert!(told.starts_with(call) && told.contains(text), "{told}");
        assert!(!told.contains("page of a proxy") && !told.contains(SECRET));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = answering(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    for status in [301, 302, 307, 308] {
        let answer = ResponseTemplate::new(status).insert_header("location", elsewhere.uri());
        let server = answering(answer).await;
        for call in calls::all() {
            let error = calls::make(&synapse(&server.uri()), call).await.unwrap_err();
            assert_eq!(kind(&error), Some(Kind::Misconfigured), "{error}");
        }
    }
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refused_connection_is_transient() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let homeserver = synapse(&format!("http://127.0.0.1:{port}/"));
    for call in calls::all() {
        let error = calls::make(&homeserver, call).await.unwrap_err();
        assert_eq!(kind(&error), Some(Kind::Transient));
        assert!(error.to_string().contains("Connection refused"), "{error}");
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_transient() {
    let error = synapse("http://homeserver.invalid/")
        .query_user("alice")
        .await
        .unwrap_err();
    assert!(matches!(error, HomeserverError::Unreachable { .. }), "{error}");
    assert_eq!(kind(&error), Some(Kind::Transient));
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_transient() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            drop(stream);
        }
    });
    let error = synapse(&format!("http://127.0.0.1:{port}/"))
        .query_user("alice")
        .await
        .unwrap_err();
    assert!(matches!(error, HomeserverError::Unreachable { .. }), "{error}");
}

#[tokio::test]
async fn a_slow_homeserver_is_not_awaited_for_ever() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(20));
    let server = answering(slow).await;
    let timeouts = Timeouts {
        delete_user: Duration::from_millis(200),
        ..impatient()
    };
    let homeserver = synapse_within(&server.uri(), timeouts);
    for call in calls::all() {
        let error = calls::make(&homeserver, call).await.unwrap_err();
        assert_eq!(error, HomeserverError::TimedOut { call });
        assert_eq!(kind(&error), Some(Kind::Transient));
    }
}

// HS-19
#[tokio::test]
async fn only_a_deactivation_may_take_long() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_millis(400));
    let server = answering(slow).await;
    let homeserver = synapse_within(&server.uri(), impatient());
    assert_eq!(homeserver.delete_user("alice", true).await, Ok(()));
    let error = homeserver.reactivate_user("alice").await.unwrap_err();
    assert!(matches!(error, HomeserverError::TimedOut { .. }));
}

#[tokio::test]
async fn a_caller_may_wait_less() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(20));
    let server = answering(slow).await;
    let homeserver = synapse(&server.uri());
    let asked = homeserver.query_user("alice");
    let outcome = tokio::time::timeout(Duration::from_millis(50), asked).await;
    assert!(outcome.is_err());
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    for (bytes, fits) in [(1024 * 1024, true), (1024 * 1024 + 1, false)] {
        let mut body = "{}".to_owned();
        body.push_str(&" ".repeat(bytes - 2));
        let server = answering(ResponseTemplate::new(200).set_body_string(body)).await;
        let homeserver = synapse(&server.uri());
        let outcome = homeserver.reactivate_user("alice").await;
        assert_eq!(outcome.is_ok(), fits, "{outcome:?}");
        if let Err(error) = outcome {
            assert!(matches!(error, HomeserverError::TooLarge { .. }));
            assert_eq!(kind(&error), Some(Kind::Transient));
        }
    }
}

#[rstest]
#[case::echo(SECRET.to_owned())]
#[case::in_a_sentence(format!("bad token {SECRET}, sorry"))]
#[tokio::test]
async fn an_echoed_secret_is_not_repeated(#[case] message: String) {
    for status in [400, 403, 404, 409] {
        let server = answering(matrix_error(status, "M_UNKNOWN", &message)).await;
        let error = synapse(&server.uri()).query_user("alice").await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains(SECRET));
    }
}

#[tokio::test]
async fn a_long_message_is_shortened_to_one_line() {
    let message = format!("first\r\nsecond\u{1b}[31m{}", "x".repeat(5000));
    let server = answering(matrix_error(400, &"E".repeat(500), &message)).await;
    let error = synapse(&server.uri()).reactivate_user("alice").await.unwrap_err();
    let text = error.to_string();
    assert!(text.len() < 400 && !text.contains(char::is_control), "{text}");
    assert!(text.contains("first  second"));
}
