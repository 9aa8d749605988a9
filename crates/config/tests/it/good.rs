//! What a good file means.

use std::path::PathBuf;
use std::time::Duration;

use gatehouse_config::{
    Algorithm, AppPasswordsConfig, Bind, Config, DatabaseTarget, EmailTransport, HomeserverKind, LogFormat,
    ResourceName, SmtpMode, SocketKind, load,
};
use rstest::rstest;
use secrecy::ExposeSecret;

use crate::support::Files;

fn good(yaml: &str) -> Config {
    let loaded = Files::new().load(yaml).unwrap();
    assert_eq!(loaded.warnings, []);
    loaded.config
}

#[test]
fn no_file_at_all_is_the_embedded_default() {
    let loaded = load(&[], []).unwrap();
    assert_eq!(loaded.warnings, []);
    let config = loaded.config;
    assert_eq!(config.http.public_base.as_str(), "http://localhost:8080/");
    assert_eq!(config.http.issuer(), &config.http.public_base);
    let listener = &config.http.listeners[0];
    assert_eq!(
        listener.binds[0].target(),
        Bind::Host {
            host: Some("localhost".to_owned()),
            port: 8080
        }
    );
    assert!(listener.resources.iter().all(|r| r.name.is_served()));
    assert!(matches!(config.database.target(), DatabaseTarget::Embedded));
    assert_eq!(config.matrix.kind, HomeserverKind::None);
    assert!(config.secrets.encryption_key().is_none());
    assert_eq!(config.passwords.current_scheme().unwrap().version, 1);
    assert_eq!(config.experimental.access_token_ttl, Duration::from_mins(5));
    assert_eq!(config.experimental.compat_token_ttl, Duration::from_mins(5));
}

#[rstest]
#[case::empty("")]
#[case::comment("# nothing\n")]
#[case::headings("http:\ndatabase:\nsecrets:\n  keys:\nmatrix:\nclients:\n")]
fn a_file_that_says_nothing_is_the_default(#[case] yaml: &str) {
    assert_eq!(
        format!("{:?}", good(yaml)),
        format!("{:?}", load(&[], []).unwrap().config)
    );
}

#[rstest]
#[case("{port: 80}", Bind::Host { host: None, port: 80 })]
#[case("{host: '::1', port: 80}", Bind::Host { host: Some("::1".into()), port: 80 })]
#[case("{address: '[::]:8080'}", Bind::Address("[::]:8080".into()))]
#[case("{socket: a.sock}", Bind::Unix { path: "a.sock".into(), mode: None })]
#[case("{socket: a.sock, mode: '660'}", Bind::Unix { path: "a.sock".into(), mode: Some(0o660) })]
#[case("{socket: a.sock, mode: 0600}", Bind::Unix { path: "a.sock".into(), mode: Some(0o600) })]
#[case("{fd: 1}", Bind::Inherited { fd: 1, kind: SocketKind::Tcp })]
#[case("{kind: unix}", Bind::Inherited { fd: 0, kind: SocketKind::Unix })]
fn a_bind_has_many_forms(#[case] bind: &str, #[case] expected: Bind) {
    let config = good(&format!(
        "http: {{listeners: [{{resources: [{{name: oauth}}], binds: [{bind}]}}]}}\n"
    ));
    assert_eq!(config.http.listeners.len(), 1);
    assert_eq!(config.http.listeners[0].binds[0].target(), expected);
    assert_eq!(config.http.listeners[0].resources[0].name, ResourceName::Oauth);
}

#[rstest]
#[case("/", None)]
#[case("auth", Some("/auth"))]
#[case("/auth/", Some("/auth"))]
fn a_prefix_starts_with_a_slash_and_ends_without(#[case] prefix: &str, #[case] expected: Option<&str>) {
    let config = good(&format!(
        "http: {{listeners: [{{resources: [{{name: oauth}}], prefix: {prefix}, binds: [{{port: 1}}]}}]}}\n"
    ));
    assert_eq!(config.http.listeners[0].prefix.as_deref(), expected);
}

