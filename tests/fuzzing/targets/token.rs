//! Opaque tokens.

use gatehouse_domain::{Token, TokenKind};

const KINDS: [TokenKind; 5] = [
    TokenKind::Access,
    TokenKind::Refresh,
    TokenKind::CompatAccess,
    TokenKind::CompatRefresh,
    TokenKind::Personal,
];
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub fn check(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        is_ours_or_earlier(text);
    }
    if let Some((kind, drawn)) = data.split_first() {
        is_known_again(KINDS[usize::from(*kind) % KINDS.len()], drawn);
    }
}

/// What is taken for a token of ours is what we would write, to the letter.
fn is_ours_or_earlier(text: &str) {
    let Some(kind) = Token::kind_of(text) else { return };
    if let Some(rest) = text.strip_prefix(kind.prefix()) {
        let random = rest.get(1..=Token::RANDOM_LENGTH).unwrap();
        assert!(random.bytes().all(|letter| letter.is_ascii_alphanumeric()));
        assert_eq!(Token::new(kind, random).expose(), text);
    } else {
        // Those of a homeserver: by name, or a macaroon, whose first packet is its location.
        let is_named = text.starts_with("syt_") || text.starts_with("syr_");
        assert!(is_named || text.get(6..17) == Some("xvY2F0aW9uI"), "{text}");
        assert!(text.len() <= 1024);
    }
}

/// What we write is known again, and with one letter changed it is not.
fn is_known_again(kind: TokenKind, drawn: &[u8]) {
    let Some((drawn, [position, letter, ..])) = drawn.split_at_checked(Token::RANDOM_LENGTH) else {
        return;
    };
    let random: String = drawn
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect();
    let token = Token::new(kind, &random);
    assert!(Token::kind_of(token.expose()) == Some(kind));
    let mut changed = token.expose().as_bytes().to_vec();
    let position = usize::from(*position) % changed.len();
    changed[position] = LETTERS[usize::from(*letter) % LETTERS.len()];
    let changed = String::from_utf8(changed).unwrap();
    if changed != token.expose() {
        assert!(Token::kind_of(&changed).is_none(), "{changed}");
        assert!(token.hash() != gatehouse_domain::TokenHash::of(&changed));
    }
}
