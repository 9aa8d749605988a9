//! `gatehouse doctor`.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    thread,
};

use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{header, path},
};

use crate::installation::{Installation, Said};

const SECRET: &str = "pneumonoultramicroscopic";

/// With what a secret looks like in a configuration file.
fn ask(here: &Installation, homeserver: Option<&MockServer>) -> Said {
    let mut command = here.command(&["doctor"]);
    if let Some(homeserver) = homeserver {
        command
            .env("GATEHOUSE__MATRIX__KIND", "synapse")
            .env("GATEHOUSE__MATRIX__ENDPOINT", homeserver.uri())
            .env("GATEHOUSE__MATRIX__SECRET", SECRET);
    }
    let said: Said = command.output().unwrap().into();
    assert!(!said.out.contains(SECRET) && !said.err.contains(SECRET), "{said:?}");
    said
}

/// A Synapse, as far as the doctor asks it.
async fn synapse(secret: &str, whoami: ResponseTemplate, issuer: String) -> MockServer {
    let synapse = MockServer::start().await;
    let error =
        |status, errcode: &str| ResponseTemplate::new(status).set_body_json(json!({"errcode": errcode, "error": ""}));
    let versions = ResponseTemplate::new(200).set_body_json(json!({"versions": ["v1.15"]}));
    Mock::given(path("/_matrix/client/versions"))
        .respond_with(versions)
        .mount(&synapse)
        .await;
    let available = "/_synapse/mas/is_localpart_available";
    Mock::given(path(available))
        .and(header("authorization", format!("Bearer {secret}")))
        .respond_with(error(400, "M_MISSING_PARAM"))
        .mount(&synapse)
        .await;
    Mock::given(path(available))
        .respond_with(error(403, "M_FORBIDDEN"))
        .with_priority(9)
        .mount(&synapse)
        .await;
    Mock::given(path("/_matrix/client/v3/account/whoami"))
        .respond_with(whoami)
        .mount(&synapse)
        .await;
    let metadata = ResponseTemplate::new(200).set_body_json(json!({"issuer": issuer}));
    Mock::given(path("/_matrix/client/v1/auth_metadata"))
        .respond_with(metadata)
        .mount(&synapse)
        .await;
    synapse
}

