//! matrix-js-sdk on Node, as its own process.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

const HOW_TO_INSTALL: &str = "Node 22 or newer is missing: install it, or run `./dev test`, which brings its own";
/// What matrix-js-sdk asks for.
const OLDEST_NODE: u32 = 22;

/// Runs as long as this value lives.
pub struct JsClient {
    _process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl JsClient {
    pub fn start() -> Self {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("homeserver");
        assert!(
            directory.join("node_modules/matrix-js-sdk").exists(),
            "matrix-js-sdk is missing: run `./dev test`, or `npm ci` in {}",
            directory.display()
        );
        let version = node_version();
        assert!(version >= OLDEST_NODE, "{HOW_TO_INSTALL}; this one is {version}");
        let mut command = Command::new("node");
        command
            .arg(directory.join("client.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        // Its log is of use to whoever runs a single test by hand.
        let log = if std::env::var_os("JS_CLIENT_LOG").is_some() {
            Stdio::inherit()
        } else {
            Stdio::null()
        };
        let mut process = command.stderr(log).kill_on_drop(true).spawn().expect(HOW_TO_INSTALL);
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
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
        parameters["call"] = json!(call);
        self.input
            .write_all(format!("{parameters}\n").as_bytes())
            .await
            .unwrap();
        let line = tokio::time::timeout(Duration::from_mins(1), self.output.next_line()).await;
        let line = line.unwrap_or_else(|_| panic!("{call} takes too long")).unwrap();
        serde_json::from_str(&line.unwrap_or_else(|| panic!("the client ended during {call}"))).unwrap()
    }
}

fn node_version() -> u32 {
    let output = std::process::Command::new("node")
        .args(["-p", "process.versions.node.split('.')[0]"])
        .output();
    String::from_utf8(output.expect(HOW_TO_INSTALL).stdout)
        .unwrap()
        .trim()
        .parse()
        .expect(HOW_TO_INSTALL)
}
