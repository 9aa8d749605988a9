//! The code that a device shows and a person types (RFC 8628 §6.1).

use std::{fmt, str::FromStr};

/// The text can't be a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a user code")]
pub struct InvalidUserCode;

/// Eight letters, shown in two groups.
#[derive(Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// No vowels, so that no word comes out, and no two that look alike.
    pub const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
    /// 35 bits, which the limit on guesses makes enough for a code that lives for minutes (RFC 8628 §5.1).
    pub const LENGTH: usize = 8;
    const GROUP: usize = 4;

    /// The code of these draws, each of which is a place in the alphabet.
    pub fn of_draws(draws: [usize; Self::LENGTH]) -> Self {
        let letters = draws
            .iter()
            .filter_map(|draw| Self::ALPHABET.get(draw % Self::ALPHABET.len()));
        Self(letters.map(|letter| char::from(*letter)).collect())
    }

    /// The letters alone.
    pub fn letters(&self) -> &str {
        &self.0
    }
}

/// What a person typed: case, spaces and punctuation don't matter.
impl FromStr for UserCode {
    type Err = InvalidUserCode;

    fn from_str(text: &str) -> Result<Self, InvalidUserCode> {
        let mut letters = String::with_capacity(Self::LENGTH);
        for letter in text.chars().filter(|letter| letter.is_alphanumeric()) {
            let letter = letter.to_ascii_uppercase();
            let is_known = Self::ALPHABET.iter().any(|known| char::from(*known) == letter);
            if !is_known || letters.len() == Self::LENGTH {
                return Err(InvalidUserCode);
            }
            letters.push(letter);
        }
        (letters.len() == Self::LENGTH)
            .then_some(Self(letters))
            .ok_or(InvalidUserCode)
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(Self::GROUP).unwrap_or((&self.0, ""));
        write!(f, "{first}-{second}")
    }
}

/// Whoever reads it in a log could let a device of theirs in.
impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R8628-05
    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = UserCode::of_draws([17, 2, 6, 0, 9, 6, 5, 15]);
        assert_eq!((code.to_string().as_str(), code.letters()), ("WDJB-MJHT", "WDJBMJHT"));
        for typed in [
            "WDJB-MJHT",
            "wdjbmjht",
            " Wdjb mjht ",
            "w.d.j.b/m-j-h-t",
            "WDJB\u{2013}MJHT",
        ] {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed}");
        }
        for typed in [
            "",
            "WDJB",
            "WDJB-MJHTT",
            "ADJB-MJHT",
            "WDJB-MJH1",
            "ÄDJBMJHT",
            "ｘDJBMJHT",
        ] {
            assert_eq!(typed.parse::<UserCode>(), Err(InvalidUserCode), "{typed}");
        }
    }

    #[test]
    fn a_code_does_not_print_itself_by_accident() {
        assert_eq!(format!("{:?}", UserCode::of_draws([0; 8])), "UserCode(…)");
    }
}
