//! Opaque tokens: `<prefix>_<30 characters>_<6 characters of checksum>`, kept only as hashes.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What a token is for, told by its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// OAuth 2.0 access token.
    Access,
    /// OAuth 2.0 refresh token.
    Refresh,
    /// Access token of an older Matrix client.
    CompatAccess,
    /// Refresh token of an older Matrix client.
    CompatRefresh,
    /// Personal access token.
    Personal,
}

impl TokenKind {
    const ALL: [Self; 5] = [
        Self::Access,
        Self::Refresh,
        Self::CompatAccess,
        Self::CompatRefresh,
        Self::Personal,
    ];

    /// The text before the first underscore.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Access => "mat",
            Self::Refresh => "mar",
            Self::CompatAccess => "mct",
            Self::CompatRefresh => "mcr",
            Self::Personal => "mpt",
        }
    }
}

/// A bearer secret in clear: shown to its owner once, never stored, logged or serialised.
pub struct Token(String);

impl Token {
    /// How many random characters of `[A-Za-z0-9]` a token holds: 178 bits.
    pub const RANDOM_LENGTH: usize = 30;
    /// Longer than any token of an earlier homeserver.
    const LONGEST_EARLIER: usize = 1024;

    /// A token of `kind` around characters that a secure generator drew.
    pub fn new(kind: TokenKind, random: &str) -> Self {
        let body = format!("{}_{random}", kind.prefix());
        let checksum = checksum(&body);
        Self(format!("{body}_{checksum}"))
    }

    /// The kind, when `text` has the shape and the checksum of one of our tokens, or the shape of one that a homeserver
    /// gave out before its accounts moved here: such a token is kept as it was.
    ///
    /// A typing error is told from a token without a look at the database.
    pub fn kind_of(text: &str) -> Option<TokenKind> {
        Self::kind_of_own(text).or_else(|| Self::kind_of_earlier(text))
    }

    /// Tokens of Synapse: `syt_…` and `syr_…`, and macaroons before them.
    fn kind_of_earlier(text: &str) -> Option<TokenKind> {
        if text.len() > Self::LONGEST_EARLIER {
            return None;
        }
        match text.split_once('_') {
            Some(("syt", _)) => Some(TokenKind::CompatAccess),
            Some(("syr", _)) => Some(TokenKind::CompatRefresh),
            _ => is_macaroon(text).then_some(TokenKind::CompatAccess),
        }
    }

    fn kind_of_own(text: &str) -> Option<TokenKind> {
        let (body, sum) = text.rsplit_once('_')?;
        let (prefix, random) = body.split_once('_')?;
        let kind = TokenKind::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
        let well_formed = random.len() == Self::RANDOM_LENGTH
            && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && checksum(body) == sum;
        well_formed.then_some(kind)
    }

    /// The text to hand out.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

/// Whether the text begins as a macaroon does, which is base64url: four hexadecimal digits of a length, then `location `.
fn is_macaroon(text: &str) -> bool {
    const START: usize = 20;
    let start = text
        .get(..START)
        .and_then(|start| BASE64_URL_SAFE_NO_PAD.decode(start).ok());
    let parts = start.as_deref().and_then(|bytes| bytes.split_at_checked(4));
    parts.is_some_and(|(length, name)| length.iter().all(u8::is_ascii_hexdigit) && name.starts_with(b"location "))
}

/// CRC-32 (ISO-HDLC) in base 62, least significant digit first, padded on the left to six characters.
fn checksum(body: &str) -> String {
    let mut rest = crc32fast::hash(body.as_bytes());
    let mut digits = String::with_capacity(6);
    while rest > 0 {
        digits.extend(BASE62.get((rest % 62) as usize).map(|digit| char::from(*digit)));
        rest /= 62;
    }
    format!("{digits:0>6}")
}

/// SHA-256 of a bearer secret: enough, since each holds at least 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a secret in clear.
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// The stored form.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The bytes in the database are no SHA-256.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("not a SHA-256 hash")]
pub struct InvalidTokenHash;

impl TryFrom<Vec<u8>> for TokenHash {
    type Error = InvalidTokenHash;

    fn try_from(bytes: Vec<u8>) -> Result<Self, InvalidTokenHash> {
        bytes.try_into().map(Self).map_err(|_| InvalidTokenHash)
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_tells_its_kind() {
        for kind in TokenKind::ALL {
            let token = Token::new(kind, "abcdefghijklmnopqrstuvwxyz0123");
            assert_eq!(Token::kind_of(token.expose()), Some(kind));
        }
    }

    #[test]
    fn the_checksum_is_base62_with_the_least_digit_first() {
        assert_eq!(checksum(""), "000000");
        // crc32("123456789") = 0xCBF43926 = 3421780262 = [42, 52, 33, 34, 45, 3] in base 62.
        let digits = [3_421_780_262_u32 % 62, 3_421_780_262 / 62 % 62];
        let sum = checksum("123456789");
        assert_eq!(sum.len(), 6);
        assert_eq!(sum.as_bytes()[0], BASE62[digits[0] as usize]);
        assert_eq!(sum.as_bytes()[1], BASE62[digits[1] as usize]);
    }

    #[test]
    fn tokens_of_an_earlier_homeserver_keep_their_shape() {
        for (text, kind) in [
            ("syt_YWxpY2U_tGcDiWTBtlCFLPLDNyEm_2Dzv1T", TokenKind::CompatAccess),
            ("syr_YWxpY2U_mWnMVQ_1k5cyG", TokenKind::CompatRefresh),
            // "0019location example.org\n…"
            (
                "MDAxOWxvY2F0aW9uIGV4YW1wbGUub3JnCjAwMTNpZGVudGlmaWVyIGtleQo",
                TokenKind::CompatAccess,
            ),
        ] {
            assert_eq!(Token::kind_of(text), Some(kind), "{text}");
        }
        assert_eq!(Token::kind_of(&format!("syt_{}", "a".repeat(2000))), None);
    }

    #[test]
    fn what_is_not_one_of_our_tokens_has_no_kind() {
        let good = Token::new(TokenKind::Access, "abcdefghijklmnopqrstuvwxyz0123");
        let good = good.expose();
        for text in [
            "",
            "mat",
            "mat__",
            "xyt_YWxpY2U_abc_1",
            "MDAxY2xvY2F0",
            &good[..good.len() - 1],
            &good.replacen("mat", "mar", 1),
            &good.replace('a', "ä"),
            &format!("{good} "),
        ] {
            assert_eq!(Token::kind_of(text), None, "{text}");
        }
    }
}
