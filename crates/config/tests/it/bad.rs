//! What is wrong is said with its place and what to do.

use crate::support::Files;
use rstest::rstest;

#[rstest]
#[case::unknown_section(
    "htpp:\n  public_base: http://x/\n",
    "c.yaml:1:1: htpp: unknown key; did you mean `http`?"
)]
#[case::unknown_key(
    "http:\n  public_bas: http://x/\n",
    "c.yaml:2:3: http.public_bas: unknown key; did you mean `public_base`?"
)]
#[case::unknown_key_in_a_list(
    "http:\n  listeners:\n    - resources: [{name: human}]\n      binds:\n        - prot: 80\n",
    "c.yaml:5:11: http.listeners.0.binds.0.prot: unknown key; did you mean `port`?"
)]
#[case::unknown_key_unlike_any(
    "telemetry:\n  log:\n    zebra: 1\n",
    "c.yaml:3:5: telemetry.log.zebra: unknown key; known here are `format`, `level`"
)]
#[case::wrong_type(
    "database:\n  max_connections: many\n",
    "c.yaml:2:20: database.max_connections: expected a whole number, found a string"
)]
#[case::fraction(
    "database:\n  max_connections: 1.5\n",
    "c.yaml:2:20: database.max_connections: expected a whole number, found a number"
)]
#[case::number_for_text(
    "database: {host: x, password: 1234}\n",
    "c.yaml:1:31: database.password: expected a string, found a number; put it in quotes"
)]
#[case::yes_is_a_string(
    "passwords:\n  enabled: yes\n",
    "c.yaml:2:12: passwords.enabled: expected true or false, found a string"
)]
#[case::section_is_a_scalar("http: 3\n", "c.yaml:1:7: http: expected a mapping, found a number")]
#[case::section_is_a_list("account: []\n", "c.yaml:1:10: account: expected a mapping, found a list")]
#[case::mapping_for_a_list("clients:\n  a: b\n", "c.yaml:2:3: clients: expected a list, found a mapping")]
#[case::root_is_a_list("- a\n", "c.yaml:1:1: expected a mapping, found a list")]
#[case::null(
    "http:\n  public_base:\n",
    "c.yaml:2:14: http.public_base: expected a string, found nothing"
)]
#[case::out_of_range(
    "passwords: {minimum_complexity: 5}\n",
    "c.yaml:1:33: passwords.minimum_complexity: must be from 0 to 4"
)]
#[case::no_network(
    "compat: {networks: [192.0.2.1/33]}\n",
    "c.yaml:1:21: compat.networks.0: must be a network, such as `192.0.2.0/24`"
)]
#[case::negative(
    "database: {min_connections: -1}\n",
    "c.yaml:1:29: database.min_connections: must be at least 0"
)]
#[case::too_large(
    "database: {max_connections: 99999999999}\n",
    "c.yaml:1:29: database.max_connections: invalid value: integer `99999999999`, expected u32"
)]
#[case::token_too_short_lived(
    "experimental: {access_token_ttl: 59}\n",
    "c.yaml:1:34: experimental.access_token_ttl: must be from 60 to 86400"
)]
#[case::not_a_url(
    "http: {public_base: localhost}\n",
    "c.yaml:1:21: http.public_base: must be a URL: relative URL without a base"
)]
#[case::other_scheme(
    "http: {public_base: 'ftp://x/'}\n",
    "c.yaml:1:21: http.public_base: must be an http or https URL"
)]
#[case::query(
    "http: {public_base: 'https://x/?a'}\n",
    "c.yaml:1:21: http.public_base: must have neither a query nor a fragment"
)]
#[case::credentials(
    "http: {public_base: 'https://a:b@x/'}\n",
    "c.yaml:1:21: http.public_base: must not contain a username or password"
)]
#[case::weak_issuer(
    "http: {public_base: 'https://x/', issuer: 'http://x/'}\n",
    "c.yaml:1:43: http.issuer: must be https, as `public_base` is"
)]
#[case::not_a_network(
    "http: {trusted_proxies: [10.0.0.0/33]}\n",
    "c.yaml:1:26: http.trusted_proxies.0: must be a network, such as `192.0.2.0/24`"
)]
#[case::no_binds(
    "http: {listeners: [{resources: [{name: human}], binds: []}]}\n",
    "c.yaml:1:56: http.listeners.0.binds: must not be empty"
)]
#[case::no_resources(
    "http: {listeners: [{binds: [{port: 80}]}]}\n",
    "c.yaml:1:20: http.listeners.0: needs the key `resources`"
)]
#[case::an_option_of_another_resource(
    "http: {listeners: [{resources: [{name: human, admin: true}], binds: [{port: 80}]}]}\n",
    "c.yaml:1:54: http.listeners.0.resources.0.admin: goes with the resource `homeserver`"
)]
#[case::a_homeserver_that_is_ourselves(
    "http: {listeners: [{resources: [{name: homeserver}], binds: [{port: 80}]}]}\n\
     matrix: {secret: a, endpoint: 'http://localhost:8080'}\n",
    "c.yaml:1:33: http.listeners.0.resources.0: would go round in circles: `matrix.endpoint` leads to `public_base`"
)]
#[case::unknown_resource(
    "http: {listeners: [{resources: [{name: humans}], binds: [{port: 80}]}]}\n",
    "c.yaml:1:40: http.listeners.0.resources.0.name: `humans` is not known; did you mean `human`?"
)]
#[case::mixed_bind(
    "http: {listeners: [{resources: [{name: human}], binds: [{port: 80, fd: 1}]}]}\n",
    "c.yaml:1:57: http.listeners.0.binds.0: mixes forms: give `host` and `port`, `address`, `socket`, or `fd` alone"
)]
#[case::empty_bind(
    "http: {listeners: [{resources: [{name: human}], binds: [{}]}]}\n",
    "c.yaml:1:57: http.listeners.0.binds.0: needs `port`, `address`, `socket` or `fd`"
)]
#[case::host_alone(
    "http: {listeners: [{resources: [{name: human}], binds: [{host: a}]}]}\n",
    "c.yaml:1:57: http.listeners.0.binds.0: `host` needs `port`"
)]
#[case::bad_mode(
    "http: {listeners: [{resources: [{name: human}], binds: [{socket: a, mode: '888'}]}]}\n",
    "c.yaml:1:75: http.listeners.0.binds.0.mode: must be octal, such as \"660\""
)]
#[case::bad_address(
    "http: {listeners: [{resources: [{name: human}], binds: [{address: '8080'}]}]}\n",
    "c.yaml:1:67: http.listeners.0.binds.0.address: must be an address and a port, such as `[::]:8080`"
)]
#[case::tls_without_key(
    "http: {listeners: [{resources: [{name: human}], binds: [{port: 1}], tls: {certificate: a}}]}\n",
    "c.yaml:1:74: http.listeners.0.tls: needs `key` or `key_file`"
)]
#[case::uri_and_host(
    "database: {uri: 'postgresql://', host: a}\n",
    "c.yaml:1:11: database: `uri` excludes `host`, `port`, `socket`, `username`, `password`, `password_file` and `database`"
)]
#[case::other_database(
    "database: {uri: 'mysql://x'}\n",
    "c.yaml:1:17: database.uri: must start with `sqlite:` or `postgresql://`"
)]
#[case::database_in_memory(
    "database: {uri: 'sqlite::memory:'}\n",
    "c.yaml:1:17: database.uri: must name a file: `sqlite:PATH`"
)]
#[case::port_zero("database: {port: 0}\n", "c.yaml:1:18: database.port: must be from 1 to 65535")]
#[case::half_a_client_certificate(
    "database: {host: a, ssl_key: b}\n",
    "c.yaml:1:11: database: `ssl_certificate` and `ssl_key` need each other"
)]
#[case::short_encryption_key(
    "secrets: {encryption: abc}\n",
    "c.yaml:1:23: secrets.encryption: must be 64 hexadecimal digits"
)]
#[case::key_without_key(
    "secrets: {keys: [{kid: a}]}\n",
    "c.yaml:1:18: secrets.keys.0: needs `key` or `key_file`"
)]
#[case::no_secret(
    "matrix: {kind: synapse}\n",
    "c.yaml:1:9: matrix: needs `secret` or `secret_file`, the secret shared with the homeserver"
)]
#[case::legacy_synapse(
    "matrix: {kind: synapse_legacy, secret: a}\n",
    "c.yaml:1:16: matrix.kind: `synapse_legacy` is not supported: current Synapse no longer has the API it speaks; use `synapse` with Synapse 1.136 or newer"
)]
#[case::url_as_server_name(
    "matrix: {homeserver: 'https://x', secret: a}\n",
    "c.yaml:1:22: matrix.homeserver: must be a server name, such as `example.org`, not a URL"
)]
#[case::same_version(
    "passwords:\n  schemes:\n    - {version: 1, algorithm: bcrypt}\n    - {version: 1, algorithm: argon2id}\n",
    "c.yaml:4:17: passwords.schemes.1.version: 1 is used by another scheme"
)]
#[case::no_schemes("passwords: {schemes: []}\n", "c.yaml:1:22: passwords.schemes: must not be empty")]
#[case::unknown_algorithm(
    "passwords: {schemes: [{version: 1, algorithm: md5}]}\n",
    "c.yaml:1:47: passwords.schemes.0.algorithm: `md5` is not known; it is one of `argon2id`, `bcrypt`, `pbkdf2`"
)]
#[case::script_as_link(
    "branding: {tos_uri: 'javascript:alert(1)'}\n",
    "c.yaml:1:21: branding.tos_uri: must be an http or https URL"
)]
#[case::other_color(
    "branding: {accent_color: teal}\n",
    "c.yaml:1:26: branding.accent_color: must be a color, such as \"#0a6e6e\""
)]
#[case::short_color(
    "branding: {accent_color: '#07e'}\n",
    "c.yaml:1:26: branding.accent_color: must be a color, such as \"#0a6e6e\""
)]
#[case::no_attempts(
    "rate_limiting: {login: {per_ip: {burst: 0, per_second: 1}}}\n",
    "c.yaml:1:41: rate_limiting.login.per_ip.burst: must be at least 1"
)]
#[case::no_further_attempts(
    "rate_limiting: {registration: {burst: 1, per_second: 0}}\n",
    "c.yaml:1:54: rate_limiting.registration.per_second: must be a number greater than 0"
)]
#[case::attempts_taken_away(
    "rate_limiting: {user_code: {per_ip: {burst: 1, per_second: -0.5}}}\n",
    "c.yaml:1:60: rate_limiting.user_code.per_ip.per_second: must be a number greater than 0"
)]
#[case::endless_attempts(
    "rate_limiting: {login: {per_account: {burst: 1, per_second: .inf}}}\n",
    "c.yaml:1:61: not valid YAML: value `.inf` is not a finite number"
)]
#[case::half_a_rate(
    "rate_limiting: {login: {per_ip: {burst: 5}}}\n",
    "c.yaml:1:33: rate_limiting.login.per_ip: needs the key `per_second`"
)]
#[case::short_memory(
    "account: {activity_retention: 60}\n",
    "c.yaml:1:31: account.activity_retention: must be at least 3600"
)]
#[case::later_section(
    "captcha:\n  service: a\n",
    "c.yaml:1:1: captcha: this version does not support the section `captcha` yet"
)]
#[case::sender_without_address(
    "email: {from: Example}\n",
    "c.yaml:1:15: email.from: must be an email address, such as `Example <auth@example.org>`"
)]
#[case::two_addresses_for_answers(
    "email: {reply_to: 'a@example.org, b@example.org'}\n",
    "c.yaml:1:19: email.reply_to: must be an email address, such as `Example <auth@example.org>`"
)]
#[case::unknown_transport(
    "email: {transport: smpt}\n",
    "c.yaml:1:20: email.transport: `smpt` is not known; did you mean `smtp`?"
)]
#[case::smtp_without_mode(
    "email: {transport: smtp, hostname: a}\n",
    "c.yaml:1:8: email: needs `mode`: plain, starttls or tls"
)]
#[case::smtp_without_hostname(
    "email: {transport: smtp, mode: tls}\n",
    "c.yaml:1:8: email: needs `hostname`, the name of the mail server"
)]
#[case::smtp_at_a_url(
    "email: {transport: smtp, mode: tls, hostname: 'smtp://a'}\n",
    "c.yaml:1:47: email.hostname: must be the name of a host, such as `mail.example.org`"
)]
#[case::smtp_port(
    "email: {transport: smtp, mode: tls, hostname: a, port: 0}\n",
    "c.yaml:1:56: email.port: must be from 1 to 65535"
)]
#[case::smtp_user_without_password(
    "email: {transport: smtp, mode: tls, hostname: a, username: b}\n",
    "c.yaml:1:60: email.username: needs `password` or `password_file`"
)]
#[case::smtp_password_without_user(
    "email: {transport: smtp, mode: tls, hostname: a, password: b}\n",
    "c.yaml:1:60: email.password: needs `username`"
)]
#[case::smtp_password_file(
    "email: {transport: smtp, mode: tls, hostname: a, username: b, password_file: DIR/missing}\n",
    "c.yaml:1:78: email.password_file: cannot read missing: No such file or directory (os error 2)"
)]
#[case::smtp_two_passwords(
    "email: {transport: smtp, mode: tls, hostname: a, username: b, password: c, password_file: d}\n",
    "c.yaml:1:91: email.password_file: excludes `password`: give one of the two"
)]
#[case::folder_without_path(
    "email: {transport: folder}\n",
    "c.yaml:1:8: email: needs `path`, the folder that mail is put into"
)]
#[case::unknown_notice(
    "email: {notices: {new_signin: false}}\n",
    "c.yaml:1:19: email.notices.new_signin: unknown key; did you mean `new_sign_in`?"
)]
#[case::duplicate_key(
    "http:\n  issuer: http://x/\n  issuer: http://y/\n",
    "c.yaml:3:3: not valid YAML: duplicate mapping key `issuer` is not allowed here"
)]
#[case::not_yaml("http: [\n", "c.yaml:1:7: not valid YAML: unclosed bracket '['")]
fn a_bad_file_is_refused(#[case] yaml: &str, #[case] expected: &str) {
    let files = Files::new();
    assert_eq!(files.errors(files.load(yaml)), expected);
}

