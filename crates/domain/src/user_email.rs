//! Email addresses of people.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Timestamp, UserEmailId};

/// An address that could receive mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The text is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an email address")]
pub struct InvalidEmailAddress;

impl EmailAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which addresses are compared.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// What may be shown to somebody who is not known to own it.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}…@{domain}")
    }
}

/// One `@` with something around it, and nothing that could break out of a header (RFC 5321 §4.5.3.1).
impl std::str::FromStr for EmailAddress {
    type Err = InvalidEmailAddress;

    fn from_str(text: &str) -> Result<Self, InvalidEmailAddress> {
        let forbidden = |letter: char| {
            letter.is_whitespace()
                || letter.is_control()
                || matches!(letter, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '\\' | '"' | '[' | ']')
        };
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmailAddress)?;
        let is_well_formed = !local.is_empty()
            && local.len() <= 64
            && !local.contains('@')
            && !domain.is_empty()
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && text.len() <= 254
            && !text.contains(forbidden);
        if is_well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidEmailAddress)
        }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmailAddress;

    fn try_from(text: String) -> Result<Self, InvalidEmailAddress> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address that a person has proved to be theirs, or an operator vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserEmail {
    pub id: UserEmailId,
    pub address: String,
    /// Gets the notices, and is what apps see.
    pub is_primary: bool,
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for text in [
            "a@b",
            "ana@example.org",
            "ana+matrix@müller.example",
            "o'neil@example.org",
        ] {
            assert_eq!(text.parse::<EmailAddress>().map(String::from), Ok(text.to_owned()));
        }
        let long = format!("{}@example.org", "a".repeat(65));
        for text in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c",
            "a@b@c",
            "a@b\r\nBcc: c@d",
            "a@.b",
            "a@b.",
            "<a@b>",
            "a,b@c",
            "\"a\"@b",
            &long,
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(InvalidEmailAddress), "{text}");
        }
    }

    #[test]
    fn a_masked_address_keeps_its_host() {
        let address: EmailAddress = "Ana@Example.org".parse().unwrap();
        assert_eq!(address.masked(), "A…@Example.org");
        assert_eq!(address.folded(), "ana@example.org");
    }
}
