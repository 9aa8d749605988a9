//! No homeserver, and one that is only asked.

use std::sync::Arc;

use gatehouse_homeserver::{Homeserver, HomeserverError, LocalpartAvailability, NoHomeserver, ReadOnly};
use rstest::rstest;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::calls::{self, answering, synapse};

#[tokio::test]
async fn a_read_only_homeserver_is_asked_but_never_told() {
    let body = json!({"user_id": "@alice:hs"});
    let server = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let homeserver: Arc<dyn Homeserver> = Arc::new(ReadOnly(synapse(&server.uri())));
    for call in calls::WRITES {
        let error = calls::make(&*homeserver, call).await.unwrap_err();
        assert_eq!(error, HomeserverError::ReadOnly { call });
        assert!(!error.is_transient());
    }
    assert!(server.received_requests().await.unwrap().is_empty());
    for call in calls::READS {
        assert_eq!(calls::make(&*homeserver, call).await, Ok(()));
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn without_a_homeserver_every_write_succeeds_and_nobody_is_known() {
    let homeserver: Arc<dyn Homeserver> = Arc::new(NoHomeserver);
    for call in calls::WRITES {
        assert_eq!(calls::make(&*homeserver, call).await, Ok(()), "{call}");
    }
    let error = homeserver.query_user("alice").await.unwrap_err();
    assert!(matches!(error, HomeserverError::UserNotFound { .. }));
}

#[rstest]
#[case::plain("alice", true)]
#[case::all_that_is_allowed("a0._=-/+z", true)]
#[case::digits("123", true)]
#[case::longest(&"a".repeat(252), true)]
#[case::too_long(&"a".repeat(253), false)]
#[case::empty("", false)]
#[case::upper_case("Alice", false)]
#[case::blank("a b", false)]
#[case::colon("a:b", false)]
#[case::at("@a", false)]
#[case::accent("zoë", false)]
#[case::line_break("a\n", false)]
#[tokio::test]
async fn without_a_homeserver_the_grammar_decides(#[case] localpart: &str, #[case] valid: bool) {
    let expected = if valid {
        LocalpartAvailability::Available
    } else {
        LocalpartAvailability::Invalid
    };
    let outcome = NoHomeserver.is_localpart_available(localpart).await;
    assert_eq!(outcome, Ok(expected));
}
