//! Clients that other people wrote, each as its own process that does what it is told.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout},
};

use super::{installed, without_proxies};

const HOW_TO_INSTALL: &str = "Node 22 or newer is missing: install it, or run `./dev test`, which brings its own";
/// What matrix-js-sdk asks for.
const OLDEST_NODE: u32 = 22;

/// Runs as long as this value lives.
pub struct RealClient {
    _process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl RealClient {
    /// matrix-js-sdk, on which Element Web is built.
    pub fn js_sdk() -> Self {
        Self::node("matrix-js-sdk", "homeserver/client.mjs")
    }

    /// matrix-nio, on which bots and terminal clients are built.
    pub fn nio() -> Self {
        Self::python("homeserver/nio_client.py")
    }

    /// mautrix, on which bridges are built.
    pub fn mautrix() -> Self {
        Self::python("homeserver/mautrix_client.py")
    }

    /// openid-client, with which Node signs people in.
    pub fn openid_client() -> Self {
        Self::node("openid-client", "openid/openid_client.mjs")
    }

    /// oauth4webapi, with which browsers and workers do, step by step.
    pub fn oauth4webapi() -> Self {
        Self::node("oauth4webapi", "openid/oauth4webapi.mjs")
    }

    /// Authlib, with which Python does.
    pub fn authlib() -> Self {
        Self::python("openid/authlib_client.py")
    }

    fn node(package: &str, script: &str) -> Self {
        let folder = installed::homeserver();
        assert!(
            folder.join("node_modules").join(package).exists(),
            "{package} is missing: run `./dev test`, or `npm ci` in {}",
            folder.display()
        );
        let version = node_version();
        assert!(version >= OLDEST_NODE, "{HOW_TO_INSTALL}; this one is {version}");
        Self::start(Path::new("node"), &[], script)
    }

    fn python(script: &str) -> Self {
        // Nothing compiled is left beside the scripts.
        Self::start(&installed::python_clients(), &["-B"], script)
    }

    fn start(program: &Path, options: &[&str], script: &str) -> Self {
        let mut command = std::process::Command::new(program);
        command
            .args(options)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
            // Where the scripts in Python find what they share.
            .env("PYTHONPATH", installed::homeserver());
        // Its log is of use to whoever runs a single test by hand.
        let log = if std::env::var_os("CLIENT_LOG").is_some() {
            Stdio::inherit()
        } else {
            Stdio::null()
        };
        without_proxies(&mut command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut process = tokio::process::Command::from(command)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        Self {
            _process: process,
            input,
            output,
        }
    }

    /// What the call gives back.
    #[track_caller]
    pub fn ask(&mut self, call: &str, parameters: Value) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let answer = self.call(call, parameters).await;
            answer
                .get("result")
                .cloned()
                .unwrap_or_else(|| panic!("{call} at {caller}: {answer}"))
        }
    }

    /// The error that the call ends with.
    pub async fn fail(&mut self, call: &str, parameters: Value) -> Value {
        let answer = self.call(call, parameters).await;
        answer
            .get("error")
            .cloned()
            .unwrap_or_else(|| panic!("{call} succeeds: {answer}"))
    }

    async fn call(&mut self, call: &str, mut parameters: Value) -> Value {
        if let Some(members) = parameters.as_object_mut() {
            members.insert("call".to_owned(), json!(call));
        }
        let line = format!("{parameters}\n");
        self.input.write_all(line.as_bytes()).await.expect("the client listens");
        let line = tokio::time::timeout(Duration::from_mins(1), self.output.next_line()).await;
        let line = line
            .unwrap_or_else(|_| panic!("{call} takes too long"))
            .expect("a line");
        let line = line.unwrap_or_else(|| panic!("the client ended during {call}"));
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{call}: {error}: {line}"))
    }
}

fn node_version() -> u32 {
    let output = std::process::Command::new("node")
        .args(["-p", "process.versions.node.split('.')[0]"])
        .output();
    String::from_utf8_lossy(&output.expect(HOW_TO_INSTALL).stdout)
        .trim()
        .parse()
        .expect(HOW_TO_INSTALL)
}
