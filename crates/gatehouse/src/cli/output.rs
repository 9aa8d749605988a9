//! The results of commands, on standard output, and what is said about them, on standard error.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// One line.
pub fn line(text: impl Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// A line about a result that another program may read.
pub fn remark(text: impl Display) -> io::Result<()> {
    writeln!(io::stderr().lock(), "{text}")
}

/// A text that ends its own lines.
pub fn text(text: impl Display) -> io::Result<()> {
    write!(io::stdout().lock(), "{text}")
}
