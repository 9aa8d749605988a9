//! What can go wrong in the database.

/// Why a statement failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database is away, full, or too busy: trying later may help.
    #[error("the database is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// A uniqueness rule was broken; what the database says about it.
    #[error("already taken: {0}")]
    Taken(String),
    /// The database refused the statement.
    #[error("the database refused a statement")]
    Refused(#[source] sqlx::Error),
    /// A stored value makes no sense to this version.
    #[error("a stored value is not readable")]
    Unreadable(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether a uniqueness rule on this column or index was broken.
    ///
    /// PostgreSQL names the constraint, SQLite the column or the index.
    pub fn is_taken(&self, name: &str) -> bool {
        matches!(self, Self::Taken(what) if what.contains(name))
    }

    /// A value that can't be stored.
    pub(crate) fn unwritable(why: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Refused(sqlx::Error::Encode(Box::new(why)))
    }

    /// A stored value that this version can't read.
    pub fn unreadable(why: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unreadable(sqlx::Error::Decode(Box::new(why)))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(refusal) if refusal.is_unique_violation() => {
                Self::Taken(refusal.constraint().unwrap_or(refusal.message()).to_owned())
            }
            sqlx::Error::Database(refusal) if refusal.code().is_some_and(|code| is_transient(&code)) => {
                Self::Unavailable(error)
            }
            sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Decode(_)
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::ColumnIndexOutOfBounds { .. }
            | sqlx::Error::TypeNotFound { .. } => Self::Unreadable(error),
            sqlx::Error::Database(_) | sqlx::Error::RowNotFound | sqlx::Error::Encode(_) => Self::Refused(error),
            _ => Self::Unavailable(error),
        }
    }
}

/// Whether a driver's code speaks of the database's state rather than of the statement.
fn is_transient(code: &str) -> bool {
    /// Five characters are an SQLSTATE: connection, resources, intervention, serialisation.
    const SQLSTATE_CLASSES: [&str; 4] = ["08", "53", "57", "40"];
    /// The low byte of SQLite's codes: busy, locked, interrupted, I/O, full, can't open.
    const SQLITE_CODES: [u32; 6] = [5, 6, 9, 10, 13, 14];
    if code.len() == 5 {
        SQLSTATE_CLASSES.iter().any(|class| code.starts_with(class))
    } else {
        code.parse::<u32>()
            .is_ok_and(|code| SQLITE_CODES.contains(&(code & 0xff)))
    }
}
