//! The `aud` claim (RFC 7519 §4.1.3): one string or an array of strings.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// Whether one of `names` is an audience.
    pub(crate) fn names_any(&self, names: &[&str]) -> bool {
        match self {
            Self::One(value) => names.contains(&value.as_str()),
            Self::Many(values) => values.iter().any(|value| names.contains(&value.as_str())),
        }
    }

    pub(crate) fn into_values(self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }
}