#[rstest]
#[case("sqlite:data/a.db", "data/a.db")]
#[case("sqlite://data/a.db", "data/a.db")]
#[case("sqlite:///data/a.db", "/data/a.db")]
#[case("sqlite:/data/a b.db", "/data/a b.db")]
#[case("sqlite:./a.db", "./a.db")]
fn a_sqlite_uri_names_a_file(#[case] uri: &str, #[case] path: &str) {
    match good(&format!("database: {{uri: '{uri}'}}\n")).database.target() {
        DatabaseTarget::Sqlite(file) => assert_eq!(file, PathBuf::from(path)),
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[case("uri: 'postgresql://'", "postgresql://")]
#[case("uri: 'postgres://a:b@c/d'", "postgres://a:b@c/d")]
#[case(
    "uri: 'postgresql:///d?host=/run', ssl_mode: verify-full",
    "postgresql:///d?host=/run&sslmode=verify-full"
)]
#[case(
    "host: db, port: 5433, username: u, password: 'p&=%', database: d",
    "postgresql://localhost?host=db&port=5433&user=u&password=p%26%3D%25&dbname=d"
)]
#[case("socket: /run/pg, database: d", "postgresql://localhost?host=%2Frun%2Fpg&dbname=d")]
fn a_postgres_connection_is_one_url(#[case] fields: &str, #[case] url: &str) {
    match good(&format!("database: {{{fields}}}\n")).database.target() {
        DatabaseTarget::Postgres(target) => assert_eq!(target.url.expose_secret(), url),
        other => panic!("{other:?}"),
    }
}

#[test]
fn mail_goes_nowhere_until_somebody_says_how() {
    let email = good("").email;
    assert_eq!(email.transport, EmailTransport::Blackhole);
    assert_eq!(email.from, "\"Authentication Service\" <root@localhost>");
    assert_eq!(email.reply_to, email.from);
    assert!(email.notices.new_sign_in && email.notices.password_changed);
    assert!(email.notices.email_changed && email.notices.account_deactivated);
}

#[rstest]
#[case("transport: sendmail")]
#[case("transport: sendmail, command: /usr/sbin/msmtp")]
#[case("transport: folder, path: mail")]
#[case("transport: smtp, mode: plain, hostname: localhost, username: a, password: b")]
#[case("transport: smtp, mode: plain, hostname: relay.example.org, port: 2525")]
#[case("transport: smtp, mode: starttls, hostname: a, username: a, password: b, notices: {new_sign_in: false}")]
fn mail_goes_many_ways(#[case] fields: &str) {
    good(&format!("email: {{{fields}}}\n"));
}

#[test]
fn a_mail_server_is_described_with_its_files() {
    let files = Files::new();
    files.write("password", "secret\n");
    files.write("ca.pem", "certificate");
    let loaded = files
        .load(
            "email:
  from: Öffnung <auth@example.org>
  transport: smtp
  mode: starttls
  hostname: mail.example.org
  username: gatehouse
  password_file: DIR/password
  ca_file: DIR/ca.pem
  notices: {new_sign_in: false}
",
        )
        .unwrap();
    assert_eq!(loaded.warnings, []);
    let email = loaded.config.email;
    assert_eq!(email.mode, Some(SmtpMode::StartTls));
    assert_eq!(email.password.unwrap().expose_secret(), "secret");
    assert_eq!(email.ca.as_deref(), Some("certificate"));
    assert!(!email.notices.new_sign_in && email.notices.password_changed);
}

#[test]
fn a_password_that_travels_in_the_clear_is_warned_of() {
    let files = Files::new();
    let loaded = files
        .load("email: {transport: smtp, mode: plain, hostname: mail.example.org, username: a, password: b}\n")
        .unwrap();
    assert_eq!(
        files.warnings(&loaded),
        ["c.yaml:1:32: email.mode: sends the password unencrypted; use `starttls` or `tls`"]
    );
}

#[test]
fn pool_settings_alone_keep_the_embedded_database() {
    let database =
        good("database: {max_connections: 5, idle_timeout: null, max_lifetime: 60, connect_timeout: 1}\n").database;
    assert!(matches!(database.target(), DatabaseTarget::Embedded));
    assert_eq!(database.max_connections, 5);
    assert_eq!(database.idle_timeout, None);
    assert_eq!(database.max_lifetime, Some(Duration::from_mins(1)));
    assert_eq!(database.connect_timeout, Duration::from_secs(1));
}

#[test]
fn a_section_matrix_means_synapse() {
    let matrix = good("matrix: {secret: a}\n").matrix;
    assert_eq!(matrix.kind, HomeserverKind::Synapse);
    assert_eq!(matrix.homeserver, "localhost:8008");
    assert_eq!(matrix.endpoint.as_str(), "http://localhost:8008/");
}

