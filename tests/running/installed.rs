//! What `./dev test` installs for the tests, and where a test that is run by hand finds it.

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The folder of what stays from one run to the next.
pub fn cache() -> PathBuf {
    let cache = env::var_os("GATEHOUSE_CACHE").map(PathBuf::from).or_else(|| {
        let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let base = base.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
        Some(base?.join("gatehouse"))
    });
    cache.expect("HOME is not set: set GATEHOUSE_CACHE")
}

/// Where the scripts are that drive clients of others, and what lists these clients.
pub(super) fn homeserver() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("homeserver")
}

/// The interpreter beside which the clients are installed that are written in Python.
pub(super) fn python_clients() -> PathBuf {
    let requirements = homeserver().join("python-clients.txt");
    let environment = env::var_os("PYTHON_CLIENTS").map_or_else(
        || {
            let list = fs::read(&requirements).expect("the list of clients");
            let mut name = "python-clients-".to_owned();
            for byte in Sha256::digest(list).iter().take(8) {
                write!(name, "{byte:02x}").expect("room");
            }
            cache().join(name)
        },
        PathBuf::from,
    );
    let python = environment.join("bin/python");
    assert!(
        python.exists(),
        "{} is missing: run `./dev test`, or set PYTHON_CLIENTS to a virtual environment with what {} lists",
        python.display(),
        requirements.display()
    );
    python
}
