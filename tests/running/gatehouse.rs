//! The server itself, as its own process.

use std::{
    env,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use super::{free_port, http, wait_until, without_proxies};

/// What the server is configured with.
#[derive(Clone, Default)]
pub struct Setup {
    /// Without: SQLite in the data directory.
    pub database_uri: Option<String>,
    /// Without: a plain OpenID provider.
    pub homeserver: Option<HomeserverSetup>,
    /// Sections of the configuration.
    pub sections: Vec<(&'static str, Value)>,
    /// A second file of the configuration, as an operator writes it.
    pub more: Option<String>,
    /// Where browsers and clients find the server, if a proxy stands before it.
    pub public_base: Option<Url>,
    /// Whether the server passes requests on to the homeserver.
    pub passes_on: bool,
}

/// The homeserver that the server takes care of.
#[derive(Clone)]
pub struct HomeserverSetup {
    pub server_name: String,
    pub endpoint: String,
    pub secret: String,
}

/// A running server, which ends with this value.
pub struct Gatehouse {
    directory: TempDir,
    listener: Url,
    base: Url,
    process: Option<Child>,
}

impl Gatehouse {
    /// The password of every account of [`Gatehouse::register`].
    pub const PASSWORD: &str = "correct horse battery staple";

    /// Starts the server on a free port, with an empty data directory.
    pub async fn start(setup: &Setup) -> Self {
        Self::start_on(free_port(), setup).await
    }

    /// Starts the server on a port that is known beforehand.
    pub async fn start_on(port: u16, setup: &Setup) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let listener = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL");
        let mut gatehouse = Self {
            directory,
            base: setup.public_base.clone().unwrap_or_else(|| listener.clone()),
            listener,
            process: None,
        };
        gatehouse.configure(setup);
        gatehouse.start_again().await;
        gatehouse
    }

    /// Writes the configuration; a running server reads it when it starts again.
    pub fn configure(&self, setup: &Setup) {
        let mut resources = vec!["discovery", "human", "oauth", "compat", "assets", "health"];
        if setup.passes_on {
            resources.push("homeserver");
        }
        let resources: Vec<Value> = resources.iter().map(|name| json!({"name": name})).collect();
        let mut config = json!({
            "http": {
                "public_base": self.base,
                "listeners": [{
                    "name": "web",
                    "resources": resources,
                    "binds": [{"host": "127.0.0.1", "port": self.listener.port()}],
                }],
            },
            "matrix": {"kind": "none"},
            "rate_limiting": without_limits(),
        });
        if let Some(homeserver) = &setup.homeserver {
            set(
                &mut config,
                "matrix",
                json!({
                    "kind": "synapse",
                    "homeserver": homeserver.server_name,
                    "endpoint": homeserver.endpoint,
                    "secret": homeserver.secret,
                }),
            );
        }
        if let Some(uri) = &setup.database_uri {
            set(&mut config, "database", json!({"uri": uri}));
        }
        for (section, value) in &setup.sections {
            set(&mut config, section, value.clone());
        }
        // JSON is YAML.
        fs::write(self.config_file(), config.to_string()).expect("the configuration is written");
        let more = setup.more.as_deref().unwrap_or("{}");
        fs::write(self.more_config_file(), more).expect("the configuration is written");
    }

    /// Starts the server where it was before: the same port, the same data.
    pub async fn start_again(&mut self) {
        assert!(self.process.is_none(), "the server runs already");
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_file())
            .expect("a log file");
        let errors = log.try_clone().expect("the same file");
        let mut command = self.command(&["server"]);
        let child = command.stdin(Stdio::null()).stdout(log).stderr(errors).spawn();
        self.process = Some(child.expect("the server starts"));
        let (client, health) = (http(), self.listener.join("health").expect("a path"));
        wait_until("the server answers", Duration::from_secs(30), async || {
            self.assert_alive();
            client
                .get(health.clone())
                .send()
                .await
                .ok()
                .filter(|response| response.status().is_success())
        })
        .await;
    }

    /// SIGKILL: the server has no chance to write anything down.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("the server is killed");
            process.wait().expect("the server is gone");
        }
    }

    /// Makes an account from the command line.
    pub fn register(&self, username: &str) {
        let mut command = self.command(&["manage", "register-user", username, "--yes", "--password-stdin"]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command line starts");
        let mut stdin = child.stdin.take().expect("its standard input");
        writeln!(stdin, "{}", Self::PASSWORD).expect("the password is passed on");
        drop(stdin);
        let output = child.wait_with_output().expect("the command line ends");
        assert!(
            output.status.success(),
            "register-user: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// The address of a page or endpoint; `path` starts without a slash.
    pub fn url(&self, path: &str) -> Url {
        self.base.join(path).expect("a path")
    }

    /// The issuer, which is where everything begins.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Where the data of a server with this setup is, as the command line spells it.
    pub fn database_uri(&self, setup: &Setup) -> String {
        let embedded = || format!("sqlite:{}", self.data_dir().join("gatehouse.db").display());
        setup.database_uri.clone().unwrap_or_else(embedded)
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// The program with these arguments, and with the server's configuration and data.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .arg("-c")
            .arg(self.config_file())
            .arg("-c")
            .arg(self.more_config_file())
            .arg("--data-dir")
            .arg(self.data_dir());
        command.args(arguments).current_dir(self.directory.path());
        for (name, _) in env::vars_os() {
            // What a developer set for a server of their own.
            if name.to_string_lossy().starts_with("GATEHOUSE_") || name == "RUST_LOG" {
                command.env_remove(name);
            }
        }
        without_proxies(&mut command);
        command
    }

    fn assert_alive(&mut self) {
        let ended = self
            .process
            .as_mut()
            .and_then(|process| process.try_wait().ok().flatten());
        assert!(ended.is_none(), "the server ended with {ended:?}:\n{}", self.log());
    }

    fn config_file(&self) -> PathBuf {
        self.directory.path().join("config.yaml")
    }

    fn more_config_file(&self) -> PathBuf {
        self.directory.path().join("more.yaml")
    }

    fn data_dir(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn log_file(&self) -> PathBuf {
        self.directory.path().join("gatehouse.log")
    }
}

impl Drop for Gatehouse {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let last = lines.get(lines.len().saturating_sub(40)..).unwrap_or_default();
            eprintln!("the server's log ends with:\n{}", last.join("\n"));
        }
    }
}

/// All people of a test share one address.
fn without_limits() -> Value {
    let rate = json!({"burst": 1_000_000, "per_second": 1_000});
    json!({
        "login": {"per_ip": rate, "per_account": rate},
        "registration": rate,
        "registration_token": {"per_ip": rate},
        "account_recovery": {"per_ip": rate, "per_address": rate},
        "recovery_ticket": {"per_ip": rate},
        "email_authentication": {
            "per_ip": rate,
            "per_address": rate,
            "emails_per_session": rate,
            "attempt_per_session": rate,
        },
        "password_confirmation": {"per_account": rate},
        "user_code": {"per_ip": rate, "per_session": rate},
    })
}

fn set(config: &mut Value, section: &str, value: Value) {
    if let Some(members) = config.as_object_mut() {
        members.insert(section.to_owned(), value);
    }
}

/// The program, as `cargo build` leaves it beside the tests.
fn binary() -> PathBuf {
    if let Some(named) = env::var_os("GATEHOUSE_BIN") {
        return named.into();
    }
    let test = env::current_exe().expect("the path of this test");
    let found = test
        .ancestors()
        .map(|directory| directory.join("gatehouse"))
        .find(|path| is_program(path));
    found.expect("the program is missing: run `cargo build -p gatehouse-server` before these tests")
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}
