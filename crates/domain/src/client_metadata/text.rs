//! Texts that apps choose and people read.

use super::MetadataError;

/// The longest text that is shown, in characters.
const MAX_LENGTH: usize = 255;

/// A text without anything that would change how the page around it reads; empty is absent.
pub(crate) fn displayable(member: &str, text: &str) -> Result<Option<String>, MetadataError> {
    let text = text.trim();
    if text.chars().count() > MAX_LENGTH {
        let rule = format!("at most {MAX_LENGTH} characters are allowed");
        return Err(MetadataError::member(member, rule));
    }
    if text.chars().any(is_deceptive) {
        return Err(MetadataError::member(
            member,
            "control characters and changes of the writing direction are not allowed",
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// Controls, line separators, invisible spaces, and the bidirectional controls of UAX #9.
fn is_deceptive(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200B}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        )
}
