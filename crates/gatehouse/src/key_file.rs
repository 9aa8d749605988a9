//! Files that hold one signing key each: the time in their name is when the key begins to sign.

use std::path::Path;

use chrono::NaiveDateTime;
use gatehouse_domain::Timestamp;
use gatehouse_tokens::KeyKind;

const FORMAT: &str = "%Y%m%dT%H%M%SZ";

/// The name of a file whose key signs from `at` on, as `p-256.20270115T080000Z.pem`.
pub fn name(kind: KeyKind, at: Timestamp) -> String {
    format!("{}.{}.pem", kind.as_str(), at.format(FORMAT))
}

/// When the key in this file begins to sign; none is from the beginning.
pub fn signs_from(file: &Path) -> Option<Timestamp> {
    let name = file.file_name()?.to_str()?;
    let mut parts = name.split('.');
    parts.find_map(|part| Some(NaiveDateTime::parse_from_str(part, FORMAT).ok()?.and_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_tells_when_its_key_signs() {
        let at: Timestamp = "2027-01-15T08:00:00Z".parse().unwrap();
        assert_eq!(name(KeyKind::P256, at), "p-256.20270115T080000Z.pem");
        for (file, expected) in [
            ("keys/p-256.20270115T080000Z.pem", Some(at)),
            ("/etc/keys/20270115T080000Z.key", Some(at)),
            ("p-256.pem", None),
            ("20270115T080000Z/p-256.pem", None),
            ("p-256.20271515T080000Z.pem", None),
            ("", None),
        ] {
            assert_eq!(signs_from(Path::new(file)), expected, "{file}");
        }
    }
}
