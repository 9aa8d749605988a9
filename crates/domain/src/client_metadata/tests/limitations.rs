use super::*;
use crate::{ClientId, Timestamp};

#[test]
fn only_apps_of_the_listed_hosts_register() {
    let policy = RegistrationPolicy {
        allowed_hosts: vec!["example.com".to_owned(), "apps.example.org".to_owned()],
        allow_host_mismatch: true,
        allow_missing_client_uri: true,
        ..RegistrationPolicy::default()
    };
    for (what, body, code, expected) in [
        ("listed", web(json!({})), METADATA, Ok(())),
        (
            "another listed one",
            web(json!({ "client_uri": "https://x.apps.example.org/" })),
            METADATA,
            Ok(()),
        ),
        (
            "above the listed one",
            web(json!({ "client_uri": "https://example.org/" })),
            METADATA,
            Err("client_uri: the host is not one"),
        ),
        (
            "M2966-12",
            web(json!({ "client_uri": "https://notexample.com/" })),
            METADATA,
            Err("client_uri: the host is not one"),
        ),
        (
            "homeless",
            web(json!({ "client_uri": null })),
            METADATA,
            Err("client_uri: is required"),
        ),
        (
            "led away",
            redirect("web", "https://evil.org/cb"),
            REDIRECT,
            Err("redirect_uris: the host is not one"),
        ),
        (
            "led away after sign-out",
            web(json!({ "post_logout_redirect_uris": ["https://evil.org/"] })),
            METADATA,
            Err("post_logout_redirect_uris: the host is not one"),
        ),
        (
            "on the device",
            redirect("native", "http://127.0.0.1/cb"),
            REDIRECT,
            Ok(()),
        ),
        (
            "scheme of a listed host",
            redirect("native", "org.example.apps:/cb"),
            REDIRECT,
            Ok(()),
        ),
        (
            "scheme of another",
            redirect("native", "org.evil:/cb"),
            REDIRECT,
            Err("redirect_uris: the host is not one"),
        ),
    ] {
        check(what, &register_with(&body, &policy), code, expected);
    }
}

// R7592-03
#[test]
fn an_update_names_its_client_and_nothing_that_the_server_says() {
    let id = ClientId::new(Timestamp::default(), [7; 10]);
    let other = ClientId::new(Timestamp::default(), [8; 10]);
    for (changes, expected) in [
        (json!({ "client_id": id }), Ok(())),
        (json!({ "client_id": id, "client_secret": "secret" }), Ok(())),
        (json!({}), Err("client_id: must be")),
        (json!({ "client_id": other }), Err("client_id: must be")),
        (
            json!({ "client_id": id, "client_secret": "other" }),
            Err("client_secret: must be"),
        ),
        (
            json!({ "client_id": id, "registration_access_token": "x" }),
            Err("registration_access_token: can"),
        ),
        (
            json!({ "client_id": id, "registration_client_uri": "x" }),
            Err("registration_client_uri: can"),
        ),
        (
            json!({ "client_id": id, "client_secret_expires_at": 0 }),
            Err("client_secret_expires_at: can"),
        ),
        (
            json!({ "client_id": id, "client_id_issued_at": 0 }),
            Err("client_id_issued_at: can"),
        ),
        (
            json!({ "client_id": id, "client_uri": null }),
            Err("client_uri: is required"),
        ),
    ] {
        let body = web(changes);
        let policy = RegistrationPolicy::default();
        let updated = ClientMetadata::from_update(body.to_string().as_bytes(), &policy, id, Some("secret"));
        check(&body.to_string(), &updated, METADATA, expected);
    }
}
