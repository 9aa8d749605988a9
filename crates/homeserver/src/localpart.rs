//! Localparts: the name part of a Matrix user id.

/// The longest Matrix user id in bytes (Matrix spec, appendix "User Identifiers").
const MXID_BYTES: usize = 255;

/// The shortest that surrounds a localpart in a user id: `@`, `:` and one character of server name.
const SURROUNDING_BYTES: usize = 3;

/// Whether a new account could have a localpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalpartAvailability {
    /// It is free.
    Available,
    /// Somebody has it, or had it and was deactivated.
    Taken,
    /// It lies in the exclusive namespace of an application service (`M_EXCLUSIVE`).
    Reserved,
    /// The homeserver does not accept such a name.
    Invalid,
}

/// Whether a user id with this localpart could fit at all.
pub(crate) fn fits(localpart: &str) -> bool {
    localpart.len() <= MXID_BYTES - SURROUNDING_BYTES
}

/// The grammar of new localparts (Matrix spec, appendix "User Identifiers").
pub(crate) fn is_valid(localpart: &str) -> bool {
    !localpart.is_empty()
        && fits(localpart)
        && localpart
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'=' | b'-' | b'/' | b'+'))
}
