//! Putting a letter into words.

use crate::Letter;

/// What turns a letter into words of the recipient's language.
pub trait Stationery: Send + Sync {
    fn write(&self, letter: &Letter) -> Result<Written, Unwritable>;
}

/// A letter in words: the same in both forms.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A template or text is wrong: a mistake of ours, or of an operator who changed them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a letter can't be put into words: {0}")]
pub struct Unwritable(pub String);
