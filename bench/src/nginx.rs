//! nginx, as whom to compare with.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    load::Target,
    process::Process,
    server::{answers, free_address},
};

/// A running nginx with its workers; gone when dropped.
pub struct Nginx {
    child: Child,
    address: SocketAddr,
}

impl Nginx {
    /// Passes everything on, and writes a line for each request if wanted, as it does by default.
    pub fn before(homeserver: SocketAddr, directory: &Path, logs: bool) -> Result<Self> {
        let address = free_address()?;
        let place = directory.display();
        // Workers stay who we are: the directory is nobody else's.
        let user = if rustix::process::geteuid().is_root() {
            "user root;\n"
        } else {
            ""
        };
        let log = if logs {
            format!("{place}/access.log")
        } else {
            "off".to_owned()
        };
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("    {name}_temp_path {place}/{name};\n"))
            .concat();
        let config = format!(
            "{user}daemon off;
pid {place}/nginx.pid;
worker_processes auto;
events {{ worker_connections 4096; }}
http {{
    access_log {log};
{temporary}    keepalive_requests 1000000000;
    upstream homeserver {{
        server {homeserver};
        keepalive 256;
        keepalive_requests 1000000000;
    }}
    server {{
        listen {address};
        location / {{
            proxy_pass http://homeserver;
            proxy_http_version 1.1;
            proxy_set_header Connection \"\";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_read_timeout 10m;
        }}
    }}
}}
"
        );
        let file = directory.join("nginx.conf");
        fs::write(&file, config)?;
        let mut command = Command::new(program()?);
        command
            .arg("-p")
            .arg(directory)
            .arg("-c")
            .arg(file)
            .args(["-e", "stderr"]);
        let nginx = Self {
            child: command.stdin(Stdio::null()).spawn()?,
            address,
        };
        let begun = Instant::now();
        while !answers(address) {
            ensure!(begun.elapsed() < Duration::from_secs(10), "nginx does not start");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(nginx)
    }

    pub fn target(&self) -> Target {
        Target {
            address: self.address,
            process: Process(self.child.id()),
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers would outlive it if it were killed.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Name and version.
pub fn version() -> Result<String> {
    let output = Command::new(program()?).arg("-v").output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let version = said.rsplit_once('/').map_or("", |(_, version)| version.trim());
    Ok(format!("nginx {version}"))
}

/// Servers are often not in the path of those who are not root.
fn program() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    places.push("/usr/sbin".into());
    let found = places
        .iter()
        .map(|place| place.join("nginx"))
        .find(|path| path.is_file());
    found.context("nginx is missing: as root, run `apt-get install nginx`")
}
