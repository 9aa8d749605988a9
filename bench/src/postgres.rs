//! A PostgreSQL cluster of our own with the settings it comes with: what is committed is on the disk.

use std::{
    fs,
    os::unix::{fs::MetadataExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};

pub const USER: &str = "postgres";
pub const DATABASE: &str = "gatehouse";

/// A running cluster; stopped when dropped.
pub struct Cluster {
    bin: PathBuf,
    directory: PathBuf,
    owner: Option<(u32, u32)>,
    server: Option<Child>,
}

impl Cluster {
    /// Makes a cluster in an empty directory and an empty database in it.
    pub fn start(directory: &Path) -> Result<Self> {
        let owner = unprivileged_user()?;
        if let Some((uid, gid)) = owner {
            std::os::unix::fs::chown(directory, Some(uid), Some(gid))?;
        }
        let mut cluster = Self {
            bin: binaries()?,
            directory: directory.to_owned(),
            owner,
            server: None,
        };
        let data = directory.join("data");
        let mut initdb = cluster.command("initdb");
        initdb.args([
            "--auth=trust",
            "--no-instructions",
            "--encoding=UTF8",
            "--locale=C",
            "-U",
            USER,
            "-D",
        ]);
        cluster.finish(initdb.arg(&data))?;
        let mut server = cluster.command("postgres");
        server
            .args(["-c", "listen_addresses=", "-c"])
            .arg(format!("unix_socket_directories={}", directory.display()));
        server.arg("-D").arg(&data).stdout(Stdio::null()).stderr(Stdio::null());
        cluster.server = Some(server.spawn()?);
        cluster.wait()?;
        let mut createdb = cluster.command("createdb");
        createdb.args(["-U", USER, "-h"]).arg(directory).arg(DATABASE);
        cluster.finish(&mut createdb)?;
        Ok(cluster)
    }

    pub fn uri(&self) -> String {
        format!("postgresql:///{DATABASE}?host={}&user={USER}", self.directory.display())
    }

    /// The version, as the server tells it.
    pub fn version(&self) -> Result<String> {
        let output = self.command("postgres").arg("--version").output()?;
        Ok(String::from_utf8_lossy(&output.stdout)
            .split_whitespace()
            .nth(2)
            .unwrap_or("?")
            .to_owned())
    }

    fn wait(&self) -> Result<()> {
        let begun = Instant::now();
        loop {
            let ready = self
                .command("pg_isready")
                .arg("-q")
                .arg("-h")
                .arg(&self.directory)
                .status()?;
            if ready.success() {
                return Ok(());
            }
            ensure!(begun.elapsed() < Duration::from_secs(30), "PostgreSQL does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn finish(&self, command: &mut Command) -> Result<()> {
        let output = command.output()?;
        if output.status.success() {
            return Ok(());
        }
        bail!(
            "{} in {}: {}",
            output.status,
            self.directory.display(),
            String::from_utf8_lossy(&output.stderr)
        )
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.current_dir(&self.directory);
        if let Some((uid, gid)) = self.owner {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        let mut stop = self.command("pg_ctl");
        stop.args(["stop", "-m", "immediate", "-D"])
            .arg(self.directory.join("data"))
            .stdout(Stdio::null());
        let stopped = stop.status();
        if !stopped.is_ok_and(|status| status.success()) {
            let _ = server.kill();
        }
        let _ = server.wait();
    }
}

/// PostgreSQL refuses to run as root; then it runs as Debian's `postgres`, or as `nobody`.
fn unprivileged_user() -> Result<Option<(u32, u32)>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd")?;
    let find = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2);
        Some((ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
    };
    let user = find("postgres").or_else(|| find("nobody"));
    user.map(Some)
        .context("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

/// The newest installed server, which Debian keeps out of the path.
fn binaries() -> Result<PathBuf> {
    let missing = "PostgreSQL is missing: install Debian's package postgresql";
    let entries = fs::read_dir("/usr/lib/postgresql").context(missing)?;
    let bins = entries.flatten().map(|entry| entry.path().join("bin"));
    bins.filter(|bin| bin.join("initdb").exists()).max().context(missing)
}
