//! Paths that say one thing to us and another to whoever reads them next.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Whether some reader might take the path for another one, outside of the prefix by which it was routed: by going up
/// (RFC 3986 §5.2.4), even when that is encoded, or encoded twice.
pub fn goes_up(path: &str) -> bool {
    if !path.contains('.') && !path.contains('%') {
        return false;
    }
    let mut path = Cow::Borrowed(path);
    loop {
        if has_dot_segment(&path) {
            return true;
        }
        let decoded = percent_decode_str(&path).decode_utf8_lossy().into_owned();
        if decoded == path {
            return false;
        }
        path = Cow::Owned(decoded);
    }
}

/// With the separators and parameters that some servers know.
fn has_dot_segment(path: &str) -> bool {
    let mut segments = path.split(['/', '\\']).map(|segment| segment.split([';', '\0']).next());
    segments.any(|segment| matches!(segment, Some("." | "..")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_its_prefix() {
        for path in [
            "/_matrix/../_synapse/admin/v1/users",
            "/_matrix/client/../../_synapse/mas/provision_user",
            "/_matrix/./client",
            "/_matrix/..",
            "/_matrix/%2e%2e/_synapse/admin",
            "/_matrix/%2E./_synapse/admin",
            "/_matrix/..%2f_synapse/admin",
            "/_matrix/%252e%252e/_synapse/admin",
            "/_matrix/%25252e%25252e/_synapse/admin",
            "/_matrix/..%5c_synapse/admin",
            "/_matrix/..;/_synapse/admin",
            "/_matrix/..%3b/_synapse/admin",
            "/_matrix/..%00/_synapse/admin",
            "/_matrix//../_synapse/admin",
        ] {
            assert!(goes_up(path), "{path}");
        }
    }

    #[test]
    fn paths_of_matrix_are_left_alone() {
        for path in [
            "/_matrix/client/v3/sync",
            "/_matrix/client/v3/rooms/!abc:example.org/state/m.room.member/@alice:example.org",
            "/_matrix/client/v3/directory/room/%23room%3Aexample.org",
            "/_matrix/client/v3/rooms/!abc:example.org/event/$a%2Fb+c",
            "/_matrix/client/v3/rooms/!abc:example.org/state/org.example..type/",
            "/_matrix/client/v3/user/@alice:example.org/account_data/100%25.%25",
            "/_matrix/client/v3/rooms/!abc:example.org/state/m.x/%ff",
            "/_matrix/client//v3/...",
        ] {
            assert!(!goes_up(path), "{path}");
        }
    }
}
