//! Each of the twelve calls by its name, so that tests can be tables.

use std::time::Duration;

use gatehouse_homeserver::{Change, Homeserver, HomeserverError, ProvisionUser, Synapse, Timeouts};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub const SECRET: &str = "s3cret+/=~";

pub const READS: [&str; 2] = ["query_user", "is_localpart_available"];

pub const WRITES: [&str; 10] = [
    "provision_user",
    "delete_user",
    "reactivate_user",
    "set_displayname",
    "unset_displayname",
    "upsert_device",
    "update_device_display_name",
    "delete_device",
    "sync_devices",
    "allow_cross_signing_reset",
];

pub fn all() -> impl Iterator<Item = &'static str> {
    READS.into_iter().chain(WRITES)
}

/// Make the call with fixed arguments.
pub async fn make(homeserver: &dyn Homeserver, call: &str) -> Result<(), HomeserverError> {
    let alice = "alice";
    match call {
        "query_user" => homeserver.query_user(alice).await.map(drop),
        "is_localpart_available" => homeserver.is_localpart_available(alice).await.map(drop),
        "provision_user" => {
            let user = ProvisionUser {
                displayname: Change::Set("Alice"),
                avatar_url: Change::Unset,
                ..ProvisionUser::new(alice)
            };
            homeserver.provision_user(&user).await.map(drop)
        }
        "delete_user" => homeserver.delete_user(alice, false).await,
        "reactivate_user" => homeserver.reactivate_user(alice).await,
        "set_displayname" => homeserver.set_displayname(alice, "Alice").await,
        "unset_displayname" => homeserver.unset_displayname(alice).await,
        "upsert_device" => homeserver.upsert_device(alice, "A/B+C", Some("Phone")).await.map(drop),
        "update_device_display_name" => homeserver.update_device_display_name(alice, "A/B+C", "Phone").await,
        "delete_device" => homeserver.delete_device(alice, "A/B+C").await,
        "sync_devices" => homeserver.sync_devices(alice, &["A".to_owned(), "B".to_owned()]).await,
        "allow_cross_signing_reset" => homeserver.allow_cross_signing_reset(alice).await,
        other => panic!("no call {other}"),
    }
}

pub fn synapse(endpoint: &str) -> Synapse {
    synapse_within(endpoint, Timeouts::default())
}

pub fn synapse_within(endpoint: &str, timeouts: Timeouts) -> Synapse {
    Synapse::new(endpoint.parse().unwrap(), SECRET.into(), timeouts).unwrap()
}

/// Patience for a slow server that tests can afford.
pub fn impatient() -> Timeouts {
    Timeouts {
        connect: Duration::from_millis(500),
        total: Duration::from_millis(150),
        ..Timeouts::default()
    }
}

/// A server that gives this answer to everything.
pub async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

pub fn matrix_error(status: u16, errcode: &str, error: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(serde_json::json!({"errcode": errcode, "error": error}))
}

pub fn html(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw("<html>page of a proxy</html>", "text/html")
}
