//! Matrix device ids.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// No device can have this id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a device id")]
pub struct InvalidDeviceId;

/// A device id: compared exactly.
///
/// Older clients choose whatever they like, spaces and letters of any alphabet included (LG-26). Only what a scope can
/// name is bound to its alphabet: [`DeviceId::in_scope`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DeviceId(String);

impl DeviceId {
    /// The shortest id in a scope: MSC2967 recommends ten, and sign-in by QR code shows eight in its examples (MSC4108).
    pub const MIN_LENGTH_IN_SCOPE: usize = 8;
    /// The longest id that homeservers take, in characters.
    pub const MAX_LENGTH: usize = 255;

    /// An id as a scope names it, in the alphabet of scope tokens, since QR login uses `/` and `+` (MSC2967).
    pub fn in_scope(text: &str) -> Result<Self, InvalidDeviceId> {
        let id: Self = text.parse()?;
        id.fits_scope().then_some(id).ok_or(InvalidDeviceId)
    }

    /// Whether a scope can name it.
    pub fn fits_scope(&self) -> bool {
        self.0.len() >= Self::MIN_LENGTH_IN_SCOPE
            && self
                .0
                .bytes()
                .all(|byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Any id that a homeserver takes.
impl FromStr for DeviceId {
    type Err = InvalidDeviceId;

    fn from_str(text: &str) -> Result<Self, InvalidDeviceId> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.chars().count());
        // PostgreSQL keeps no NUL, and no list of devices shows what controls it.
        let legal = !text.chars().any(char::is_control);
        (fits && legal).then(|| Self(text.to_owned())).ok_or(InvalidDeviceId)
    }
}

impl<'de> Deserialize<'de> for DeviceId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // LG-26
    #[test]
    fn older_clients_choose_any_id_that_can_be_kept() {
        let longest = "é".repeat(255);
        for (text, fits_scope) in [
            ("ABCDEFGHIJ", true),
            // M4108-08
            ("ABCDEFGH", true),
            ("ABCDEFG", false),
            ("abc+def/GHI", true),
            ("A", false),
            ("my phone é", false),
            (longest.as_str(), false),
        ] {
            let id: DeviceId = text.parse().unwrap();
            assert_eq!(
                (id.as_str(), id.fits_scope(), DeviceId::in_scope(text).is_ok()),
                (text, fits_scope, fits_scope)
            );
        }
        for text in ["", "a\0b", "a\nb", &"é".repeat(256)] {
            assert_eq!(text.parse::<DeviceId>(), Err(InvalidDeviceId), "{text:?}");
        }
    }
}
