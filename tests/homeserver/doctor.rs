//! `gatehouse doctor` beside a real homeserver.

use std::process::Command;

use gatehouse_testkit::{Engine, both_databases};
use gatehouse_tests::Gatehouse;

use crate::{
    front::Front,
    pair::{Pair, Sitting, matrix_scope},
    synapse::Synapse,
};

const OTHER_SECRET: &str = "secret-of-somebody-else";

/// What the doctor found.
#[derive(Debug)]
struct Report {
    code: Option<i32>,
    text: String,
}

impl Report {
    fn of(gatehouse: &Gatehouse) -> Self {
        Self::from(gatehouse.command(&["doctor"]))
    }

    fn from(mut command: Command) -> Self {
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let all = format!("{text}{}", String::from_utf8(output.stderr).unwrap());
        for secret in [Synapse::SECRET, OTHER_SECRET, Gatehouse::PASSWORD, "PRIVATE KEY"] {
            assert!(!all.contains(secret), "a secret is told: {all}");
        }
        Self {
            code: output.status.code(),
            text,
        }
    }

    /// All is well, and each of these was looked at.
    #[track_caller]
    fn assert_well(&self, findings: &[&str]) {
        assert_eq!(self.code, Some(0), "{self:?}");
        assert!(self.text.contains("0 failures, 0 warnings"), "{}", self.text);
        for finding in findings {
            self.assert_found("OK", finding);
        }
    }

    /// This is found, and nothing else is wrong.
    #[track_caller]
    fn assert_failures(&self, findings: &[&str]) {
        assert_eq!(self.code, Some(1), "{self:?}");
        let failures = self.text.lines().filter(|line| line.starts_with("FAIL")).count();
        assert_eq!(failures, findings.len(), "{}", self.text);
        for finding in findings {
            self.assert_found("FAIL", finding);
        }
    }

    #[track_caller]
    fn assert_found(&self, verdict: &str, finding: &str) {
        let mut lines = self.text.lines();
        let found = lines.any(|line| line.starts_with(verdict) && line.contains(finding));
        assert!(found, "no {verdict} with {finding}: {}", self.text);
    }
}

/// What is seen from inside, and of our own documents, wherever the homeserver is.
fn common(pair: &Pair, engine: &str) -> Vec<String> {
    let base = pair.gatehouse.base();
    vec![
        "the configuration can be used".to_owned(),
        format!("the issuer {base} is for use on this machine only"),
        "tokens can be signed with RS256".to_owned(),
        format!("the database ({engine}) answers"),
        "the schema of the database is up to date".to_owned(),
        "no background job is stuck".to_owned(),
        format!("the homeserver answers at {}", pair.line.url()),
        "the homeserver accepts our secret".to_owned(),
        "the homeserver asks us about tokens".to_owned(),
        format!("{base}.well-known/openid-configuration names our issuer"),
        format!("apps in browsers can read {base}.well-known/openid-configuration"),
        format!("{base}oauth2/keys.json has our keys"),
    ]
}

#[both_databases]
async fn a_server_and_its_synapse_are_well(pair: Pair) {
    // In use, so that there is something to stumble over.
    pair.gatehouse.register("alice");
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    sitting.tokens(&matrix_scope("ALICESPHONE")).await;
    let engine = pair.database().await.engine();
    let mut expected = common(&pair, engine);
    // A server name that means this machine has no document in the world.
    expected.push(format!(
        "{}_matrix/client/v1/auth_metadata names our issuer",
        pair.line.url()
    ));
    let report = Report::of(&pair.gatehouse);
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    report.assert_well(&expected);
    assert!(!report.text.contains(".well-known/matrix"), "{}", report.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_homeserver_is_found_by_its_server_name() {
    const NAME: &str = "matrix.example.org";
    let pair = Pair::named(NAME, Engine::Sqlite).await;
    let front = Front::of(NAME, pair.synapse.port()).await;
    let mut command = pair.gatehouse.command(&["doctor"]);
    command
        .env("HTTPS_PROXY", front.proxy())
        .env("SSL_CERT_FILE", front.authority());
    let well_known = format!("https://{NAME}/.well-known/matrix/client");
    let mut expected = common(&pair, "sqlite");
    expected.extend([
        format!("{well_known} leads to the homeserver at {}", pair.synapse.url()),
        format!("apps in browsers can read {well_known}"),
        format!("{}_matrix/client/v1/auth_metadata names our issuer", pair.synapse.url()),
    ]);
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    Report::from(command).assert_well(&expected);

    // The same homeserver, and nobody serves its name: apps don't find it, nor what it says about us.
    let mut command = pair.gatehouse.command(&["doctor"]);
    command.env("HTTPS_PROXY", "http://127.0.0.1:9");
    Report::from(command).assert_failures(&[
        &format!("{well_known} can't be read"),
        &format!("https://{NAME}/_matrix/client/v1/auth_metadata can't be read"),
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_synapse_does_not_share_is_named() {
    let mut pair = Pair::start().await;
    let mut mistaken = pair.setup.clone();
    mistaken.homeserver.as_mut().unwrap().secret = OTHER_SECRET.to_owned();
    pair.gatehouse.configure(&mistaken);
    pair.kill_and_start_again().await;
    let report = Report::of(&pair.gatehouse);
    report.assert_failures(&[
        "the homeserver does not accept the shared secret",
        "the homeserver can't ask us about tokens",
    ]);
    let remedy = "make matrix.secret here and matrix_authentication_service.secret of Synapse the same";
    report.assert_found("FAIL", remedy);

    pair.gatehouse.configure(&pair.setup);
    pair.kill_and_start_again().await;
    Report::of(&pair.gatehouse).assert_well(&["the homeserver accepts our secret"]);

    pair.synapse.down();
    let address = pair.line.url();
    Report::of(&pair.gatehouse).assert_failures(&[
        &format!("matrix.endpoint, {address}, leads to it"),
        &format!("{address}_matrix/client/v1/auth_metadata can't be read"),
    ]);
}
