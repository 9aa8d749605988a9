//! Scopes (RFC 6749 §3.3) and what the Matrix ones mean (MSC2967).

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::DeviceId;

const API_STABLE: &str = "urn:matrix:client:api:*";
const API_UNSTABLE: &str = "urn:matrix:org.matrix.msc2967.client:api:*";
const DEVICE_STABLE: &str = "urn:matrix:client:device:";
const DEVICE_UNSTABLE: &str = "urn:matrix:org.matrix.msc2967.client:device:";
const SYNAPSE_ADMIN: &str = "urn:synapse:admin:*";
/// Namespaces in which a token that we do not know must never be granted (M2967-15).
const RESERVED: [&str; 3] = ["urn:matrix:", "urn:synapse:", "urn:mas:"];
/// Scopes of OpenID Connect Core §5.4 and §11 that have a meaning here.
const OPENID_SCOPES: [&str; 2] = ["openid", "email"];

/// A set of scope tokens, kept and shown in byte order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope(BTreeSet<String>);

/// Why a scope can't be granted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidScope {
    #[error("a scope token holds a character outside of RFC 6749 §3.3")]
    Character,
    #[error("the scope names more than one device")]
    TwoDevices,
    #[error("the scope names a device without the Matrix API")]
    DeviceWithoutApi,
    #[error("the scope names the Matrix API without a device")]
    ApiWithoutDevice,
    #[error("the device id is not between {min} and {max} characters of the scope alphabet", min = DeviceId::MIN_LENGTH_IN_SCOPE, max = DeviceId::MAX_LENGTH)]
    DeviceId,
    #[error("the scope holds the unknown Matrix scope {0}")]
    Unknown(String),
    #[error("the scope for server administration needs the Matrix API as well")]
    AdminWithoutApi,
    #[error("nothing in the scope can be granted")]
    Nothing,
    #[error("the scope holds {0}, which is about a person")]
    NeedsPerson(String),
}

/// What a checked scope opens on the homeserver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixAccess {
    pub device: DeviceId,
    pub synapse_admin: bool,
}

