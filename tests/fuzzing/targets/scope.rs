//! The `scope` parameter.

use gatehouse_domain::{MatrixAccess, Scope};

/// Scopes that stand for nothing here unless they are known by their whole name.
const RESERVED: [&str; 3] = ["urn:matrix:", "urn:synapse:", "urn:mas:"];
const DEVICES: [&str; 2] = [
    "urn:matrix:client:device:",
    "urn:matrix:org.matrix.msc2967.client:device:",
];
const OTHERS: [&str; 3] = [
    "urn:matrix:client:api:*",
    "urn:matrix:org.matrix.msc2967.client:api:*",
    "urn:synapse:admin:*",
];

pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(scope) = text.parse::<Scope>() else {
        // R6749-33: only a character can be wrong with it.
        assert!(
            text.bytes()
                .any(|byte| !matches!(byte, b' '..=b'~') || b"\"\\".contains(&byte))
        );
        return;
    };
    is_a_set(text, &scope);
    is_granted_in_part(&scope);
    is_covered(&scope);
    if let Ok(own) = scope.grantable_to_client() {
        assert!(own.is_empty(), "a client has no rights of its own yet: {own}");
    }
}

/// It is shown as it is read, in whatever order it came.
fn is_a_set(text: &str, scope: &Scope) {
    let shown = scope.to_string();
    assert_eq!(shown.parse().as_ref(), Ok(scope));
    assert_eq!(
        shown.split(' ').filter(|token| !token.is_empty()).count(),
        scope.iter().count()
    );
    let backwards: Vec<&str> = text.split(' ').rev().collect();
    assert_eq!(backwards.join("  ").parse().as_ref(), Ok(scope));
    let json = serde_json::to_string(scope).unwrap();
    assert_eq!(serde_json::from_str::<Scope>(&json).unwrap(), *scope);
}

/// Nothing is granted that was not asked for, and nothing of Matrix that is not known.
fn is_granted_in_part(scope: &Scope) {
    let Ok(granted) = scope.grantable() else { return };
    assert!(!granted.is_empty() && granted.iter().all(|token| scope.contains(token)));
    assert_eq!(granted.grantable().as_ref(), Ok(&granted));
    for token in granted.iter() {
        let is_known = OTHERS.contains(&token) || DEVICES.iter().any(|device| token.starts_with(device));
        assert!(
            is_known || !RESERVED.iter().any(|reserved| token.starts_with(reserved)),
            "{token}"
        );
    }
    let named = |token: &str| {
        DEVICES
            .iter()
            .find_map(|device| token.strip_prefix(device))
            .map(str::to_owned)
    };
    let mut devices: Vec<String> = granted.iter().filter_map(named).collect();
    devices.dedup();
    match granted.matrix_access().unwrap() {
        Some(MatrixAccess { device, synapse_admin }) => {
            assert!(devices.iter().all(|named| *named == device.to_string()), "{granted}");
            assert_eq!(synapse_admin, granted.contains(OTHERS[2]));
            assert!(granted.has_api() && granted.is_offline());
        }
        None => assert!(devices.is_empty() && !granted.is_for_matrix()),
    }
}

/// A scope covers itself in either spelling, and no more.
fn is_covered(scope: &Scope) {
    let both = scope.in_both_spellings();
    assert!(scope.covers(scope) && scope.covers(&both) && both.covers(scope));
    assert_eq!(both.in_both_spellings(), both);
    assert!(!scope.covers(&scope.clone().with("what-nobody-has")) || scope.contains("what-nobody-has"));
}
