//! A throw-away PostgreSQL cluster, shared by all tests that run at the time and gone soon after them.
//!
//! Whoever needs it first starts it, as an unprivileged user, on a Unix socket. Every test process holds a shared
//! lock; a watchman that finds nobody holding it stops the cluster and removes its files.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use gatehouse_storage::{Db, PoolSettings, PostgresTls, Target};

const SUPERUSER: &str = "postgres";
const HOW_TO_INSTALL: &str = "PostgreSQL is missing: install Debian's package postgresql";

struct Cluster {
    dir: PathBuf,
    bin: PathBuf,
    owner: Option<(u32, u32)>,
    /// Held as long as this process lives.
    _in_use: File,
}

/// The URI of a fresh database with the current schema.
pub async fn fresh_database() -> String {
    let template = template().await;
    let name = format!("t_{}", gatehouse_tokens::random::alphanumeric(16).to_lowercase());
    let cluster = cluster();
    cluster.createdb(&name, Some(template));
    cluster.uri(&name)
}

/// The name of a database that is migrated and nothing else; its name tells the migrations.
async fn template() -> &'static str {
    static TEMPLATE: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let cluster = cluster();
            let name = format!("template_{}", migrations_digest());
            let turn = lock_file(&cluster.dir.join("template.lock"));
            turn.lock().expect("the template's lock");
            let done = cluster.dir.join(&name);
            if !done.exists() {
                cluster.drop_database(&name);
                cluster.createdb(&name, None);
                let target = Target::postgres(&cluster.uri(&name), PostgresTls::default()).expect("a good URI");
                let db = Db::connect(target, PoolSettings::default())
                    .await
                    .expect("the test cluster answers");
                db.migrate().await.expect("the migrations run");
                db.close().await;
                File::create(done).expect("the template is noted");
            }
            name
        })
        .await
}

/// Changes with every migration, so that a running cluster never serves an old schema.
fn migrations_digest() -> String {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .expect("the migrations")
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let text: String = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let hash = gatehouse_domain::TokenHash::of(&text);
    let (head, _) = hash.as_bytes().split_first_chunk().expect("32 bytes");
    format!("{:016x}", u64::from_be_bytes(*head))
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::join)
}

impl Cluster {
    /// Uses the running cluster, or starts one.
    fn join() -> Self {
        let owner = unprivileged_user();
        let me = owner.map_or_else(|| "me".to_owned(), |(uid, _)| uid.to_string());
        let dir = std::env::temp_dir().join(format!("gatehouse-test-postgres-{me}"));
        fs::create_dir_all(&dir).expect("a directory for the test cluster");
        if let Some((uid, gid)) = owner {
            std::os::unix::fs::chown(&dir, Some(uid), Some(gid)).expect("the directory belongs to PostgreSQL's user");
        }
        let in_use = lock_file(&dir.join("in-use.lock"));
        in_use.lock_shared().expect("the cluster's lock");
        let cluster = Self {
            bin: binaries(),
            dir,
            owner,
            _in_use: in_use,
        };
        let turn = lock_file(&cluster.dir.join("start.lock"));
        turn.lock().expect("the start's lock");
        if !cluster.is_running() {
            cluster.start();
        }
        cluster
    }

    fn is_running(&self) -> bool {
        let ready = self
            .command("pg_isready")
            .arg("-h")
            .arg(&self.dir)
            .stdout(Stdio::null())
            .status();
        ready.is_ok_and(|status| status.success())
    }

    fn start(&self) {
        let data = self.dir.join("data");
        if data.exists() {
            fs::remove_dir_all(&data).expect("the remains of an old cluster can be removed");
        }
        for entry in fs::read_dir(&self.dir).expect("the cluster's directory").flatten() {
            if entry.file_name().to_string_lossy().starts_with("template_") {
                let _ = fs::remove_file(entry.path());
            }
        }
        let initdb = self
            .command("initdb")
            .args([
                "--auth=trust",
                "--no-sync",
                "--no-instructions",
                "--encoding=UTF8",
                "--locale=C",
                "-U",
                SUPERUSER,
                "-D",
            ])
            .arg(&data)
            .output()
            .expect(HOW_TO_INSTALL);
        assert!(
            initdb.status.success(),
            "initdb failed: {}",
            String::from_utf8_lossy(&initdb.stderr)
        );
        let settings = format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nmax_connections = 400\nshared_buffers = 64MB\n\
             fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nautovacuum = off\n",
            self.dir.display()
        );
        let mut config = File::options()
            .append(true)
            .open(data.join("postgresql.conf"))
            .expect("postgresql.conf");
        config.write_all(settings.as_bytes()).expect("the settings are written");
        // The watchman outlives us; it is the one who stops what we start.
        let watchman = format!(
            "'{bin}/postgres' -D '{data}' >'{dir}/log' 2>&1 &\n\
             sleep 20\n\
             while ! flock --exclusive --nonblock '{dir}/in-use.lock' '{bin}/pg_ctl' stop -D '{data}' -m immediate; do sleep 5; done\n\
             rm -rf '{data}'\n",
            bin = self.bin.display(),
            data = data.display(),
            dir = self.dir.display(),
        );
        let mut shell = self.owned(Command::new("sh"));
        shell
            .arg("-c")
            .arg(watchman)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        #[expect(clippy::zombie_processes, reason = "it outlives this process")]
        shell.process_group(0).spawn().expect("a shell");
        let begun = Instant::now();
        while !self.is_running() {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "the test cluster does not start: {}",
                fs::read_to_string(self.dir.join("log")).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn createdb(&self, name: &str, template: Option<&str>) {
        let mut command = self.command("createdb");
        command.args(["-U", SUPERUSER, "-h"]).arg(&self.dir);
        if let Some(template) = template {
            command.args(["-T", template]);
        }
        let output = command.arg(name).output().expect(HOW_TO_INSTALL);
        assert!(
            output.status.success(),
            "createdb failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn drop_database(&self, name: &str) {
        let mut command = self.command("dropdb");
        command
            .args(["--if-exists", "-U", SUPERUSER, "-h"])
            .arg(&self.dir)
            .arg(name)
            .stderr(Stdio::null());
        let _ = command.status();
    }

    fn uri(&self, database: &str) -> String {
        format!("postgresql:///{database}?host={}&user={SUPERUSER}", self.dir.display())
    }

    fn command(&self, program: &str) -> Command {
        self.owned(Command::new(self.bin.join(program)))
    }

    fn owned(&self, mut command: Command) -> Command {
        if let Some((uid, gid)) = self.owner {
            command.uid(uid).gid(gid);
        }
        command.current_dir(&self.dir);
        command
    }
}

/// A lock that the cluster's user can open as well.
fn lock_file(path: &Path) -> File {
    let file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .expect("a lock file");
    let _ = file.set_permissions(fs::Permissions::from_mode(0o666));
    file
}

/// PostgreSQL refuses to run as root; then it runs as Debian's `postgres`, or as `nobody`.
fn unprivileged_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    let root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    if !root {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let user = |name: &str| {
        let line = passwd.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    user("postgres").or_else(|| user("nobody"))
}

/// The newest installed server, which Debian keeps out of the path.
fn binaries() -> PathBuf {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.retain(|bin| bin.join("initdb").exists());
    versions.sort();
    versions.pop().expect(HOW_TO_INSTALL)
}
