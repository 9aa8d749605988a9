//! The keys that sign tokens, and the directory where they may live.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use gatehouse_config::Config;
use serde_json::Value;

use super::finding::Finding;
use crate::{data_dir::DataDir, wiring};

/// The findings, and the keys as they should be published.
pub fn check(config: &Config, data_dir: &DataDir) -> (Vec<Finding>, Option<Value>) {
    let mut findings: Vec<Finding> = private(data_dir.path()).into_iter().collect();
    if config.secrets.keys.is_empty() && !data_dir.path().join("keys").is_dir() {
        // A doctor leaves no traces: looking for the keys would make them.
        findings.push(Finding::warn(
            format!("there are no signing keys in {} yet", data_dir.path().display()),
            "start the server, which makes them; or is --data-dir another one?",
        ));
        return (findings, None);
    }
    let keys = match wiring::keystore(config, data_dir) {
        Ok(keys) => keys,
        Err(error) => {
            findings.push(Finding::fail(format!("{error:#}"), "mend secrets.keys"));
            return (findings, None);
        }
    };
    let names = keys.algorithm_names();
    findings.push(if names.iter().any(|name| name == "RS256") {
        Finding::ok(format!("tokens can be signed with {}", names.join(", ")))
    } else {
        Finding::fail(
            format!(
                "tokens can be signed with {} but not with RS256, which every OpenID app expects",
                names.join(", ")
            ),
            "add an RSA key to secrets.keys, such as one that `gatehouse config generate` makes",
        )
    });
    (findings, Some(keys.jwks().clone()))
}

fn private(data_dir: &Path) -> Option<Finding> {
    let mode = fs::metadata(data_dir).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| {
        Finding::warn(
            format!("others than its owner can look into {}", data_dir.display()),
            format!("chmod 700 {}", data_dir.display()),
        )
    })
}
