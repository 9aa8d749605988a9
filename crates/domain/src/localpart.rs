//! The part of a Matrix id before the colon.

use std::{fmt, str::FromStr};

use serde::Serialize;

/// The text is no localpart of a new Matrix id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a username has 1 to {max} characters of a-z, 0-9 and . _ = - / +", max = Localpart::MAX_LENGTH)]
pub struct InvalidLocalpart;

/// A username: `a-z 0-9 . _ = - / +` (Matrix specification, User Identifiers).
///
/// What is read back from the database may be historical, in any case and alphabet; what a person
/// types for a new account passes through [`Localpart::from_str`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Localpart(String);

impl Localpart {
    /// The whole Matrix id has at most 255 bytes; its sigil, colon and server name need some.
    pub const MAX_LENGTH: usize = 250;
    /// Of the whole Matrix id, in bytes (Matrix specification, User Identifiers).
    pub const MAX_MATRIX_ID: usize = 255;

    /// A name that was accepted before, perhaps under older rules.
    pub fn historical(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `@localpart:server`.
    pub fn mxid(&self, server_name: &str) -> String {
        format!("@{}:{server_name}", self.0)
    }

    /// What a person types at sign-in names this account: the localpart or the full Matrix id of `server_name`.
    pub fn typed<'a>(text: &'a str, server_name: &str) -> &'a str {
        let text = text.trim();
        text.strip_prefix('@').map_or(text, |rest| match rest.split_once(':') {
            Some((localpart, server)) if server.eq_ignore_ascii_case(server_name) => localpart,
            _ => rest,
        })
    }
}

impl FromStr for Localpart {
    type Err = InvalidLocalpart;

    fn from_str(text: &str) -> Result<Self, InvalidLocalpart> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        let legal = text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'=' | b'-' | b'/' | b'+'));
        (fits && legal).then(|| Self(text.to_owned())).ok_or(InvalidLocalpart)
    }
}

impl fmt::Display for Localpart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // CS-35
    #[test]
    fn new_names_follow_the_grammar() {
        for good in ["alice", "a.b_c=d-e/f+g", "0", &"a".repeat(250)] {
            assert!(good.parse::<Localpart>().is_ok(), "{good}");
        }
        for bad in ["", "Alice", "ü", "a b", "a:b", "@a", "a\n", &"a".repeat(251)] {
            assert_eq!(bad.parse::<Localpart>(), Err(InvalidLocalpart), "{bad}");
        }
    }

    #[test]
    fn a_name_may_be_typed_as_a_matrix_id() {
        for (typed, name) in [
            (" alice ", "alice"),
            ("@alice:example.org", "alice"),
            ("@alice:EXAMPLE.org", "alice"),
            ("@alice", "alice"),
            ("@alice:elsewhere.org", "alice:elsewhere.org"),
        ] {
            assert_eq!(Localpart::typed(typed, "example.org"), name, "{typed}");
        }
    }
}
