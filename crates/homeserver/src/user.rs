//! Accounts as the homeserver sees them, and what we tell it about them.

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// What the homeserver knows about an account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct HomeserverUser {
    /// The full Matrix user id.
    pub user_id: String,
    /// The name that others see.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The picture, an `mxc:` URL.
    #[serde(default)]
    pub avatar_url: Option<String>,
    /// MSC3823: may read but not send.
    #[serde(default)]
    pub is_suspended: bool,
    /// The account was deleted.
    #[serde(default)]
    pub is_deactivated: bool,
}

/// Whether something was made or was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upserted {
    /// It is new.
    Created,
    /// It existed, and now says what was asked for.
    Updated,
}

/// What is to become of one attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Leave it as it is.
    #[default]
    Keep,
    /// Give it this value.
    Set(T),
    /// Remove it.
    Unset,
}

impl<T: Serialize> Change<T> {
    /// Synapse refuses a body in which both members appear, even as `"unset_…": false`.
    fn write<M: SerializeMap>(&self, map: &mut M, set: &'static str, unset: &'static str) -> Result<(), M::Error> {
        match self {
            Self::Keep => Ok(()),
            Self::Set(value) => map.serialize_entry(set, value),
            Self::Unset => map.serialize_entry(unset, &true),
        }
    }
}

/// An account that must exist on the homeserver, and what must be true of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvisionUser<'a> {
    /// The part of the user id between `@` and `:`.
    pub localpart: &'a str,
    /// The name that others see. A new account without one is shown by its localpart.
    pub displayname: Change<&'a str>,
    /// The picture, an `mxc:` URL.
    pub avatar_url: Change<&'a str>,
    /// All email addresses: `Set` replaces the list.
    pub emails: Change<&'a [String]>,
    /// Lock or unlock; `None` leaves it.
    pub locked: Option<bool>,
}

impl<'a> ProvisionUser<'a> {
    /// The account exists; everything about it stays as it is.
    pub fn new(localpart: &'a str) -> Self {
        Self {
            localpart,
            displayname: Change::Keep,
            avatar_url: Change::Keep,
            emails: Change::Keep,
            locked: None,
        }
    }
}

impl Serialize for ProvisionUser<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("localpart", self.localpart)?;
        self.displayname
            .write(&mut map, "set_displayname", "unset_displayname")?;
        self.avatar_url.write(&mut map, "set_avatar_url", "unset_avatar_url")?;
        self.emails.write(&mut map, "set_emails", "unset_emails")?;
        if let Some(locked) = self.locked {
            map.serialize_entry("locked", &locked)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // HS-18
    #[test]
    fn set_and_unset_never_appear_together() {
        let emails = ["a@example.org".to_owned()];
        let bare = ProvisionUser::new("alice");
        for (name, user, body) in [
            ("nothing to change", bare, json!({"localpart": "alice"})),
            (
                "everything set",
                ProvisionUser {
                    displayname: Change::Set("Alice"),
                    avatar_url: Change::Set("mxc://x/y"),
                    emails: Change::Set(&emails),
                    locked: Some(true),
                    ..bare
                },
                json!({
                    "localpart": "alice", "set_displayname": "Alice", "set_avatar_url": "mxc://x/y",
                    "set_emails": ["a@example.org"], "locked": true
                }),
            ),
            (
                "everything removed",
                ProvisionUser {
                    displayname: Change::Unset,
                    avatar_url: Change::Unset,
                    emails: Change::Unset,
                    ..bare
                },
                json!({
                    "localpart": "alice", "unset_displayname": true, "unset_avatar_url": true,
                    "unset_emails": true
                }),
            ),
            (
                "unlocking is said, since silence leaves the lock",
                ProvisionUser {
                    locked: Some(false),
                    ..bare
                },
                json!({"localpart": "alice", "locked": false}),
            ),
            (
                "an empty list of addresses is a list",
                ProvisionUser {
                    emails: Change::Set(&[]),
                    ..bare
                },
                json!({"localpart": "alice", "set_emails": []}),
            ),
        ] {
            assert_eq!(serde_json::to_value(user).unwrap(), body, "{name}");
        }
    }
}
