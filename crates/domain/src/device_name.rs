//! What a person calls one of their devices.

use std::fmt;

/// Why a name can't be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDeviceName {
    #[error("the name is too long")]
    TooLong,
    /// Control characters would garble lists of devices, here and in apps.
    #[error("the name has characters that can't be shown")]
    Unprintable,
}

/// A name as people see it in lists of devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceName(String);

impl DeviceName {
    /// The longest name that homeservers take, in characters.
    pub const MAX_LENGTH: usize = 100;

    /// What was typed, without the spaces around it; none when that is nothing.
    pub fn typed(text: &str) -> Result<Option<Self>, InvalidDeviceName> {
        let name = text.trim();
        if name.chars().any(char::is_control) {
            return Err(InvalidDeviceName::Unprintable);
        }
        if name.chars().count() > Self::MAX_LENGTH {
            return Err(InvalidDeviceName::TooLong);
        }
        Ok((!name.is_empty()).then(|| Self(name.to_owned())))
    }

    /// What an app calls a new device, made to fit; none when that is nothing.
    pub fn of_app(text: &str) -> Option<Self> {
        let printable: String = text.chars().filter(|character| !character.is_control()).collect();
        let name: String = printable.trim().chars().take(Self::MAX_LENGTH).collect();
        (!name.is_empty()).then_some(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_app_says_is_made_to_fit() {
        for (said, name) in [
            ("Element on Linux", Some("Element on Linux")),
            (" a\0b\n", Some("ab")),
            (" \u{7f} ", None),
        ] {
            let read = DeviceName::of_app(said);
            assert_eq!(read.as_ref().map(DeviceName::as_str), name, "{said:?}");
        }
        let long = DeviceName::of_app(&"ü".repeat(300)).unwrap();
        assert_eq!(long.as_str(), "ü".repeat(100));
    }

    #[test]
    fn a_name_is_a_short_line() {
        let longest = "ü".repeat(100);
        for (typed, name) in [
            ("  Ana’s phone ", Some("Ana’s phone")),
            ("هاتف", Some("هاتف")),
            (" \t\n", None),
            (&longest, Some(longest.as_str())),
        ] {
            let read = DeviceName::typed(typed).unwrap();
            assert_eq!(read.as_ref().map(DeviceName::as_str), name, "{typed}");
        }
        assert_eq!(DeviceName::typed(&"ü".repeat(101)), Err(InvalidDeviceName::TooLong));
        for typed in ["a\0b", "a\nb", "a\u{7f}b", "a\u{85}b"] {
            assert_eq!(
                DeviceName::typed(typed),
                Err(InvalidDeviceName::Unprintable),
                "{typed:?}"
            );
        }
    }
}