impl Scope {
    pub fn contains(&self, token: &str) -> bool {
        self.0.contains(token)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// OpenID Connect Core §3.1.2.1: asks for an ID token.
    pub fn has_openid(&self) -> bool {
        self.contains("openid")
    }

    /// What a session of the older Client-Server API holds: all of Matrix. Its device stands beside it, since not every
    /// id fits into a scope (HS-10).
    pub fn of_older_client(synapse_admin: bool) -> Self {
        let mut tokens = BTreeSet::from([API_STABLE.to_owned()]);
        if synapse_admin {
            tokens.insert(SYNAPSE_ADMIN.to_owned());
        }
        Self(tokens)
    }

    pub fn has_synapse_admin(&self) -> bool {
        self.contains(SYNAPSE_ADMIN)
    }

    /// All but server administration.
    #[must_use]
    pub fn without_admin(mut self) -> Self {
        self.0.remove(SYNAPSE_ADMIN);
        self
    }

    fn has_api(&self) -> bool {
        self.contains(API_STABLE) || self.contains(API_UNSTABLE)
    }

    /// The ids named by device tokens of either spelling.
    fn devices(&self) -> BTreeSet<&str> {
        self.iter().filter_map(device_of).collect()
    }

    /// The device that a checked scope is bound to.
    pub fn device(&self) -> Option<DeviceId> {
        self.devices().first().and_then(|id| DeviceId::in_scope(id).ok())
    }

    /// What is granted of a request: unknown tokens drop out, unknown Matrix ones refuse it (MSC2967).
    pub fn grantable(&self) -> Result<Self, InvalidScope> {
        let mut granted = BTreeSet::new();
        for token in &self.0 {
            let known = OPENID_SCOPES.contains(&token.as_str())
                || [API_STABLE, API_UNSTABLE, SYNAPSE_ADMIN].contains(&token.as_str())
                || device_of(token).is_some();
            if known {
                granted.insert(token.clone());
            } else if RESERVED.iter().any(|namespace| token.starts_with(namespace)) {
                return Err(InvalidScope::Unknown(token.clone()));
            }
        }
        if granted.is_empty() {
            return Err(InvalidScope::Nothing);
        }
        let granted = Self(granted);
        granted.matrix_access()?;
        Ok(granted)
    }

    /// What is granted of the request of a client that acts for itself (RFC 6749 §4.4): nothing that is about a person,
    /// or in the name of one (M2967-17).
    pub fn grantable_to_client(&self) -> Result<Self, InvalidScope> {
        let mut tokens = self.0.iter();
        let personal = tokens.find(|token| {
            OPENID_SCOPES.contains(&token.as_str()) || RESERVED.iter().any(|namespace| token.starts_with(namespace))
        });
        match personal {
            Some(token) => Err(InvalidScope::NeedsPerson(token.clone())),
            // There is nothing else yet.
            None if self.is_empty() => Ok(Self::default()),
            None => Err(InvalidScope::Nothing),
        }
    }

    /// The one device and the rights on the homeserver, if the scope asks for any (MSC2967).
    pub fn matrix_access(&self) -> Result<Option<MatrixAccess>, InvalidScope> {
        let devices = self.devices();
        if devices.len() > 1 {
            return Err(InvalidScope::TwoDevices);
        }
        let device = devices
            .first()
            .map(|id| DeviceId::in_scope(id))
            .transpose()
            .map_err(|_| InvalidScope::DeviceId)?;
        let synapse_admin = self.has_synapse_admin();
        match (self.has_api(), device) {
            (true, Some(device)) => Ok(Some(MatrixAccess { device, synapse_admin })),
            (true, None) => Err(InvalidScope::ApiWithoutDevice),
            (false, Some(_)) => Err(InvalidScope::DeviceWithoutApi),
            (false, None) if synapse_admin => Err(InvalidScope::AdminWithoutApi),
            (false, None) => Ok(None),
        }
    }

    /// RFC 6749 §6: whether all that is requested was granted, in whichever spelling.
    pub fn covers(&self, requested: &Self) -> bool {
        requested.0.is_subset(&self.in_both_spellings().0)
    }

    /// Both spellings of every Matrix token: what homeservers of any age read from introspection.
    #[must_use]
    pub fn in_both_spellings(&self) -> Self {
        let mut tokens = self.0.clone();
        if self.has_api() {
            tokens.extend([API_STABLE, API_UNSTABLE].map(str::to_owned));
        }
        for device in self.devices() {
            tokens.extend([DEVICE_STABLE, DEVICE_UNSTABLE].map(|prefix| format!("{prefix}{device}")));
        }
        Self(tokens)
    }
}

fn device_of(token: &str) -> Option<&str> {
    token
        .strip_prefix(DEVICE_STABLE)
        .or_else(|| token.strip_prefix(DEVICE_UNSTABLE))
}

/// RFC 6749 §3.3: %x21 / %x23-5B / %x5D-7E.
const fn is_scope_character(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        text.split(' ')
            .filter(|token| !token.is_empty())
            .map(|token| {
                let legal = token.bytes().all(is_scope_character);
                legal.then(|| token.to_owned()).ok_or(InvalidScope::Character)
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, token) in self.iter().enumerate() {
            if position > 0 {
                f.write_str(" ")?;
            }
            f.write_str(token)?;
        }
        Ok(())
    }
}

impl Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QR_SCOPE: &str = "urn:matrix:client:device:wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2oAKk4";
    const QR_DEVICE: &str = "wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2oAKk4";

    fn grant(scope: &str) -> Result<String, InvalidScope> {
        scope.parse::<Scope>()?.grantable().map(|granted| granted.to_string())
    }

    #[test]
    fn scopes_that_can_be_granted() {
        let long = format!("{API_STABLE} {DEVICE_STABLE}{}", "d".repeat(255));
        for (asked, granted) in [
            // M2967-02, M2967-04, M2967-05: either spelling, answered as asked
            ("urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ", None),
            (
                "urn:matrix:org.matrix.msc2967.client:api:* urn:matrix:org.matrix.msc2967.client:device:ABCDEFGHIJ",
                None,
            ),
            // M2967-06: one device under both spellings is one device
            (
                "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:matrix:org.matrix.msc2967.client:device:ABCDEFGHIJ",
                None,
            ),
            // M2967-20
            (
                "email openid urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ",
                None,
            ),
            // M4108-08
            ("openid urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGH", None),
            // M2967-16: unknown ones drop out
            ("openid foo profile", Some("openid")),
            // M2967-11
            (long.as_str(), None),
        ] {
            assert_eq!(grant(asked).as_deref(), Ok(granted.unwrap_or(asked)), "{asked}");
        }
    }