const ID: &str = "client_id: 01JAYS74TCG3BTWKADN5Q4518C";
const KEYS: &str = "jwks_uri: 'https://x/'";

#[rstest]
#[case::no_method("{ID}", "needs the key `client_auth_method`")]
#[case::public_with_secret(
    "{ID, client_auth_method: none, client_secret: a}",
    "a client with method `none` has no secret"
)]
#[case::public_with_both_keys(
    "{ID, client_auth_method: none, jwks: {keys: []}, jwks_uri: 'https://x/'}",
    "a client has either `jwks` or `jwks_uri`"
)]
#[case::no_secret(
    "{ID, client_auth_method: client_secret_basic}",
    "this method needs `client_secret` or `client_secret_file`"
)]
#[case::no_keys(
    "{ID, client_auth_method: private_key_jwt}",
    "method `private_key_jwt` needs either `jwks` or `jwks_uri`"
)]
#[case::both_keys(
    "{ID, client_auth_method: private_key_jwt, jwks: {keys: []}, jwks_uri: 'https://x/'}",
    "a client has either `jwks` or `jwks_uri`"
)]
#[case::keys_and_secret(
    "{ID, client_auth_method: private_key_jwt, jwks: {keys: []}, client_secret: a}",
    "a client with method `private_key_jwt` has no secret"
)]
#[case::not_a_key_set(
    "{ID, client_auth_method: private_key_jwt, jwks: {a: b}}",
    "must be a key set: a mapping with the list `keys`"
)]
#[case::empty_secret(
    "{ID, client_auth_method: client_secret_jwt, client_secret: ''}",
    "must not be empty"
)]
#[case::fragment(
    "{ID, client_auth_method: none, redirect_uris: ['https://x/#a']}",
    "must not have a fragment"
)]
#[case::relative_redirect(
    "{ID, client_auth_method: none, redirect_uris: [callback]}",
    "must be a URL: relative URL without a base"
)]
#[case::relative_request(
    "{ID, client_auth_method: none, KEYS, request_uris: [request]}",
    "must be a URL: relative URL without a base"
)]
#[case::pushed_request(
    "{ID, client_auth_method: none, KEYS, request_uris: ['urn:x']}",
    "must be an http or https URL"
)]
#[case::long_request(
    "{ID, client_auth_method: none, KEYS, request_uris: ['https://x/LONG']}",
    "must not be longer than 512 bytes"
)]
#[case::keys_with_a_user(
    "{ID, client_auth_method: private_key_jwt, jwks_uri: 'https://a@x/'}",
    "must not contain a username or password"
)]
#[case::request_with_a_password(
    "{ID, client_auth_method: none, KEYS, request_uris: ['https://a:b@x/']}",
    "must not contain a username or password"
)]
#[case::request_without_keys(
    "{ID, client_auth_method: none, request_uris: ['https://x/']}",
    "signed requests need either `jwks` or `jwks_uri`"
)]
#[case::signer_without_keys(
    "{ID, client_auth_method: none, require_signed_request_object: true}",
    "signed requests need either `jwks` or `jwks_uri`"
)]
#[case::not_a_ulid(
    "{client_id: me, client_auth_method: none}",
    "must be a ULID: 26 capital letters and digits, without I, L, O and U, starting with 0 to 7"
)]
#[case::twice(
    "{ID, client_auth_method: none}, {ID, client_auth_method: none}",
    "01JAYS74TCG3BTWKADN5Q4518C is used by another client"
)]
fn a_bad_client_is_refused(#[case] client: &str, #[case] expected: &str) {
    let files = Files::new();
    let long = "x".repeat(503);
    let client = [("ID", ID), ("KEYS", KEYS), ("LONG", &long)]
        .iter()
        .fold(client.to_owned(), |client, (name, text)| client.replace(name, text));
    let yaml = format!("clients: [{client}]\n");
    let error = files.load(&yaml).unwrap_err();
    let messages: Vec<&str> = error.problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(messages, [expected]);
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_file() {
    let files = Files::new();
    let errors = files.errors(files.load(
        "http: {public_base: x}\nmatrix:\n  kind: synaps\n  secrte: a\ndatabase: {port: 0}\ncaptcha: {}\nclients: [{client_id: a, client_auth_method: none}]\n",
    ));
    let places: Vec<&str> = errors.lines().map(|l| l.split(": ").next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "c.yaml:1:21",
            "c.yaml:3:9",
            "c.yaml:4:3",
            "c.yaml:5:18",
            "c.yaml:6:1",
            "c.yaml:7:23"
        ]
    );
}

