//! Passwords that a person makes for one older app each.

use crate::{AppPasswordId, SessionId, Timestamp, TokenHash, UserId};

/// A password that signs one older app in as its person. It rests as the hash of its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPassword {
    pub id: AppPasswordId,
    pub user_id: UserId,
    /// What the person calls it.
    pub name: String,
    pub created_at: Timestamp,
    /// When it last signed an app in.
    pub last_used_at: Option<Timestamp>,
    /// Where it signed in last, unless that is forgotten by now.
    pub session_id: Option<SessionId>,
}

impl AppPassword {
    /// How long the page that shows a new one may be asked for again, such as by a second press of the button.
    pub const SHOWN_AGAIN: chrono::TimeDelta = chrono::TimeDelta::minutes(10);
    /// So many at a time. Nobody has more old apps.
    pub const MOST: i64 = 50;
}

/// The secret of such a password: 24 characters in groups of four, which nobody mistakes for each other.
///
/// What is random has 118 bits; a plain hash keeps it as well as a slow one would.
pub struct AppPasswordSecret(String);

impl AppPasswordSecret {
    /// Lower-case letters and digits without `i`, `l`, `o`, `0` and `1`.
    pub const ALPHABET: &str = "abcdefghjkmnpqrstuvwxyz23456789";
    pub const LENGTH: usize = 24;
    const GROUP: usize = 4;
    /// Longer than any way to write one down.
    const LONGEST_TYPED: usize = 200;

    /// What was typed, if it has the shape of one: in any case, with spaces and dashes anywhere.
    pub fn typed(text: &str) -> Option<Self> {
        if text.len() > Self::LONGEST_TYPED {
            return None;
        }
        let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}');
        let plain: String = text
            .chars()
            .filter(|letter| !is_between(*letter))
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let has_shape = plain.len() == Self::LENGTH && plain.chars().all(|letter| Self::ALPHABET.contains(letter));
        has_shape.then_some(Self(plain))
    }

    /// The form that is kept.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }

    /// The form that its person sees, once.
    pub fn shown(&self) -> String {
        let mut shown = String::with_capacity(Self::LENGTH + Self::LENGTH / Self::GROUP);
        for (index, letter) in self.0.chars().enumerate() {
            if index > 0 && index % Self::GROUP == 0 {
                shown.push('-');
            }
            shown.push(letter);
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "abcd-efgh-jkmn-pqrs-tuvw-xyz2";

    #[test]
    fn a_secret_is_typed_as_people_type() {
        let hash = AppPasswordSecret::typed(SECRET).unwrap().hash();
        for typed in [
            "abcdefghjkmnpqrstuvwxyz2",
            "ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2",
            " abcd efgh  jkmn pqrs tuvw xyz2\n",
            "abcd–efgh—jkmn‑pqrs‐tuvw\u{a0}xyz2",
        ] {
            let secret = AppPasswordSecret::typed(typed).unwrap();
            assert_eq!(secret.hash(), hash, "{typed}");
            assert_eq!(secret.shown(), SECRET);
        }
    }

    #[test]
    fn what_has_another_shape_is_not_looked_up() {
        for typed in [
            "",
            "correct horse battery staple",
            "abcd-efgh-jkmn-pqrs-tuvw-xyz",
            "abcd-efgh-jkmn-pqrs-tuvw-xyz23",
            "abcd-efgh-jkmn-pqrs-tuvw-xyz0",
            "abcd-efgh-jkmn-pqrs-tuvw-xyil",
            "abcd_efgh_jkmn_pqrs_tuvw_xyz2",
            "äbcdefghjkmnpqrstuvwxyz",
            &"-".repeat(500),
        ] {
            assert!(AppPasswordSecret::typed(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_secret_holds_more_than_100_bits() {
        let letters = AppPasswordSecret::ALPHABET;
        assert!(
            letters
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        );
        let mut distinct: Vec<char> = letters.chars().collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), letters.len());
        let [count, length] = [letters.len(), AppPasswordSecret::LENGTH].map(|n| f64::from(u32::try_from(n).unwrap()));
        assert!(count.log2() * length >= 100.0);
    }
}
