//! A scratch directory in which the program runs, and what it said.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// A directory of its own; nothing of the machine's environment shows in it.
pub struct Installation {
    dir: TempDir,
    port: u16,
}

impl Installation {
    pub fn new() -> Self {
        // Free now, and nobody else is likely to take it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self {
            dir: TempDir::new().unwrap(),
            port,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn mode(&self, name: impl AsRef<Path>) -> u32 {
        let path = self.dir.path().join(name);
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .env_clear()
            .env("GATEHOUSE__HTTP__PUBLIC_BASE", self.url("/"))
            .env("GATEHOUSE__HTTP__LISTENERS__0__BINDS__0__PORT", self.port.to_string())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs a command that has to succeed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {said:?}");
        said.out
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Said {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap().into()
    }

    pub fn start(&self) -> Server {
        self.start_with(&[])
    }

    /// Starts a server and waits until it serves.
    pub fn start_with(&self, arguments: &[&str]) -> Server {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut log = String::new();
        while !log.contains("listening") {
            assert_ne!(err.read_line(&mut log).unwrap(), 0, "the server ended: {log}");
        }
        Server { child, err, log }
    }
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A server that runs; killed when it is dropped.
pub struct Server {
    child: Child,
    err: BufReader<ChildStderr>,
    /// The log up to the moment when it served.
    pub log: String,
}

impl Server {
    pub fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Ends it as an init system does, and tells what it said.
    pub fn stop(mut self) -> Said {
        self.signal("TERM");
        self.ended()
    }

    pub fn ended(&mut self) -> Said {
        let deadline = Instant::now() + Duration::from_secs(10);
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "the server does not end");
            std::thread::sleep(Duration::from_millis(10));
        };
        let (mut out, mut err) = (String::new(), std::mem::take(&mut self.log));
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        self.err.read_to_string(&mut err).unwrap();
        Said {
            code: status.code().unwrap(),
            out,
            err,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
