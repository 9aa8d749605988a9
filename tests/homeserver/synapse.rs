//! A real Synapse, by way of `synapse-up.sh`.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use gatehouse_tests::{HomeserverSetup, free_port};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

/// Devices meet at the homeserver to sign each other in by QR code (MSC4108 as deployed).
const EXTRA: &str = "experimental_features: {msc4108_enabled: true}\n";

/// A homeserver whose accounts live elsewhere; it ends with this value.
pub struct Synapse {
    directory: TempDir,
    server_name: String,
    port: u16,
    /// Without: people sign in to it.
    auth_endpoint: Option<Url>,
    watchman: Child,
}

impl Synapse {
    pub const SERVER_NAME: &str = "test.localhost";
    pub const SECRET: &str = "shared-secret-of-the-tests";

    /// Starts one that asks `auth_endpoint` who people are.
    pub fn start(server_name: &str, auth_endpoint: &Url) -> Self {
        Self::start_with(server_name, Some(auth_endpoint.clone()))
    }

    /// Starts one that knows by itself who people are.
    pub fn on_its_own(server_name: &str) -> Self {
        Self::start_with(server_name, None)
    }

    fn start_with(server_name: &str, auth_endpoint: Option<Url>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let watchman = watchman(directory.path());
        let this = Self {
            directory,
            server_name: server_name.to_owned(),
            port: free_port(),
            auth_endpoint,
            watchman,
        };
        this.up();
        this
    }

    /// Starts it again as one that asks `auth_endpoint` who people are.
    pub fn delegate_to(&mut self, auth_endpoint: &Url) {
        self.down();
        self.auth_endpoint = Some(auth_endpoint.clone());
        self.up();
    }

    fn extra(&self) -> PathBuf {
        self.directory.path().join("extra.yaml")
    }

    /// Starts again what was stopped: same address, same data.
    pub fn up(&self) {
        let extra = if self.auth_endpoint.is_some() { EXTRA } else { "{}" };
        std::fs::write(self.extra(), extra).unwrap();
        let output = self.script("up");
        assert!(
            output.status.success(),
            "Synapse does not start: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    pub fn down(&self) {
        assert!(self.script("down").status.success());
    }

    /// What an authorization server has to know that reaches this one at `endpoint`.
    pub fn setup(&self, endpoint: String) -> HomeserverSetup {
        HomeserverSetup {
            server_name: self.server_name.clone(),
            endpoint,
            secret: Self::SECRET.to_owned(),
        }
    }

    pub fn url(&self) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}/", self.port)).unwrap()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = self.url().join("/_matrix/client/v3/").unwrap().join(path).unwrap();
        let response = client.get(url).bearer_auth(token).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// The ids of the devices of whoever holds the token.
    pub async fn devices(&self, token: &str) -> Vec<String> {
        let (status, body) = self.get("devices", token).await;
        assert_eq!(status, 200, "{body}");
        let devices = body["devices"].as_array().unwrap().iter();
        devices
            .map(|device| device["device_id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// What the homeserver calls a device of whoever holds the token.
    pub async fn device_name(&self, token: &str, device: &str) -> String {
        let (status, body) = self.get(&format!("devices/{device}"), token).await;
        assert_eq!(status, 200, "{body}");
        body["display_name"].as_str().unwrap().to_owned()
    }

    /// What the homeserver tells the authorization server about an account.
    pub async fn account(&self, username: &str) -> Value {
        let path = format!("/_synapse/mas/query_user?localpart={username}");
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.get(self.url().join(&path).unwrap());
        let response = request.bearer_auth(Self::SECRET).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    /// What a moderator does with an administrator's token.
    pub async fn suspend(&self, token: &str, user_id: &str) {
        let path = format!("/_synapse/admin/v1/suspend/{user_id}");
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.put(self.url().join(&path).unwrap()).bearer_auth(token);
        let response = request.json(&json!({"suspend": true})).send().await.unwrap();
        assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    }

    /// What the homeserver says about the token's owner and device.
    pub async fn whoami(&self, token: &str) -> (u16, Value) {
        self.get("account/whoami", token).await
    }

    fn script(&self, command: &str) -> Output {
        let mut script = script(self.directory.path());
        script
            .env("AUTH_ENDPOINT", self.auth_endpoint.as_ref().map_or("", Url::as_str))
            .env("SECRET", Self::SECRET)
            .env("SYNAPSE_EXTRA_CONFIG", self.extra())
            .env("SYNAPSE_PORT", self.port.to_string())
            .env("SERVER_NAME", &self.server_name);
        script
            .arg(command)
            .stdin(Stdio::null())
            .output()
            .expect("synapse-up.sh needs bash")
    }
}

impl Drop for Synapse {
    fn drop(&mut self) {
        let _ = self.script("down");
        let _ = self.watchman.kill();
        let _ = self.watchman.wait();
    }
}

fn script(directory: &Path) -> Command {
    let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("homeserver/synapse-up.sh"));
    command.env("SYNAPSE_DIR", directory).env("SYNAPSE_VENV", environment());
    for name in ["SYNAPSE_BIND", "PUBLIC_BASEURL", "FORCE_HTTP2", "SYNAPSE_EXTRA_CONFIG"] {
        command.env_remove(name);
    }
    command
}

/// Where Synapse is installed, and stays installed.
fn environment() -> PathBuf {
    env::var_os("SYNAPSE_VENV").map_or_else(|| gatehouse_tests::cache().join("synapse"), PathBuf::from)
}

/// Synapse outlives a test that is killed; this process does not let it.
fn watchman(directory: &Path) -> Child {
    use std::os::unix::process::CommandExt;
    let wait = "while kill -0 \"$1\" 2>/dev/null; do sleep 1; done; \"$2\" clean; rm -rf \"$SYNAPSE_DIR\"";
    let program = script(directory);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", wait, "sh"])
        .arg(std::process::id().to_string())
        .arg(program.get_program());
    shell.env("SYNAPSE_DIR", directory).process_group(0);
    shell
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell")
}
