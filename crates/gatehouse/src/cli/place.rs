//! Which installation a command is about.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use gatehouse_auth::Context;
use gatehouse_config::{Config, ConfigError, Loaded, Warning};

use super::quiet;
use crate::{data_dir::DataDir, server::Announcement, telemetry, wiring};

/// Read from the working directory if nothing else is named.
const DEFAULT_FILE: &str = "config.yaml";
const DEFAULT_DATA_DIR: &str = "./data";

/// Which installation a command is about.
#[derive(Args)]
pub struct Place {
    /// Configuration file; may be given several times, and later ones win.
    ///
    /// Without it: the files named by the environment variable `GATEHOUSE_CONFIG`, with colons between, or else
    /// config.yaml in the working directory, if it is there.
    #[arg(
        short = 'c',
        long = "config",
        value_name = "FILE",
        global = true,
        help_heading = "Installation"
    )]
    files: Vec<PathBuf>,
    /// Where the database, the keys and the secrets live that the configuration does not name.
    #[arg(
        long,
        value_name = "DIR",
        env = "GATEHOUSE_DATA_DIR",
        default_value = DEFAULT_DATA_DIR,
        global = true,
        help_heading = "Installation"
    )]
    data_dir: PathBuf,
}

impl Place {
    fn files(&self) -> Vec<PathBuf> {
        if !self.files.is_empty() {
            return self.files.clone();
        }
        if let Some(named) = std::env::var_os("GATEHOUSE_CONFIG") {
            let files = std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty());
            return files.collect();
        }
        let default = Path::new(DEFAULT_FILE);
        default.exists().then(|| default.to_owned()).into_iter().collect()
    }

    /// Whether no configuration file is there.
    pub fn is_unconfigured(&self) -> bool {
        self.files().is_empty()
    }

    pub fn data_dir(&self) -> DataDir {
        DataDir::new(&self.data_dir)
    }

    /// The configuration, with what the environment overrides.
    pub fn load(&self) -> Result<Loaded, ConfigError> {
        let environment =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        gatehouse_config::load(&self.files(), environment)
    }

    /// The configuration, for a command that logs no more than what goes wrong.
    pub fn load_quietly(&self) -> Result<Loaded> {
        let loaded = self.load()?;
        telemetry::init(&quiet(&loaded.config.telemetry.log, "warn"))?;
        Ok(loaded)
    }

    /// Everything that a command on accounts or clients needs; the schema has to be up to date.
    pub async fn open(&self) -> Result<(Context, Config)> {
        let config = self.load_quietly()?.config;
        let cx = wiring::context(&config, &self.data_dir()).await?;
        if cx.db.pending_migrations().await? > 0 {
            bail!(
                "the database is not up to date: run `{} database migrate` first",
                self.command()
            );
        }
        Ok((cx, config))
    }

    /// What the server says when it runs without a configuration.
    pub fn announcement(&self) -> Announcement {
        Announcement {
            first_user: format!("{} manage register-user", self.command()),
        }
    }

    /// The program as it was called, for a person to copy.
    fn command(&self) -> String {
        let program = std::env::args_os().next();
        let program = program.map_or_else(|| "gatehouse".into(), |name| name.to_string_lossy().into_owned());
        let mut command = quoted(&program);
        for file in &self.files {
            command.push_str(" -c ");
            command.push_str(&quoted(&file.to_string_lossy()));
        }
        if self.data_dir != Path::new(DEFAULT_DATA_DIR) {
            command.push_str(" --data-dir ");
            command.push_str(&quoted(&self.data_dir.to_string_lossy()));
        }
        command
    }
}

/// Tells in the log what the author of the configuration should know.
pub fn log_warnings(warnings: &[Warning]) {
    for warning in warnings {
        tracing::warn!(target: "gatehouse::config", "{warning}");
    }
}

/// As a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+=:@%,".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_for_a_shell() {
        for (word, shown) in [
            ("target/release/gatehouse", "target/release/gatehouse"),
            ("my data", "'my data'"),
            ("it's", r"'it'\''s'"),
            ("$(id)", "'$(id)'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), shown);
        }
    }
}
