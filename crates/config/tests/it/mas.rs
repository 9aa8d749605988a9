//! A configuration of Matrix Authentication Service is understood, or says what is not.

use gatehouse_config::HomeserverKind;

use crate::support::Files;

/// As its `config generate` writes it, with shorter keys.
const GENERATED: &str = r#"
http:
  listeners:
  - name: web
    resources:
    - name: discovery
    - name: human
    - name: oauth
    - name: compat
    - name: graphql
    - name: assets
      path: /usr/local/share/mas-cli/assets/
    binds:
    - address: '[::]:8080'
    proxy_protocol: false
  - name: internal
    resources:
    - name: health
    binds:
    - host: localhost
      port: 8081
    proxy_protocol: false
  trusted_proxies:
  - 192.168.0.0/16
  - 172.16.0.0/12
  - 10.0.0.0/10
  - 127.0.0.1/8
  - fd00::/8
  - ::1/128
  public_base: http://[::]:8080/
  issuer: http://[::]:8080/
database:
  uri: postgresql://
  max_connections: 10
  min_connections: 0
  connect_timeout: 30
  idle_timeout: 600
  max_lifetime: 1800
email:
  from: '"Authentication Service" <root@localhost>'
  reply_to: '"Authentication Service" <root@localhost>'
  transport: blackhole
secrets:
  encryption: 0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff
  keys:
  - kid: 7Q1bXnhhDt
    key: |
      -----BEGIN RSA PRIVATE KEY-----
      AAAA
      -----END RSA PRIVATE KEY-----
  - kid: '4012345678'
    key: |
      -----BEGIN EC PRIVATE KEY-----
      AAAA
      -----END EC PRIVATE KEY-----
passwords:
  enabled: true
  schemes:
  - version: 1
    algorithm: argon2id
  minimum_complexity: 3
matrix:
  kind: synapse
  homeserver: localhost:8008
  secret: HJGB2XyyBLWWVZZzzXtLW8vqBvmwLnSS
  endpoint: http://localhost:8008/
"#;

#[test]
fn a_generated_file_loads() {
    let files = Files::new();
    let loaded = files.load(GENERATED).unwrap();
    assert_eq!(
        files.warnings(&loaded),
        [
            "c.yaml:10:7: http.listeners.0.resources.4: is not served by this version",
            "c.yaml:12:7: http.listeners.0.resources.5.path: is ignored: the files of the pages are part of the program",
        ]
    );
    assert_eq!(loaded.config.http.listeners.len(), 2);
    assert_eq!(loaded.config.secrets.keys.len(), 2);
    assert_eq!(loaded.config.matrix.kind, HomeserverKind::Synapse);
}

#[test]
fn keys_without_meaning_here_are_warnings_that_say_why() {
    let files = Files::new();
    let loaded = files
        .load(
            "telemetry:
  tracing: {exporter: otlp, endpoint: 'https://localhost:4318'}
  metrics: {exporter: prometheus}
  sentry: {dsn: 'https://public@host:1/1'}
experimental:
  plan_management_iframe_uri: https://x/
account:
  email_change_allowed: false
  registration_token_required: true
passwords:
  schemes: [{version: 1, algorithm: argon2id, cost: 12}]
http:
  listeners:
    - resources: [{name: graphql, playground: true}, {name: adminapi}, {name: prometheus}, {name: connection-info}]
      binds: [{port: 1}]
",
        )
        .unwrap();
    assert_eq!(
        files.warnings(&loaded),
        [
            "c.yaml:2:3: telemetry.tracing: is ignored: this version exports no traces",
            "c.yaml:3:3: telemetry.metrics: is ignored: this version exports no metrics",
            "c.yaml:4:3: telemetry.sentry: is ignored: this version reports nothing to Sentry",
            "c.yaml:6:3: experimental.plan_management_iframe_uri: is ignored: the account pages embed no other pages",
            "c.yaml:9:32: account.registration_token_required: is the old name of `password_registration_token_required`: use that",
            "c.yaml:11:53: passwords.schemes.0.cost: has a meaning for bcrypt only",
            "c.yaml:14:19: http.listeners.0.resources.0: is not served by this version",
            "c.yaml:14:35: http.listeners.0.resources.0.playground: is ignored: there is no GraphQL API",
            "c.yaml:14:54: http.listeners.0.resources.1: is not served by this version",
            "c.yaml:14:72: http.listeners.0.resources.2: is not served by this version",
            "c.yaml:14:92: http.listeners.0.resources.3: is not served by this version",
        ]
    );
}

#[test]
fn every_later_section_is_told_by_name() {
    let files = Files::new();
    for section in ["captcha", "policy", "upstream_oauth2"] {
        let errors = files.errors(files.load(&format!("{section}: {{a: b}}\n")));
        assert!(
            errors.starts_with(&format!(
                "c.yaml:1:1: {section}: this version does not support the section `{section}` yet"
            )) && errors.lines().count() == 1,
            "{errors}"
        );
    }
}

#[test]
fn the_old_name_of_a_switch_still_works() {
    let files = Files::new();
    let loaded = files.load("account: {registration_token_required: true}\n").unwrap();
    assert!(loaded.config.account.password_registration_token_required);
}

#[test]
fn what_needs_mail_is_a_warning_without_mail() {
    let files = Files::new();
    let account = "account:\n  password_recovery_enabled: true\n  password_registration_enabled: true\n";
    let loaded = files.load(account).unwrap();
    assert_eq!(
        files.warnings(&loaded),
        [
            "c.yaml:2:30: account.password_recovery_enabled: sends a link by mail, but no mail is sent: `email.transport` is `blackhole`",
            "c.yaml:3:34: account.password_registration_enabled: sends a code by mail, but no mail is sent: `email.transport` is `blackhole`",
        ]
    );
    for yaml in [
        "account: {password_registration_enabled: true, password_registration_email_required: false}\n",
        &format!("{account}email: {{transport: sendmail, from: ana@example.org}}\n"),
    ] {
        assert_eq!(files.warnings(&files.load(yaml).unwrap()), [""; 0], "{yaml}");
    }
}

#[test]
fn its_rate_limits_are_the_defaults() {
    let files = Files::new();
    let written = "rate_limiting:
  account_recovery:
    per_ip: {burst: 3, per_second: 0.0008333333333333334}
    per_address: {burst: 3, per_second: 0.0002777777777777778}
  login:
    per_ip: {burst: 3, per_second: 0.05}
    per_account: {burst: 1800, per_second: 0.5}
  registration: {burst: 3, per_second: 0.0008333333333333334}
  email_authentication:
    per_ip: {burst: 5, per_second: 0.016666666666666666}
    per_address: {burst: 3, per_second: 0.0002777777777777778}
    emails_per_session: {burst: 2, per_second: 0.0033333333333333335}
    attempt_per_session: {burst: 10, per_second: 0.016666666666666666}
";
    let limits = |yaml: &str| format!("{:?}", files.load(yaml).unwrap().config.rate_limiting);
    assert_eq!(limits(written), limits("rate_limiting: {}"));
}

#[test]
fn limits_on_sessions_are_not_silently_dropped() {
    let files = Files::new();
    let errors = files.errors(files.load(
        "experimental:\n  inactive_session_expiration: {ttl: 600}\n  session_limit: {soft_limit: 1, hard_limit: 2}\n",
    ));
    assert_eq!(errors.lines().count(), 2, "{errors}");
}
