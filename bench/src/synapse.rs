//! A real Synapse that knows its users itself, by way of `synapse-up.sh`.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::{connection::Connection, load::Target, process::Process, request, server::free_address};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/homeserver/synapse-up.sh");

/// A running one; gone when dropped.
pub struct Synapse {
    directory: PathBuf,
    pub address: SocketAddr,
    process: Process,
}

impl Synapse {
    pub fn start(scratch: &Path) -> Result<Self> {
        let directory = scratch.join("synapse");
        fs::create_dir(&directory)?;
        let mut synapse = Self {
            directory,
            address: free_address()?,
            process: Process(0),
        };
        let output = synapse.script("up")?;
        ensure!(
            output.status.success(),
            "Synapse does not start: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let said = String::from_utf8(output.stdout)?;
        let id = said.lines().find_map(|line| line.strip_prefix("SYNAPSE_PID="));
        synapse.process = Process(id.context("Synapse has no process id")?.parse()?);
        Ok(synapse)
    }

    pub fn target(&self) -> Target {
        Target {
            address: self.address,
            process: self.process,
        }
    }

    /// The access token of a new user.
    pub async fn user(&self) -> Result<String> {
        let body = r#"{"username": "alice", "password": "of a bench", "auth": {"type": "m.login.dummy"}}"#;
        let register = request::post("/_matrix/client/v3/register", "application/json", "", body);
        let mut connection = Connection::open(self.address).await?;
        let answer = connection.send(&register).await?;
        answer.expect(200)?;
        let answer: Value = serde_json::from_slice(answer.body)?;
        let token = answer.get("access_token").and_then(Value::as_str);
        Ok(token.context("no access token")?.to_owned())
    }

    fn script(&self, command: &str) -> Result<Output> {
        let mut script = Command::new(SCRIPT);
        script.arg(command).stdin(Stdio::null());
        script.env("SYNAPSE_DIR", &self.directory);
        script.env("SYNAPSE_PORT", self.address.port().to_string());
        script.env("SERVER_NAME", "localhost");
        for name in [
            "AUTH_ENDPOINT",
            "SYNAPSE_BIND",
            "PUBLIC_BASEURL",
            "SYNAPSE_EXTRA_CONFIG",
        ] {
            script.env_remove(name);
        }
        script.output().context("synapse-up.sh needs bash")
    }
}

impl Drop for Synapse {
    fn drop(&mut self) {
        let _ = self.script("down");
    }
}
