use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Where a value comes from.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Position {
    /// A place in a file; lines and columns count from 1.
    File { path: Arc<Path>, line: u64, column: u64 },
    /// A file as a whole, which cannot be read.
    Unreadable(Arc<Path>),
    /// An environment variable.
    Environment(Arc<str>),
    /// The defaults.
    Default,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line, column } => write!(f, "{}:{line}:{column}", path.display()),
            Self::Unreadable(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Default => f.write_str("configuration"),
        }
    }
}

/// Something wrong, and where.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Problem {
    pub position: Position,
    /// Path of the key, such as `clients.0.client_id`; empty for the whole.
    pub key: String,
    pub message: String,
}

/// Something that is not as its author may think, and where.
pub type Warning = Problem;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.position)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

/// Everything that is wrong with a configuration; one line each when shown.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub struct ConfigError {
    pub problems: Vec<Problem>,
    pub warnings: Vec<Warning>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// Problems and warnings found so far.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) problems: Vec<Problem>,
    pub(crate) warnings: Vec<Warning>,
}

impl Report {
    pub(crate) fn error(&mut self, position: &Position, key: &str, message: impl Into<String>) {
        self.problems.push(problem(position, key, message.into()));
    }

    pub(crate) fn warning(&mut self, position: &Position, key: &str, message: impl Into<String>) {
        self.warnings.push(problem(position, key, message.into()));
    }

    /// Whether something is wrong in this section.
    pub(crate) fn blames(&self, section: &str) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.key.split('.').next() == Some(section))
    }

    /// The warnings, or everything that is wrong.
    pub(crate) fn finish(mut self) -> Result<Vec<Warning>, ConfigError> {
        if !self.problems.is_empty() {
            return Err(self.into_error());
        }
        self.warnings.sort();
        Ok(self.warnings)
    }

    /// Everything that is wrong, in the order of the files.
    pub(crate) fn into_error(mut self) -> ConfigError {
        self.problems.sort();
        self.problems.dedup();
        self.warnings.sort();
        ConfigError {
            problems: self.problems,
            warnings: self.warnings,
        }
    }
}

fn problem(position: &Position, key: &str, message: String) -> Problem {
    Problem {
        position: position.clone(),
        key: key.to_owned(),
        message,
    }
}
