//! The one place that draws randomness.

use rand::{
    Rng, RngExt,
    distr::{Alphanumeric, SampleString},
    rngs::ThreadRng,
};

#[expect(clippy::disallowed_methods, reason = "every other place draws its randomness here")]
fn source() -> ThreadRng {
    rand::rng()
}

/// `length` characters of `[A-Za-z0-9]`, 5.95 bits each.
pub fn alphanumeric(length: usize) -> String {
    Alphanumeric.sample_string(&mut source(), length)
}

/// `N` random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    source().fill_bytes(&mut bytes);
    bytes
}

/// `length` decimal digits, each equally likely: leading zeros occur.
pub fn digits(length: usize) -> String {
    let mut source = source();
    (0..length)
        .map(|_| char::from(source.random_range(b'0'..=b'9')))
        .collect()
}

/// `N` numbers below `end`, each equally likely.
pub fn draws<const N: usize>(end: usize) -> [usize; N] {
    let mut source = source();
    std::array::from_fn(|_| source.random_range(..end))
}

/// The random part of an id.
pub fn entropy() -> [u8; 10] {
    bytes()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    // R6749-34
    #[test]
    fn draws_use_the_whole_alphabet_and_do_not_repeat() {
        let text = alphanumeric(10_000);
        assert_eq!(text.len(), 10_000);
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(text.bytes().collect::<HashSet<_>>().len(), 62);

        let drawn: HashSet<_> = (0..1000).map(|_| alphanumeric(32)).collect();
        assert_eq!(drawn.len(), 1000);
        let drawn: HashSet<_> = (0..1000).map(|_| entropy()).collect();
        assert_eq!(drawn.len(), 1000);
    }

    #[test]
    fn digits_are_decimal_with_leading_zeros() {
        let codes: Vec<_> = (0..1000).map(|_| digits(6)).collect();
        assert!(codes.iter().all(|code| code.len() == 6));
        assert!(codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_digit())));
        assert!(codes.iter().any(|code| code.starts_with('0')));
    }
}