fn refused() -> ResponseTemplate {
    ResponseTemplate::new(401).set_body_json(json!({"errcode": "M_UNKNOWN_TOKEN", "error": ""}))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_installation_passes() {
    let here = Installation::new();
    let synapse = synapse(SECRET, refused(), here.url("/")).await;
    let server = here.start();
    let said = ask(&here, Some(&synapse));
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("0 failures, 0 warnings"), "{}", said.out);
    for line in [
        "accepts our secret",
        "asks us about tokens",
        "auth_metadata names our issuer",
        "has our keys",
    ] {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_homeserver_is_told() {
    let here = Installation::new();
    let away = ResponseTemplate::new(503).set_body_json(json!({"errcode": "M_UNKNOWN", "error": ""}));
    let synapse = synapse("another", away, "https://elsewhere.example.org/".to_owned()).await;
    let server = here.start();
    let said = ask(&here, Some(&synapse));
    assert_eq!(said.code, 1, "{said:?}");
    for line in [
        "does not accept the shared secret",
        "can't ask us about tokens",
        "names the issuer https://elsewhere",
    ] {
        let found = said
            .out
            .lines()
            .find(|found| found.contains(line))
            .unwrap_or_else(|| panic!("{line}: {}", said.out));
        assert!(found.starts_with("FAIL") && found.contains(" => "), "{found}");
    }
    drop(server);
}

/// What is said about older apps by an installation that passes requests on, at the address of `front`.
fn older_apps(here: &Installation, front: &str, synapse: &MockServer) -> String {
    let resources = ["discovery", "human", "oauth", "compat", "assets", "homeserver"];
    let names = resources.iter().enumerate();
    let settings =
        names.map(|(index, name)| (format!("GATEHOUSE__HTTP__LISTENERS__0__RESOURCES__{index}__NAME"), name));
    let mut command = here.command(&["doctor"]);
    command
        .envs(settings)
        .env("GATEHOUSE__HTTP__PUBLIC_BASE", front)
        .env("GATEHOUSE__MATRIX__KIND", "synapse")
        .env("GATEHOUSE__MATRIX__ENDPOINT", synapse.uri())
        .env("GATEHOUSE__MATRIX__SECRET", SECRET);
    let said: Said = command.output().unwrap().into();
    let found = said.out.lines().find(|line| line.contains("older apps"));
    found.unwrap_or_else(|| panic!("{said:?}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn older_apps_have_to_find_us_where_the_homeserver_is() {
    let here = Installation::new();
    let synapse = synapse(SECRET, refused(), here.url("/")).await;
    let server = here.start();
    let found = older_apps(&here, &here.url("/"), &synapse);
    assert!(
        found.starts_with("OK    ") && found.contains("client/v3/login lets"),
        "{found}"
    );
    drop(server);

    for (status, body) in [
        (404, json!({"errcode": "M_UNRECOGNIZED", "error": ""})),
        (
            200,
            json!({"flows": [{"type": "m.login.password"}, {"type": "m.login.sso"}]}),
        ),
    ] {
        let front = MockServer::start().await;
        Mock::given(path("/_matrix/client/v3/login"))
            .respond_with(ResponseTemplate::new(status).set_body_json(body))
            .mount(&front)
            .await;
        let found = older_apps(&here, &front.uri(), &synapse);
        let expected = format!("login: HTTP {status} ");
        assert!(found.starts_with("WARN") && found.contains(&expected), "{found}");
        assert!(found.contains(" => see that `compat` is in the listener"), "{found}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let found = older_apps(&here, &format!("http://{nobody}/"), &synapse);
    assert!(found.starts_with("WARN") && found.contains("can't be read"), "{found}");
}

#[test]
fn a_doctor_finds_what_is_missing_and_makes_nothing() {
    let here = Installation::new();
    let said = ask(&here, None);
    assert_eq!(said.code, 1, "{said:?}");
    for line in [
        "there is no database",
        "there are no signing keys",
        "the server does not answer",
    ] {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
    assert!(!here.path("data").exists());
}

#[test]
fn a_bad_configuration_is_a_finding() {
    let here = Installation::new();
    here.write("config.yaml", &format!("matrix:\n  secrt: {SECRET}\n"));
    let said = ask(&here, None);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.out.contains("FAIL") && said.out.contains("did you mean `secret`?"),
        "{}",
        said.out
    );
}

#[test]
fn an_issuer_in_the_clear_and_a_proxy_that_anybody_can_play_fail() {
    let here = Installation::new();
    here.write(
        "config.yaml",
        "http:\n  public_base: http://192.0.2.1:9/\n  trusted_proxies: [0.0.0.0/0]\n",
    );
    let mut command = here.command(&["doctor"]);
    let said: Said = command
        .env_remove("GATEHOUSE__HTTP__PUBLIC_BASE")
        .output()
        .unwrap()
        .into();
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("is not https"), "{}", said.out);
    assert!(said.out.contains("any client can pretend"), "{}", said.out);
}

#[test]
fn stanzas_are_printed_for_every_proxy() {
    let here = Installation::new();
    for (proxy, expected) in [
        ("nginx", &["proxy_pass"][..]),
        ("caddy", &["reverse_proxy"]),
        ("traefik", &["loadBalancer"]),
        ("all", &["proxy_pass", "reverse_proxy", "loadBalancer"]),
    ] {
        let out = here.done(&["doctor", "--proxy", proxy]);
        for part in expected {
            assert!(out.contains(part), "{proxy}: {out}");
        }
    }
}

/// A mail server that takes one connection, and says this to whoever wants to sign in.
fn mail_server(auth: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        stream.write_all(b"220 mail.test\r\n").unwrap();
        for line in lines.map_while(Result::ok) {
            let reply = match line.split(' ').next() {
                Some("EHLO") => "250-mail.test\r\n250 AUTH PLAIN",
                Some("AUTH") => auth,
                Some("QUIT") => "221 bye",
                Some("NOOP") => "250 fine",
                other => panic!("a probe has no business with {other:?}"),
            };
            stream.write_all(format!("{reply}\r\n").as_bytes()).unwrap();
        }
    });
    port
}

fn ask_with_mail(here: &Installation, port: u16) -> String {
    let mut command = here.command(&["doctor"]);
    command
        .env("GATEHOUSE__EMAIL__TRANSPORT", "smtp")
        .env("GATEHOUSE__EMAIL__MODE", "plain")
        .env("GATEHOUSE__EMAIL__HOSTNAME", "127.0.0.1")
        .env("GATEHOUSE__EMAIL__PORT", port.to_string())
        .env("GATEHOUSE__EMAIL__USERNAME", "gatehouse")
        .env("GATEHOUSE__EMAIL__PASSWORD", SECRET);
    let said: Said = command.output().unwrap().into();
    assert!(!said.out.contains(SECRET) && !said.err.contains(SECRET), "{said:?}");
    let found = said.out.lines().find(|line| line.contains("mail server"));
    found.unwrap_or_else(|| panic!("{said:?}")).to_owned()
}

#[test]
fn a_mail_server_is_asked_without_a_letter() {
    let here = Installation::new();
    let found = ask_with_mail(&here, mail_server("235 welcome"));
    assert_eq!(found, "OK    the mail server 127.0.0.1 would take a letter");
    let found = ask_with_mail(&here, mail_server("535 5.7.8 wrong"));
    assert!(
        found.starts_with("FAIL") && found.contains("535 5.7.8 wrong"),
        "{found}"
    );
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let found = ask_with_mail(&here, nobody);
    assert!(
        found.starts_with("FAIL") && found.contains("see that it runs"),
        "{found}"
    );
}

#[test]
fn without_mail_nobody_can_sign_up_who_needs_it() {
    let here = Installation::new();
    let said = ask(&here, None);
    assert!(said.out.contains("OK    no mail is sent\n"), "{}", said.out);
    let mut command = here.command(&["doctor"]);
    command.env("GATEHOUSE__ACCOUNT__PASSWORD_RECOVERY_ENABLED", "true");
    let said: Said = command.output().unwrap().into();
    assert!(said.out.contains("WARN  no mail is sent, but"), "{}", said.out);
}
