//! Several files, files that are named in files, and the way back to one file.

use gatehouse_config::{Picture, PictureFormat, Secrets, load};
use rstest::rstest;
use secrecy::ExposeSecret;

use crate::support::Files;

const HEX: &str = "0000111122223333444455556666777788889999aaaabbbbccccddddeeeeFFFF";

#[test]
fn later_files_win_mappings_merge_and_lists_are_joined() {
    let files = Files::new();
    let a = files.write(
        "a.yaml",
        "http: {public_base: 'http://a/', trusted_proxies: [10.0.0.0/8]}
database: {max_connections: 3, min_connections: 1}
account: {password_change_allowed: true}
",
    );
    let b = files.write(
        "b.yaml",
        "http: {public_base: 'http://b/', trusted_proxies: [::1/128]}
database: {max_connections: 4, idle_timeout: null}
account:
",
    );
    let config = load(&[a, b], []).unwrap().config;
    assert_eq!(config.http.public_base.as_str(), "http://b/");
    let proxies: Vec<String> = config.http.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.0/8", "::1/128"]);
    assert_eq!(config.database.max_connections, 4);
    assert_eq!(config.database.min_connections, 1);
    assert_eq!(config.database.idle_timeout, None);
}

#[test]
fn a_problem_names_the_file_it_stands_in() {
    let files = Files::new();
    let a = files.write("a.yaml", "database:\n  max_connections: 0\n");
    let b = files.write("b.yaml", "\ndatabase:\n  prot: 3\n");
    assert_eq!(
        files.errors(load(&[a, b], [])),
        "a.yaml:2:20: database.max_connections: must be at least 1\n\
         b.yaml:3:3: database.prot: unknown key; did you mean `port`?"
    );
}

#[test]
fn contents_of_files_take_the_place_of_values() {
    let files = Files::new();
    files.write("hex", format!("{HEX}\n"));
    files.write("der", [0x30, 0x82, 0xff, 0x0a]);
    files.write("password", "hunter2\r\n");
    files.write("pepper", [0xff, 0x0a]);
    files.write("keys/b.pem", "second");
    files.write("keys/a.pem", "first");
    files.write("keys/.hidden", "no");
    files.write("keys/deeper/c.pem", "no");
    let loaded = files
        .load(
            "secrets:
  encryption_file: DIR/hex
  keys: [{key_file: DIR/der, password_file: DIR/password}]
  keys_dir: DIR/keys
matrix: {secret_file: DIR/password}
database: {host: a, password_file: DIR/password, ssl_ca_file: DIR/hex}
passwords: {schemes: [{version: 1, algorithm: bcrypt, secret_file: DIR/pepper}]}
clients: [{client_id: 01JAYS74TCG3BTWKADN5Q4518C, client_auth_method: client_secret_post, client_secret_file: DIR/password}]
http: {listeners: [{resources: [{name: human}], binds: [{port: 1}], tls: {certificate_file: DIR/hex, key_file: DIR/der}}]}
",
        )
        .unwrap();
    assert_eq!(
        files.warnings(&loaded),
        [
            "c.yaml:7:68: passwords.schemes.0.secret_file: the file ends with a newline, which is taken as part of the secret",
            "c.yaml:8:111: clients.0.client_secret_file: is short enough to be guessed: 32 random characters are not"
        ]
    );
    let config = loaded.config;
    let key = config.secrets.encryption_key().unwrap().expose_secret();
    assert_eq!((key.len(), key[2], key[31]), (32, 0x11, 0xff));
    let keys: Vec<&[u8]> = config
        .secrets
        .keys
        .iter()
        .map(|key| key.bytes().expose_secret())
        .collect();
    assert_eq!(keys, [&[0x30, 0x82, 0xff, 0x0a][..], b"first", b"second"]);
    let secrets = [
        &config.secrets.keys[0].password,
        &config.matrix.secret,
        &config.database.password,
        &config.clients[0].client_secret,
    ];
    for secret in secrets {
        assert_eq!(secret.as_ref().unwrap().expose_secret(), "hunter2");
    }
    assert_eq!(
        config.passwords.schemes[0].pepper().unwrap().expose_secret(),
        [0xff, 0x0a]
    );
    let tls = config.http.listeners[0].tls.as_ref().unwrap();
    assert_eq!(tls.key().expose_secret(), [0x30, 0x82, 0xff, 0x0a]);
    assert!(tls.certificate().starts_with("0000"));
}

