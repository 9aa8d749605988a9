//! Matrix device ids as they occur in scopes (MSC2967).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The device id is too short, too long, or holds a character that no scope token can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a device id")]
pub struct InvalidDeviceId;

/// A device id: compared exactly, in the alphabet of scope tokens, since QR login uses `/` and `+`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DeviceId(String);

impl DeviceId {
    /// The shortest id that MSC2967 recommends.
    pub const MIN_LENGTH: usize = 10;
    /// The longest id that homeservers take.
    pub const MAX_LENGTH: usize = 255;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeviceId {
    type Err = InvalidDeviceId;

    fn from_str(text: &str) -> Result<Self, InvalidDeviceId> {
        let fits = (Self::MIN_LENGTH..=Self::MAX_LENGTH).contains(&text.len());
        let legal = text
            .bytes()
            .all(|byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E));
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