#[test]
fn schemes_of_a_moved_synapse_are_read() {
    let passwords = good(
        "passwords:
  schemes:
    - {version: 1, algorithm: bcrypt, unicode_normalization: true, secret: pepper}
    - {version: 3, algorithm: argon2id}
    - {version: 2, algorithm: pbkdf2}
",
    )
    .passwords;
    let current = passwords.current_scheme().unwrap();
    assert_eq!((current.version, current.algorithm), (3, Algorithm::Argon2id));
    let old = &passwords.schemes[0];
    assert_eq!(old.bcrypt_cost(), 12);
    assert!(old.unicode_normalization);
    assert_eq!(old.pepper().unwrap().expose_secret(), b"pepper");
}

#[test]
fn redirect_and_request_uris_keep_their_spelling() {
    let clients = good(
        "clients: [{client_id: 01JAYS74TCG3BTWKADN5Q4518C, client_auth_method: none,
          jwks_uri: 'https://rp.test/jwks.json', redirect_uris: ['https://rp.test', 'app.example:/cb', 'http://127.0.0.1/'],
          request_uris: ['https://rp.test', 'https://rp.test/r#x']}]\n",
    )
    .clients;
    assert_eq!(
        clients[0].redirect_uris,
        ["https://rp.test", "app.example:/cb", "http://127.0.0.1/"]
    );
    assert_eq!(clients[0].request_uris, ["https://rp.test", "https://rp.test/r#x"]);
}

#[test]
fn clients_of_every_method_may_have_keys() {
    for method in [
        "none",
        "client_secret_basic, client_secret: made up and long enough",
        "private_key_jwt",
    ] {
        let clients = good(&format!(
            "clients: [{{client_id: 01JAYS74TCG3BTWKADN5Q4518C, client_auth_method: {method},
              jwks_uri: 'https://rp.test/jwks.json', request_object_signing_alg: ES256}}]\n",
        ))
        .clients;
        assert!(clients[0].jwks_uri.is_some(), "{method}");
        assert_eq!(
            clients[0].request_object_signing_alg.as_deref(),
            Some("ES256"),
            "{method}"
        );
    }
}

#[test]
fn anchors_and_merge_keys_work() {
    let config = good(
        "clients:
  - &base {client_id: 01JAYS74TCG3BTWKADN5Q4518C, client_auth_method: none, client_name: A}
  - <<: *base
    client_id: 01JAYS74TCG3BTWKADN5Q4518D
",
    );
    assert_eq!(config.clients[1].client_name.as_deref(), Some("A"));
}

#[test]
fn logs_are_configured() {
    let log = good("telemetry: {log: {format: json, level: 'warn,sqlx=debug'}}\n")
        .telemetry
        .log;
    assert_eq!(log.format, LogFormat::Json);
    assert_eq!(log.level, "warn,sqlx=debug");
}

#[test]
fn whoever_sets_limits_counts_this_machine_as_well() {
    let files = Files::new();
    let exempt = |yaml: &str| files.load(yaml).unwrap().config.rate_limiting.exempt_networks;
    let networks = |list: &[&str]| {
        list.iter()
            .map(|text| text.parse().unwrap())
            .collect::<Vec<ipnet::IpNet>>()
    };
    assert_eq!(exempt(""), networks(&["127.0.0.0/8", "::1/128"]));
    assert_eq!(
        exempt("rate_limiting: {login: {per_ip: {burst: 5, per_second: 1}}}"),
        []
    );
    assert_eq!(
        exempt("rate_limiting: {exempt_networks: [192.0.2.0/24]}"),
        networks(&["192.0.2.0/24"])
    );
}

#[test]
fn older_apps_are_for_everybody_unless_somebody_is_named() {
    let compat = good("").compat;
    assert!(compat.networks.is_empty() && compat.users.is_none());
    assert_eq!(compat.app_passwords, AppPasswordsConfig::Allowed);
    let off = good("compat: {app_passwords: off}").compat.app_passwords;
    assert_eq!(off, AppPasswordsConfig::Off);
    let compat = good("compat: {networks: ['2001:db8::/32'], users: [ana]}").compat;
    assert_eq!(compat.networks, ["2001:db8::/32".parse::<ipnet::IpNet>().unwrap()]);
    assert_eq!(compat.users, Some(vec!["ana".to_owned()]));
    assert_eq!(good("compat: {users: []}").compat.users, Some(vec![]));
}
