//! Environment variables win over files.

use gatehouse_config::{Bind, HomeserverKind, load};
use rstest::rstest;
use secrecy::ExposeSecret;

use crate::support::Files;

const CLIENT: &str =
    "clients: [{client_id: 01JAYS74TCG3BTWKADN5Q4518C, client_auth_method: client_secret_basic, client_secret: a}]\n";

#[test]
fn a_variable_wins_over_the_file_whatever_its_case() {
    let loaded = Files::new()
        .load_with(
            &format!("{CLIENT}database: {{max_connections: 3}}\n"),
            &[
                ("gatehouse__database__MAX_CONNECTIONS", "7"),
                ("GATEHOUSE__PASSWORDS__ENABLED", "false"),
                ("GATEHOUSE__CLIENTS__0__CLIENT_SECRET", "12345"),
                ("GATEHOUSE__MATRIX__SECRET", "true"),
                ("GATEHOUSE_DATA_DIR", "elsewhere"),
                ("PATH", "/bin"),
            ],
        )
        .unwrap();
    let config = loaded.config;
    assert_eq!(config.database.max_connections, 7);
    assert!(!config.passwords.enabled);
    // What looks like a number or a boolean stays the text that it is.
    let secret = config.clients[0].client_secret.as_ref().unwrap();
    assert_eq!(secret.expose_secret(), "12345");
    assert_eq!(config.matrix.kind, HomeserverKind::Synapse);
    assert_eq!(config.matrix.secret.unwrap().expose_secret(), "true");
}

#[test]
fn one_port_of_the_default_listener_can_be_set() {
    let name = "GATEHOUSE__HTTP__LISTENERS__0__BINDS__0__PORT".to_owned();
    let http = load(&[], [(name, "9000".to_owned())]).unwrap().config.http;
    assert_eq!(
        http.listeners[0].binds[0].target(),
        Bind::Host {
            host: Some("localhost".to_owned()),
            port: 9000
        }
    );
    assert_eq!(http.listeners[0].resources.len(), 6);
}

#[test]
fn an_empty_variable_unsets_what_may_be_absent() {
    let loaded = Files::new()
        .load_with(
            "database: {uri: 'postgresql://x'}\n",
            &[
                ("GATEHOUSE__DATABASE__URI", ""),
                ("GATEHOUSE__DATABASE__IDLE_TIMEOUT", ""),
            ],
        )
        .unwrap();
    assert!(loaded.config.database.uri.is_none());
    assert!(loaded.config.database.idle_timeout.is_none());
}

#[test]
fn a_list_can_be_appended_to_and_replaced() {
    let env = [
        ("GATEHOUSE__CLIENTS__1__CLIENT_AUTH_METHOD", "none"),
        ("GATEHOUSE__CLIENTS__1__CLIENT_ID", "01JAYS74TCG3BTWKADN5Q4518D"),
        ("GATEHOUSE__HTTP__TRUSTED_PROXIES", "[10.1.0.0/16]"),
    ];
    let config = Files::new().load_with(CLIENT, &env).unwrap().config;
    assert_eq!(config.clients.len(), 2);
    assert_eq!(config.http.trusted_proxies.len(), 1);
}

#[rstest]
#[case::unknown_section("GATEHOUSE__HTPP__X", "1", "htpp: unknown key; did you mean `http`?")]
#[case::unknown_key(
    "GATEHOUSE__MATRIX__SECRETS",
    "1",
    "matrix.secrets: unknown key; did you mean `secret`?"
)]
#[case::below_a_scalar("GATEHOUSE__HTTP__ISSUER__X", "1", "http.issuer: expected a string, found a mapping")]
#[case::wrong_type(
    "GATEHOUSE__DATABASE__PORT",
    "many",
    "database.port: expected a whole number, found a string"
)]
#[case::no_such_item(
    "GATEHOUSE__CLIENTS__4__CLIENT_NAME",
    "a",
    "no such item: the list has 1, counted from 0"
)]
#[case::not_an_index(
    "GATEHOUSE__CLIENTS__FIRST__CLIENT_NAME",
    "a",
    "clients: expected a list, found a mapping"
)]
#[case::later_section(
    "GATEHOUSE__CAPTCHA__SERVICE",
    "a",
    "captcha: this version does not support the section `captcha` yet"
)]
#[case::not_yaml("GATEHOUSE__CLIENTS", "[", "not valid YAML: unclosed bracket '['")]
fn a_bad_variable_is_named(#[case] name: &str, #[case] value: &str, #[case] expected: &str) {
    let files = Files::new();
    let errors = files.errors(files.load_with(CLIENT, &[(name, value)]));
    assert!(
        errors.contains(&format!("environment variable {name}: {expected}")),
        "{errors}"
    );
}

#[test]
fn a_variable_cannot_be_set_twice_in_different_cases() {
    let files = Files::new();
    let errors = files.errors(files.load_with(
        "",
        &[
            ("GATEHOUSE__HTTP__ISSUER", "http://a/"),
            ("gatehouse__http__issuer", "http://b/"),
        ],
    ));
    assert!(errors.contains("is set twice, in different cases"), "{errors}");
}
