//! The program under test, as an operator starts it.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{load::Target, postgres, process::Process, request};

/// What the homeserver would show; nothing else here needs a homeserver.
pub const SECRET: &str = "the-secret-that-a-homeserver-would-show";

/// Everybody here comes from the same address, and again and again.
const WITHOUT_LIMITS: &str = "rate_limiting: {login: {per_ip: &often {burst: 100000000, per_second: 1000000}, \
     per_account: *often}}\n";

/// Where the data lives.
#[derive(Clone)]
pub enum Database {
    Sqlite(PathBuf),
    Postgres { socket: PathBuf, uri: String },
}

impl Database {
    pub fn uri(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres { uri, .. } => uri.clone(),
        }
    }

    fn section(&self) -> String {
        match self {
            Self::Sqlite(_) => format!("database: {{uri: \"{}\"}}\n", self.uri()),
            Self::Postgres { socket, .. } => format!(
                "database: {{socket: \"{}\", username: {}, database: {}}}\n",
                socket.display(),
                postgres::USER,
                postgres::DATABASE
            ),
        }
    }
}

/// An installation: a program, its configuration and its data.
pub struct Installation {
    program: PathBuf,
    directory: PathBuf,
    pub address: SocketAddr,
}

impl Installation {
    /// Writes the configuration, once with the homeserver's secret and once without, for the command line: there
    /// is no homeserver that it could ask whether a name is free.
    pub fn new(program: &Path, directory: &Path, database: &Database) -> Result<Self> {
        let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
        Self::before(nobody, program, directory, database)
    }

    /// With a homeserver to which requests are passed on.
    pub fn before(homeserver: SocketAddr, program: &Path, directory: &Path, database: &Database) -> Result<Self> {
        let address = free_address()?;
        let common = |resources: &str| {
            format!(
                "http:\n  public_base: http://localhost:{port}/\n  listeners:\n    - name: web\n      \
                 resources: [{{name: discovery}}, {{name: human}}, {{name: oauth}}, {{name: health}}{resources}]\n      \
                 binds: [{{address: \"{address}\"}}]\n{}{WITHOUT_LIMITS}",
                database.section(),
                port = address.port(),
            )
        };
        let matrix = format!(
            "matrix: {{kind: synapse, homeserver: localhost, endpoint: \"http://{homeserver}/\", secret: {SECRET}}}\n"
        );
        fs::write(directory.join("alone.yaml"), common(""))?;
        fs::write(directory.join("config.yaml"), common(", {name: homeserver}") + &matrix)?;
        Ok(Self {
            program: program.to_owned(),
            directory: directory.to_owned(),
            address,
        })
    }

    /// Runs a command that ends by itself, with a line for its standard input.
    pub fn command(&self, arguments: &[&str], input: &str) -> Result<()> {
        let mut child = self
            .gatehouse("alone.yaml")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            writeln!(stdin, "{input}")?;
        }
        let output = child.wait_with_output()?;
        ensure!(
            output.status.success(),
            "gatehouse {} failed: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    /// Starts the server and waits until it answers a request; its log goes to a file, at the default level.
    pub fn start(&self) -> Result<Server> {
        self.start_logging("info")
    }

    /// The same with a filter for its log.
    pub fn start_logging(&self, filter: &str) -> Result<Server> {
        let log = self.directory.join("server.log");
        let mut gatehouse = self.gatehouse("config.yaml");
        gatehouse.env("RUST_LOG", filter);
        gatehouse.arg("server").stdin(Stdio::null()).stdout(Stdio::null());
        gatehouse.stderr(File::options().create(true).append(true).open(&log)?);
        let begun = Instant::now();
        let child = gatehouse
            .spawn()
            .with_context(|| format!("{} can't be started", self.program.display()))?;
        let mut server = Server {
            child,
            address: self.address,
            start_up: Duration::ZERO,
        };
        while !answers(self.address) {
            if server.child.try_wait()?.is_some() || begun.elapsed() > Duration::from_secs(30) {
                bail!(
                    "the server does not start: {}",
                    fs::read_to_string(&log).unwrap_or_default()
                );
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        server.start_up = begun.elapsed();
        Ok(server)
    }

    fn gatehouse(&self, config: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("-c")
            .arg(self.directory.join(config))
            .arg("--data-dir")
            .arg(self.directory.join("data"));
        command
    }
}

/// A running server; gone when dropped.
pub struct Server {
    child: Child,
    address: SocketAddr,
    /// From its start to the end of its first answer.
    pub start_up: Duration,
}

impl Server {
    pub fn target(&self) -> Target {
        Target {
            address: self.address,
            process: self.process(),
        }
    }

    pub fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// Lets it finish what it does.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a request is answered, whatever the answer.
pub fn answers(address: SocketAddr) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(&request::get("/health", ""))?;
        stream.read(&mut [0; 1024])
    };
    ask().is_ok_and(|length| length > 0)
}

/// An address on which nobody listens.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
