//! Reverse proxies: before the server, told what `gatehouse doctor` says they have to be told, and before apps.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use url::Url;

use super::{free_port, gatehouse::Gatehouse, wait_until, without_proxies};

/// A running proxy, which ends with this value.
pub struct ReverseProxy {
    directory: TempDir,
    process: Child,
    name: &'static str,
}

impl ReverseProxy {
    /// An address on which a proxy can listen. To be the server's `public_base`.
    pub fn address() -> Url {
        Url::parse(&format!("http://127.0.0.1:{}/", free_port())).expect("a URL")
    }

    /// nginx, at the server's public address.
    pub async fn nginx(gatehouse: &Gatehouse) -> Self {
        Self::start(gatehouse, "nginx", |directory, stanza, port| {
            let stanza = stanza
                .replace(&format!("listen {port};"), &format!("listen 127.0.0.1:{port};"))
                .replace(&format!("    listen [::]:{port};\n"), "");
            let place = directory.display();
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map(|name| format!("    {name}_temp_path {place}/{name};\n"))
                .concat();
            // One process, so that what is killed takes no other with it; and so that it stays who we are.
            let config = format!(
                "daemon off;\nmaster_process off;\npid {place}/pid;\nevents {{}}\nhttp {{\n    access_log off;\n\
                 {temporary}{stanza}}}\n"
            );
            let file = directory.join("nginx.conf");
            fs::write(&file, config).expect("the configuration is written");
            let mut command = Command::new(program("nginx"));
            command
                .arg("-p")
                .arg(directory)
                .arg("-c")
                .arg(file)
                .args(["-e", "stderr"]);
            command
        })
        .await
    }

    /// `HAProxy`, at the server's public address.
    pub async fn haproxy(gatehouse: &Gatehouse) -> Self {
        Self::start(gatehouse, "haproxy", |directory, stanza, port| {
            let stanza = stanza.replace(&format!("bind :::{port} v4v6"), &format!("bind 127.0.0.1:{port}"));
            let file = directory.join("haproxy.cfg");
            fs::write(&file, stanza).expect("the configuration is written");
            let mut command = Command::new(program("haproxy"));
            // In the foreground, with warnings that count.
            command.arg("-db").arg("-dW").arg("-f").arg(file);
            command
        })
        .await
    }

    /// Apache with one virtual host, on a loopback port, with the modules that Debian packages.
    pub async fn apache(port: u16, virtual_host: &str) -> Self {
        Self::run("apache2", port, |directory| {
            let place = directory.display();
            let modules = [
                "mpm_event",
                "authn_core",
                "authz_core",
                "authz_user",
                "auth_openidc",
                "proxy",
                "proxy_http",
            ]
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
            .concat();
            // Only root can become somebody else, and has to.
            let config = format!(
                "{modules}ServerRoot {place}\nDefaultRuntimeDir {place}\nPidFile {place}/pid\nMutex file:{place}\n\
                 ErrorLog {place}/log\nUser www-data\nGroup www-data\nServerName 127.0.0.1\n\
                 Listen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\n{virtual_host}</VirtualHost>\n"
            );
            let file = directory.join("apache.conf");
            fs::write(&file, config).expect("the configuration is written");
            let mut command = Command::new(program("apache2"));
            // One process, so that what is killed takes no other with it.
            command.arg("-X").arg("-f").arg(file);
            command
        })
        .await
    }

    async fn start(
        gatehouse: &Gatehouse,
        name: &'static str,
        prepare: impl FnOnce(&Path, &str, u16) -> Command,
    ) -> Self {
        let port = gatehouse.base().port().expect("a port in the public address");
        let stanza = stanza(gatehouse, name);
        Self::run(name, port, |directory| prepare(directory, &stanza, port)).await
    }

    async fn run(name: &'static str, port: u16, prepare: impl FnOnce(&Path) -> Command) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut command = prepare(directory.path());
        let log = fs::File::create(directory.path().join("log")).expect("a log file");
        let errors = log.try_clone().expect("the same file");
        let process = without_proxies(&mut command)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .expect("the proxy starts");
        let mut this = Self {
            directory,
            process,
            name,
        };
        wait_until("the proxy listens", Duration::from_secs(10), async || {
            let ended = this.process.try_wait().ok().flatten();
            assert!(ended.is_none(), "{name} ended with {ended:?}:\n{}", this.log());
            TcpStream::connect(("127.0.0.1", port)).ok()
        })
        .await;
        this
    }

    fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }
}

impl Drop for ReverseProxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("the log of {}:\n{}", self.name, self.log());
        }
    }
}

/// As an operator would take it from the command line.
pub fn stanza(gatehouse: &Gatehouse, proxy: &str) -> String {
    let output = gatehouse.command(&["doctor", "--proxy", proxy]).output();
    let output = output.expect("the command line starts");
    assert!(
        output.status.success(),
        "doctor: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Servers are often not in the path of those who are not root.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    places.extend(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = places.iter().map(|place| place.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is missing: as root, run `apt-get install {name}`"))
}
