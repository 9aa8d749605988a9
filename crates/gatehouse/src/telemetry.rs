//! Logs, on standard error.

use std::io::IsTerminal;

use anyhow::{Context as _, Result};
use gatehouse_config::{LogConfig, LogFormat};
use tracing_subscriber::{EnvFilter, fmt};

/// Which events are logged; `RUST_LOG` wins over the configuration.
pub fn filter(config: &LogConfig) -> Result<EnvFilter> {
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| config.level.clone());
    EnvFilter::try_new(&filter).with_context(|| format!("{filter:?} is no log filter"))
}

/// Begins to log.
pub fn init(config: &LogConfig) -> Result<()> {
    let logs = fmt()
        .with_env_filter(filter(config)?)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match config.format {
        LogFormat::Text => logs.try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging can't start: {error}"))
}
