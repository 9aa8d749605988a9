//! Device names as Synapse accepts them.

/// The longest device display name Synapse accepts; more is 400 `M_TOO_LARGE`.
pub const DEVICE_DISPLAY_NAME_CHARS: usize = 100;

/// The display name, cut to [`DEVICE_DISPLAY_NAME_CHARS`] characters (code points, as Synapse counts).
pub fn device_display_name(name: &str) -> &str {
    match name.char_indices().nth(DEVICE_DISPLAY_NAME_CHARS) {
        Some((end, _)) => name.get(..end).unwrap_or(name),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_name_is_cut_between_characters() {
        for (name, given, chars) in [
            ("empty", String::new(), 0),
            ("just fits", "x".repeat(100), 100),
            ("one too many", "x".repeat(101), 100),
            ("two bytes each", "é".repeat(150), 100),
            ("four bytes each", "🦀".repeat(101), 100),
        ] {
            let cut = device_display_name(&given);
            assert_eq!(cut.chars().count(), chars, "{name}");
            assert!(given.starts_with(cut), "{name}");
        }
    }
}
