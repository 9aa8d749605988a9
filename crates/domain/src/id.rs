//! Identifiers: 128 bits in ULID layout, shown as 26 characters of Crockford's base32.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 26;

/// The text is not 26 characters of Crockford's base32 that fit into 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct InvalidId;

/// The 48 bits of milliseconds and 80 random bits of a ULID.
fn compose(at: Timestamp, entropy: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    let mut random = [0; 16];
    random[6..].copy_from_slice(&entropy);
    Uuid::from_u128(u128::from(millis) << 80 | u128::from_be_bytes(random))
}

fn encode(id: Uuid) -> String {
    let bits = id.as_u128();
    (0..LENGTH)
        .rev()
        .filter_map(|digit| ALPHABET.get((bits >> (5 * digit) & 31) as usize))
        .map(|letter| char::from(*letter))
        .collect()
}

fn decode(text: &str) -> Result<Uuid, InvalidId> {
    if text.len() != LENGTH {
        return Err(InvalidId);
    }
    let mut bits: u128 = 0;
    for (position, byte) in text.bytes().enumerate() {
        let digit = ALPHABET
            .iter()
            .position(|letter| *letter == byte.to_ascii_uppercase())
            .ok_or(InvalidId)?;
        // 26 digits hold 130 bits: the first may only use three of its five.
        if position == 0 && digit > 7 {
            return Err(InvalidId);
        }
        bits = bits << 5 | digit as u128;
    }
    Ok(Uuid::from_u128(bits))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// An id made at `at`; `entropy` comes from a secure generator.
            pub fn new(at: Timestamp, entropy: [u8; 10]) -> Self {
                Self(compose(at, entropy))
            }

            /// The stored form.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// When the id was made, to the millisecond.
            pub fn created_at(self) -> Timestamp {
                let millis = i64::try_from(self.0.as_u128() >> 80).unwrap_or(0);
                Timestamp::from_timestamp_millis(millis).unwrap_or_default()
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                decode(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// Of an access token; `jti` in introspection.
    AccessTokenId;
    /// Of something that happened to an account.
    AccountEventId;
    /// Of an authorization request that waits for the person's decision.
    AuthorizationGrantId;
    /// Of a browser that is signed in.
    BrowserSessionId;
    /// Of an OAuth client; its `client_id`.
    ClientId;
    /// Of a device that waits for the person's decision.
    DeviceGrantId;
    /// Of an address that somebody has to prove to be theirs.
    EmailChallengeId;
    /// Of a background job.
    JobId;
    /// Of somebody's wish to replace a forgotten password.
    RecoveryId;
    /// Of a refresh token.
    RefreshTokenId;
    /// Of a sign-up under way.
    RegistrationId;
    /// Of a registration token.
    RegistrationTokenId;
    /// Of an app session.
    SessionId;
    /// Of an email address of a user.
    UserEmailId;
    /// Of a user; `sub`.
    UserId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_shown() {
        let at = Timestamp::from_timestamp_millis(1_750_000_000_123).unwrap();
        let id = UserId::new(at, *b"0123456789");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_lowercase().parse(), Ok(id));
        assert_eq!(id.created_at(), at);
    }

    #[test]
    fn known_ulids_map_to_their_uuid() {
        let id: UserId = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
        assert_eq!(id.uuid().to_string(), "01563e3a-b5d3-d676-4c61-efb99302bd5b");
    }

    #[test]
    fn ids_of_a_wrong_shape_are_refused() {
        for text in [
            "",
            "01ARZ3NDEKTSV4RRFFQ69G5FA",
            "81ARZ3NDEKTSV4RRFFQ69G5FAV",
            "01ARZ3NDEKTSV4RRFFQ69G5FAU",
            "ü1ARZ3NDEKTSV4RRFFQ69G5FA",
        ] {
            assert_eq!(text.parse::<UserId>(), Err(InvalidId), "{text}");
        }
    }
}
