//! CSRF tokens: each form repeats what only this browser's cookie and this server's key can make.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The form was not made for this browser, or its cookie is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the CSRF token is missing or not of this browser")]
pub struct CsrfError;

fn mac(key: &[u8; 32], cookie: &SecretString) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(cookie.expose_secret().as_bytes());
    Some(mac)
}

/// The token for the forms of the browser with this cookie.
pub(crate) fn token(key: &[u8; 32], cookie: &SecretString) -> Option<String> {
    mac(key, cookie).map(|mac| BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Whether the form was made for the browser with this cookie; compared in constant time.
pub(crate) fn check(key: &[u8; 32], cookie: Option<&SecretString>, token: &str) -> Result<(), CsrfError> {
    let mac = cookie.and_then(|cookie| mac(key, cookie)).ok_or(CsrfError)?;
    let token = BASE64_URL_SAFE_NO_PAD.decode(token).map_err(|_| CsrfError)?;
    mac.verify_slice(&token).map_err(|_| CsrfError)
}

#[cfg(test)]
mod tests {
    use super::*;

    // R6749-35
    #[test]
    fn a_token_is_good_for_one_browser_only() {
        let key = [7; 32];
        let [ours, theirs] = ["ours", "theirs"].map(SecretString::from);
        let token = token(&key, &ours).unwrap();
        assert_eq!(check(&key, Some(&ours), &token), Ok(()));
        for (key, cookie, token) in [
            (key, Some(&theirs), token.as_str()),
            (key, None, &token),
            (key, Some(&ours), ""),
            (key, Some(&ours), "ours"),
            (key, Some(&ours), &token[1..]),
            ([8; 32], Some(&ours), &token),
        ] {
            assert_eq!(check(&key, cookie, token), Err(CsrfError));
        }
    }
}