#[rstest]
#[case(
    "secrets: {encryption: a, encryption_file: b}",
    "secrets.encryption_file: excludes `encryption`"
)]
#[case(
    "secrets: {keys: [{key: a, key_file: b}]}",
    "secrets.keys.0.key_file: excludes `key`"
)]
#[case(
    "secrets: {keys: [{key: a, password: a, password_file: b}]}",
    "secrets.keys.0.password_file: excludes `password`"
)]
#[case("matrix: {secret: a, secret_file: b}", "matrix.secret_file: excludes `secret`")]
#[case(
    "database: {password: a, password_file: b}",
    "database.password_file: excludes `password`"
)]
#[case(
    "database: {host: a, ssl_ca: a, ssl_ca_file: b}",
    "database.ssl_ca_file: excludes `ssl_ca`"
)]
#[case(
    "passwords: {schemes: [{version: 1, algorithm: bcrypt, secret: a, secret_file: b}]}",
    "passwords.schemes.0.secret_file: excludes `secret`"
)]
#[case(
    "matrix: {secret_file: DIR/none}",
    "matrix.secret_file: cannot read none: No such file or directory"
)]
#[case(
    "secrets: {keys: [{key_file: DIR/none}]}",
    "secrets.keys.0.key_file: cannot read none: No such file or directory"
)]
#[case(
    "secrets: {keys_dir: DIR/none}",
    "secrets.keys_dir: cannot read none: No such file or directory"
)]
#[case(
    "secrets: {encryption_file: DIR/c.yaml}",
    "secrets.encryption_file: must be 64 hexadecimal digits"
)]
#[case("matrix: {secret_file: DIR}", "matrix.secret_file: cannot read ")]
fn a_file_that_cannot_be_taken_is_told(#[case] yaml: &str, #[case] expected: &str) {
    let files = Files::new();
    let errors = files.errors(files.load(yaml));
    let place = "c.yaml:1:";
    assert!(errors.starts_with(place) && errors.contains(expected), "{errors}");
}

#[test]
fn a_dump_can_be_loaded_again() {
    let files = Files::new();
    let yaml = format!(
        "http: {{public_base: 'https://auth.test/'}}
database: {{uri: 'postgresql://user:hunter2@db/gatehouse'}}
secrets:
  encryption: '{HEX}'
  keys:
    - kid: '0123'
      key: |
        -----BEGIN PRIVATE KEY-----
        hunter2
        -----END PRIVATE KEY-----
matrix: {{secret: 'hunter2: #'}}
passwords: {{schemes: [{{version: 1, algorithm: bcrypt, secret: hunter2}}]}}
clients: [{{client_id: 01JAYS74TCG3BTWKADN5Q4518C, client_auth_method: client_secret_post, client_secret: hunter2}}]
"
    );
    let loaded = files.load(&yaml).unwrap();
    let shown = loaded.to_yaml(Secrets::Shown).unwrap();
    let again = files.load(&shown).unwrap();
    assert_eq!(again.to_yaml(Secrets::Shown).unwrap(), shown);
    assert_eq!(again.config.secrets.keys[0].kid.as_deref(), Some("0123"));
    assert_eq!(
        again.config.secrets.keys[0].bytes().expose_secret(),
        loaded.config.secrets.keys[0].bytes().expose_secret()
    );
    assert_eq!(again.config.matrix.secret.unwrap().expose_secret(), "hunter2: #");
    assert!(shown.contains("max_connections: 10"), "{shown}");

    let hidden = loaded.to_yaml(Secrets::Hidden).unwrap();
    assert!(!hidden.contains("hunter2") && !hidden.contains(HEX), "{hidden}");
    assert!(hidden.contains("postgresql://user:hidden@db/gatehouse"), "{hidden}");
}

