//! The results of commands, on standard output.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// One line.
pub fn line(text: impl Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// A text that ends its own lines.
pub fn text(text: impl Display) -> io::Result<()> {
    write!(io::stdout().lock(), "{text}")
}