#[test]
fn a_secret_is_not_in_the_message() {
    let files = Files::new();
    for yaml in [
        "secrets: {encryption: hunter2}\n",
        "database: {uri: 'hunter2'}\n",
        "matrix: {secret: [hunter2]}\n",
        "matrix: {secret: hunter2, kind: x}\n",
        "email: {password: [hunter2]}\n",
        "email: {transport: smtp, password: hunter2}\n",
    ] {
        let errors = files.errors(files.load(yaml));
        assert!(!errors.contains("hunter2"), "{errors}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let files = Files::new();
    let missing = files.write("x", "").with_file_name("missing.yaml");
    let errors = files.errors(gatehouse_config::load(&[missing], []));
    assert_eq!(
        errors,
        "missing.yaml: cannot be read: No such file or directory (os error 2)"
    );
    let latin = files.write("latin.yaml", b"a: \xe9\n");
    let errors = files.errors(gatehouse_config::load(&[latin], []));
    assert!(errors.starts_with("latin.yaml: cannot be read: "), "{errors}");
}

#[test]
fn deep_nesting_is_refused() {
    let files = Files::new();
    for yaml in [
        format!("clients: {}{}\n", "[".repeat(5000), "]".repeat(5000)),
        (0..500).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n"),
    ] {
        let errors = files.errors(files.load(&yaml));
        assert!(errors.contains("not valid YAML: "), "{errors}");
    }
}

#[test]
fn a_bomb_of_anchors_is_refused() {
    let files = Files::new();
    let levels: Vec<String> = (1..12)
        .map(|level| {
            let below = format!("*a{}", level - 1);
            format!("a{level}: &a{level} [{}]\n", [below.as_str(); 9].join(", "))
        })
        .collect();
    let yaml = format!("a0: &a0 [x, x, x, x, x, x, x, x, x]\n{}", levels.concat());
    let errors = files.errors(files.load(&yaml));
    assert!(errors.contains("not valid YAML: "), "{errors}");
}

#[test]
fn a_second_document_is_refused() {
    let files = Files::new();
    assert_eq!(
        files.errors(files.load("http: {}\n---\nhttp: {}\n")),
        "c.yaml:3:1: not valid YAML: only single YAML document expected but multiple found"
    );
}