#[test]
fn nothing_secret_is_in_debug_output() {
    let files = Files::new();
    let loaded = files
        .load("database: {uri: 'postgresql://user:hunter2@db'}\nmatrix: {secret: hunter2}\nsecrets: {keys: [{key: hunter2}]}\n")
        .unwrap();
    assert!(!format!("{loaded:?} {:?}", loaded.config.database.target()).contains("hunter2"));
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";
const WEBP: &[u8] = b"RIFF\x10\0\0\0WEBPVP8 and so on";

#[rstest]
#[case(b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureFormat::Svg)]
#[case(
    b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- made by hand --><svg/>",
    PictureFormat::Svg
)]
#[case(PNG, PictureFormat::Png)]
#[case(WEBP, PictureFormat::Webp)]
fn a_logo_is_what_is_in_the_file(#[case] bytes: &[u8], #[case] format: PictureFormat) {
    let files = Files::new();
    files.write("logo", bytes);
    let loaded = files
        .load("branding: {logo: DIR/logo, accent_color: '#0A6e6E'}\n")
        .unwrap();
    assert_eq!(loaded.warnings, []);
    let branding = loaded.config.branding;
    let bytes = bytes.to_vec();
    assert_eq!(branding.picture(), Some(&Picture { format, bytes }));
    assert_eq!(branding.accent_color.as_deref(), Some("#0A6e6E"));
}

#[test]
fn a_file_that_is_no_logo_is_refused() {
    let files = Files::new();
    let large = [PNG, &vec![0; 64 * 1024]].concat();
    let image = "the file is neither SVG nor PNG nor WebP";
    for (bytes, wrong) in [
        (&b""[..], image),
        (b"GIF89a", image),
        (b"<html>", image),
        (b"just <svg/>", image),
        (b"\xff<svg/>", image),
        (&large, "the file is larger than 64 KiB"),
    ] {
        files.write("logo", bytes);
        let errors = files.errors(files.load("branding: {logo: DIR/logo}\n"));
        assert_eq!(errors, format!("c.yaml:1:18: branding.logo: {wrong}"));
    }
    assert_eq!(
        files.errors(files.load("branding: {logo: DIR/none}\n")),
        "c.yaml:1:18: branding.logo: cannot read none: No such file or directory (os error 2)"
    );
}

#[test]
fn a_color_without_quotes_is_a_comment_and_a_warning() {
    let files = Files::new();
    let loaded = files.load("branding:\n  accent_color: #0a6e6e\n").unwrap();
    assert_eq!(
        files.warnings(&loaded),
        ["c.yaml:2:15: branding.accent_color: is empty: a color has to stand in quotes, since # begins a comment"]
    );
}

// R6749-21: nothing else keeps others from trying
#[test]
fn a_secret_of_a_client_that_can_be_guessed_is_a_warning() {
    let files = Files::new();
    let warnings = |secret: &str| {
        let client = format!("client_id: 01JAYS74TCG3BTWKADN5Q4518C, client_secret: {secret}");
        let yaml = format!("clients: [{{{client}, client_auth_method: client_secret_basic}}]\n");
        files.warnings(&files.load(&yaml).unwrap())
    };
    assert_eq!(
        warnings("correct-horse"),
        ["c.yaml:1:66: clients.0.client_secret: is short enough to be guessed: 32 random characters are not"]
    );
    assert_eq!(warnings(&"x7Kq".repeat(8)), [""; 0]);
}
