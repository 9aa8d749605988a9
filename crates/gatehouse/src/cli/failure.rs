//! Why a command failed, on standard error.

use std::io::Write as _;

use gatehouse_config::ConfigError;

/// Tells what went wrong.
pub fn tell(error: &anyhow::Error) {
    let mut out = std::io::stderr().lock();
    // Nobody is left to be told when this fails as well.
    let _ = match error.downcast_ref::<ConfigError>() {
        Some(problems) => writeln!(out, "error: the configuration can't be used\n{problems}"),
        None => writeln!(out, "error: {error:#}"),
    };
}
