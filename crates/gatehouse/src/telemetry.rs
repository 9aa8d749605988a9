//! Logs, on standard error.

mod clock;
mod fields;
mod lines;

use std::io::{self, IsTerminal, Stderr};

use anyhow::{Context as _, Result};
use gatehouse_config::{LogConfig, LogFormat};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

pub use self::lines::Gathering;
use self::{clock::Clock, fields::Fields, lines::Lines};

/// Which events are logged; `RUST_LOG` wins over the configuration.
pub fn filter(config: &LogConfig) -> Result<EnvFilter> {
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| config.level.clone());
    EnvFilter::try_new(&filter).with_context(|| format!("{filter:?} is no log filter"))
}

/// Begins to log, line by line.
pub fn init(config: &LogConfig) -> Result<()> {
    init_to(io::stderr, config)
}

/// Begins to log, as a server does that has much to tell: lines are written a moment later, until the value is dropped.
pub fn gather(config: &LogConfig) -> Result<Gathering<Stderr>> {
    let (lines, gathering) = Lines::gather(io::stderr()).context("logging can't start")?;
    init_to(lines, config)?;
    Ok(gathering)
}

fn init_to<W>(writer: W, config: &LogConfig) -> Result<()>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter(config)?)
        .with_writer(writer)
        .with_timer(Clock)
        .with_ansi(io::stderr().is_terminal());
    let started = match config.format {
        LogFormat::Text => logs.fmt_fields(Fields).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging can't start: {error}"))
}
