//! New opaque secrets, each with at least 160 random bits (RFC 6749 §10.10).

use gatehouse_domain::{AppPasswordSecret, Token, TokenKind, UserCode};
use secrecy::SecretString;

use crate::random;

/// Characters that hold 190 bits.
const LENGTH: usize = 32;

/// A new token of `kind`.
pub fn mint(kind: TokenKind) -> Token {
    Token::new(kind, &random::alphanumeric(Token::RANDOM_LENGTH))
}

/// A new authorization code.
pub fn authorization_code() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

/// What a device shows to the token endpoint until somebody has let it in.
pub fn device_code() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

/// What the device shows to the person (RFC 8628 §6.1).
pub fn user_code() -> UserCode {
    UserCode::of_draws(random::draws(UserCode::ALPHABET.len()))
}

/// The secret of a browser session's cookie.
pub fn browser_session_secret() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

/// The id of a device whose app names none, in the style of homeservers.
pub fn device_id() -> String {
    random::alphanumeric(10).to_uppercase()
}

/// What a browser hands to an older app that the person signs in to.
pub fn login_token() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

/// The six digits that prove an email address.
pub fn email_code() -> SecretString {
    random::digits(6).into()
}

/// The secret of a link in a mail.
pub fn link_secret() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

/// The secret that ties a sign-up to the browser in which it began.
pub fn registration_secret() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

/// A token without which nobody signs up, where the operator wants that: short enough to be dictated, 71 bits.
pub fn registration_token() -> SecretString {
    random::alphanumeric(12).into()
}

/// The secret of a password for one older app.
pub fn app_password() -> Option<AppPasswordSecret> {
    AppPasswordSecret::typed(&random::of(AppPasswordSecret::ALPHABET, AppPasswordSecret::LENGTH))
}

/// A new `client_secret`: long enough for HS256 as well, which needs 256 bits of key (RFC 7518 §3.2).
pub fn client_secret() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

/// What a client shows to read, change or withdraw its registration.
pub fn registration_access_token() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

/// What a form has to send back to show that one of our pages made it.
pub fn csrf_token() -> SecretString {
    random::alphanumeric(LENGTH).into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use secrecy::ExposeSecret;

    use super::*;

    // R6749-21, R6749-34
    #[test]
    fn every_secret_holds_160_bits() {
        let bits_of = |length: usize| 62_f64.log2() * f64::from(u32::try_from(length).unwrap());
        for secret in [
            authorization_code(),
            browser_session_secret(),
            client_secret(),
            csrf_token(),
            device_code(),
            link_secret(),
            login_token(),
            registration_access_token(),
            registration_secret(),
        ] {
            let secret = secret.expose_secret();
            assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            assert!(bits_of(secret.len()) >= 160.0);
        }
        assert!(bits_of(Token::RANDOM_LENGTH) >= 160.0);
    }

    #[test]
    fn a_password_for_an_app_reads_back_as_it_was_shown() {
        let made: HashSet<_> = (0..100).map(|_| app_password().unwrap().shown()).collect();
        assert_eq!(made.len(), 100);
        for shown in made {
            assert_eq!(AppPasswordSecret::typed(&shown).unwrap().shown(), shown);
        }
    }

    // R8628-05, R8628-08
    #[test]
    fn user_codes_use_the_whole_alphabet_and_do_not_repeat() {
        let codes: HashSet<String> = (0..1000).map(|_| user_code().letters().to_owned()).collect();
        assert_eq!(codes.len(), 1000);
        let used: HashSet<u8> = codes.iter().flat_map(|code| code.bytes()).collect();
        assert_eq!(used, UserCode::ALPHABET.iter().copied().collect());
    }

    // CS-13: a kind, and nothing about whom it is for.
    #[test]
    fn a_minted_token_has_its_kind_and_is_new() {
        for kind in [TokenKind::Access, TokenKind::Refresh, TokenKind::Personal] {
            let tokens: HashSet<_> = (0..100).map(|_| mint(kind).expose().to_owned()).collect();
            assert_eq!(tokens.len(), 100);
            assert!(tokens.iter().all(|token| Token::kind_of(token) == Some(kind)));
        }
    }
}