    #[test]
    fn scopes_that_are_refused() {
        let too_long = format!("{API_STABLE} {DEVICE_STABLE}{}", "d".repeat(256));
        for (asked, why) in [
            // M2967-03
            (
                "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:matrix:client:device:KLMNOPQRST",
                InvalidScope::TwoDevices,
            ),
            ("urn:matrix:client:api:*", InvalidScope::ApiWithoutDevice),
            // M2967-06
            (
                "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:matrix:org.matrix.msc2967.client:device:ABCDEFGHIX",
                InvalidScope::TwoDevices,
            ),
            // M2967-08, M2967-11
            (
                "urn:matrix:client:api:* urn:matrix:client:device:abc",
                InvalidScope::DeviceId,
            ),
            (
                "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFG",
                InvalidScope::DeviceId,
            ),
            (
                "urn:matrix:client:api:* urn:matrix:client:device:",
                InvalidScope::DeviceId,
            ),
            (too_long.as_str(), InvalidScope::DeviceId),
            // M2967-09
            (
                "urn:matrix:client:api:* urn:matrix:client:device:ABCD\"FGHIJ",
                InvalidScope::Character,
            ),
            (
                "urn:matrix:client:api:* urn:matrix:client:device:ABCD\\FGHIJ",
                InvalidScope::Character,
            ),
            (
                "urn:matrix:client:api:* urn:matrix:client:device:ABCDüFGHIJ",
                InvalidScope::Character,
            ),
            // M2967-13
            ("urn:matrix:client:device:ABCDEFGHIJ", InvalidScope::DeviceWithoutApi),
            // M2967-15
            (
                "openid urn:matrix:client:foo",
                InvalidScope::Unknown("urn:matrix:client:foo".to_owned()),
            ),
            (
                "openid urn:mas:admin",
                InvalidScope::Unknown("urn:mas:admin".to_owned()),
            ),
            // M2967-19
            ("openid urn:synapse:admin:*", InvalidScope::AdminWithoutApi),
            ("foo", InvalidScope::Nothing),
            ("", InvalidScope::Nothing),
        ] {
            assert_eq!(grant(asked), Err(why), "{asked}");
        }
    }

    // M2967-10, M2967-12
    #[test]
    fn device_ids_keep_their_case_and_the_signs_of_qr_login() {
        let scope: Scope = format!("{API_STABLE} {DEVICE_STABLE}{QR_DEVICE}").parse().unwrap();
        assert_eq!(scope.matrix_access().unwrap().unwrap().device.as_str(), QR_DEVICE);
        let plus: Scope = format!("{API_STABLE} {DEVICE_UNSTABLE}abc+def/GHI").parse().unwrap();
        assert_eq!(plus.device().unwrap().as_str(), "abc+def/GHI");
    }

    // M2967-07, HS-09, HS-10
    #[test]
    fn introspection_lists_both_spellings() {
        let scope: Scope = format!("{API_UNSTABLE} {DEVICE_UNSTABLE}ABCDEFGHIJ").parse().unwrap();
        assert_eq!(
            scope.in_both_spellings().to_string(),
            "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:matrix:org.matrix.msc2967.client:api:* urn:matrix:org.matrix.msc2967.client:device:ABCDEFGHIJ"
        );
        let plain: Scope = "openid".parse().unwrap();
        assert_eq!(plain.in_both_spellings(), plain);
    }

    // M2964-67, R6749-31, XC-18
    #[test]
    fn a_scope_covers_what_it_holds_in_either_spelling() {
        let scope: Scope = format!("openid {API_UNSTABLE} {DEVICE_UNSTABLE}ABCDEFGHIJ")
            .parse()
            .unwrap();
        for (requested, covered) in [
            ("openid", true),
            ("urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ", true),
            ("openid profile", false),
            ("urn:matrix:client:device:KLMNOPQRST", false),
        ] {
            assert_eq!(scope.covers(&requested.parse().unwrap()), covered, "{requested}");
        }
    }

    // M2967-17
    #[test]
    fn a_client_that_acts_for_itself_gets_nothing_of_a_person() {
        let grant = |text: &str| text.parse::<Scope>().unwrap().grantable_to_client();
        assert_eq!(grant(""), Ok(Scope::default()));
        for token in [
            "openid",
            "email",
            API_STABLE,
            API_UNSTABLE,
            SYNAPSE_ADMIN,
            "urn:mas:admin",
            QR_SCOPE,
        ] {
            let error = InvalidScope::NeedsPerson(token.to_owned());
            assert_eq!(grant(token), Err(error.clone()));
            assert_eq!(grant(&format!("a {token}")), Err(error));
        }
        assert_eq!(grant("foo"), Err(InvalidScope::Nothing));
    }

    // R6749-33
    #[test]
    fn order_and_repetition_do_not_matter_but_case_does() {
        let parse = |text: &str| text.parse::<Scope>().unwrap();
        assert_eq!(parse("b a  a"), parse("a b"));
        assert_ne!(parse("A"), parse("a"));
    }
}
