//! Logs, on standard error.

mod events;
mod fields;
mod lines;

use std::io::{self, IsTerminal, Stderr};

use anyhow::{Context as _, Result};
use gatehouse_config::{LogConfig, LogFormat};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

pub use self::lines::Gathering;
use self::{events::Events, fields::Fields, lines::Lines};

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
        .with_ansi(io::stderr().is_terminal());
    let started = match config.format {
        LogFormat::Text => logs.fmt_fields(Fields).event_format(Events::default()).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging can't start: {error}"))
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use tracing::level_filters::LevelFilter;
    use tracing_subscriber::{
        Registry,
        fmt::{FormatEvent, FormatFields, fmt},
    };

    #[derive(Clone, Default)]
    struct Out(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Out {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The lines of some events.
    pub fn told<F, E>(fields: F, events: E, ansi: bool, tell: impl FnOnce()) -> String
    where
        F: for<'writer> FormatFields<'writer> + Send + Sync + 'static,
        E: FormatEvent<Registry, F> + Send + Sync + 'static,
    {
        let out = Out::default();
        let theirs = out.clone();
        let logs = fmt().with_ansi(ansi).fmt_fields(fields).event_format(events);
        let logs = logs
            .with_max_level(LevelFilter::TRACE)
            .with_writer(move || theirs.clone());
        tracing::subscriber::with_default(logs.finish(), tell);
        String::from_utf8(out.0.lock().unwrap().clone()).unwrap()
    }
}
