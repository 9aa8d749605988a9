//! Encryption of secrets that rest in the database and must be read back.

use aws_lc_rs::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{self, HKDF_SHA256, Prk},
    hmac,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::{
    SecretSlice, SecretString,
    zeroize::{Zeroize, Zeroizing},
};

use crate::random;

/// A sealed value can't be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CipherError {
    /// The text is not base64 of a nonce and a ciphertext.
    #[error("the encrypted value is malformed")]
    Malformed,
    /// Sealed with another key, or altered since.
    #[error("the encrypted value does not belong to this encryption key")]
    Rejected,
    /// Opened, but the caller expects text.
    #[error("the encrypted value is not text")]
    NotText,
}

/// ChaCha20-Poly1305 (RFC 8439) under the server's encryption key.
///
/// A sealed value is standard base64 of the nonce followed by the ciphertext, so that values sealed
/// by the Matrix Authentication Service with the same key open here.
pub struct Cipher {
    aead: LessSafeKey,
    derivation: Prk,
}

impl Cipher {
    /// A cipher under the key of `secrets.encryption`.
    #[expect(clippy::expect_used, reason = "32 bytes are what ChaCha20 takes")]
    pub fn new(key: &[u8; 32]) -> Self {
        let aead = UnboundKey::new(&CHACHA20_POLY1305, key).expect("a key of the right length");
        Self {
            aead: LessSafeKey::new(aead),
            derivation: hkdf::Salt::none(HKDF_SHA256).extract(key),
        }
    }

    /// `plaintext` encrypted under a fresh nonce.
    #[expect(clippy::expect_used, reason = "sealing fails only above 256 GiB (RFC 8439 §2.8)")]
    pub fn seal(&self, plaintext: impl AsRef<[u8]>) -> String {
        // 96 random bits stay distinct for far more secrets than a server ever stores.
        let nonce: [u8; NONCE_LEN] = random::bytes();
        let mut sealed = plaintext.as_ref().to_vec();
        let tag = self
            .aead
            .seal_in_place_separate_tag(Nonce::from(&nonce), Aad::empty(), &mut sealed)
            .expect("a plaintext that fits into memory");
        BASE64_STANDARD.encode([&nonce, sealed.as_slice(), tag.as_ref()].concat())
    }

    /// The text that was sealed.
    pub fn open(&self, sealed: &str) -> Result<SecretString, CipherError> {
        String::from_utf8(self.decrypt(sealed)?)
            .map(SecretString::from)
            .map_err(|error| {
                error.into_bytes().zeroize();
                CipherError::NotText
            })
    }

    /// The bytes that were sealed.
    pub fn open_bytes(&self, sealed: &str) -> Result<SecretSlice<u8>, CipherError> {
        self.decrypt(sealed).map(SecretSlice::from)
    }

    fn decrypt(&self, sealed: &str) -> Result<Vec<u8>, CipherError> {
        let bytes = BASE64_STANDARD.decode(sealed).map_err(|_| CipherError::Malformed)?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(CipherError::Malformed)?;
        let mut buffer = Zeroizing::new(ciphertext.to_vec());
        self.aead
            .open_in_place(Nonce::from(nonce), Aad::empty(), &mut buffer)
            .map(|plaintext| plaintext.to_vec())
            .map_err(|_| CipherError::Rejected)
    }

    /// A key for another purpose, bound to `label` (HKDF-SHA256, RFC 5869).
    #[expect(clippy::expect_used, reason = "HKDF fails only above 255 blocks; this is one")]
    pub fn derive(&self, label: &str) -> [u8; 32] {
        let mut key = [0; 32];
        self.derivation
            .expand(&[label.as_bytes()], HKDF_SHA256)
            .and_then(|output| output.fill(&mut key))
            .expect("an output of one block");
        key
    }

    /// A keyed hash of `message` (HMAC-SHA256): what is short enough to be tried out is stored like this.
    pub fn authenticate(&self, label: &str, message: &str) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(label));
        let mut tag = [0; 32];
        for (byte, computed) in tag.iter_mut().zip(hmac::sign(&key, message.as_bytes()).as_ref()) {
            *byte = *computed;
        }
        tag
    }

    /// Whether `tag` is the keyed hash of `message`; compared in constant time.
    pub fn is_authentic(&self, label: &str, message: &str, tag: &[u8]) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(label));
        hmac::verify(&key, message.as_bytes(), tag).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use chacha20poly1305::{
        ChaCha20Poly1305, KeyInit,
        aead::{Aead, Nonce as AeadNonce},
    };
    use secrecy::ExposeSecret;

    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn what_was_sealed_opens_again() {
        let cipher = Cipher::new(&KEY);
        for text in ["", "s3cret", "ключ"] {
            let opened = cipher.open(&cipher.seal(text)).unwrap();
            assert_eq!(opened.expose_secret(), text);
        }
        let opened = cipher.open_bytes(&cipher.seal([0, 255])).unwrap();
        assert_eq!(opened.expose_secret(), [0, 255]);
        assert_eq!(cipher.open(&cipher.seal([0, 255])).err(), Some(CipherError::NotText));
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let cipher = Cipher::new(&KEY);
        assert_ne!(cipher.seal("s3cret"), cipher.seal("s3cret"));
    }

    #[test]
    fn the_stored_form_is_base64_of_nonce_and_ciphertext() {
        let foreign = ChaCha20Poly1305::new(&KEY.into());
        let nonce = AeadNonce::<ChaCha20Poly1305>::from([3; 12]);
        let ciphertext = foreign.encrypt(&nonce, b"s3cret".as_slice()).unwrap();
        let stored = BASE64_STANDARD.encode([nonce.as_slice(), &ciphertext].concat());
        let opened = Cipher::new(&KEY).open(&stored).unwrap();
        assert_eq!(opened.expose_secret(), "s3cret");

        let sealed = BASE64_STANDARD.decode(Cipher::new(&KEY).seal("s3cret")).unwrap();
        let (nonce, ciphertext) = sealed.split_first_chunk::<12>().unwrap();
        let opened = foreign.decrypt(&AeadNonce::<ChaCha20Poly1305>::from(*nonce), ciphertext);
        assert_eq!(opened.unwrap(), b"s3cret");
    }

    #[test]
    fn an_altered_or_foreign_value_stays_closed() {
        let cipher = Cipher::new(&KEY);
        let sealed = BASE64_STANDARD.decode(cipher.seal("s3cret")).unwrap();
        for position in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[position] ^= 1;
            let altered = BASE64_STANDARD.encode(altered);
            assert_eq!(cipher.open(&altered).err(), Some(CipherError::Rejected));
        }
        let foreign = Cipher::new(&[8; 32]).seal("s3cret");
        assert_eq!(cipher.open(&foreign).err(), Some(CipherError::Rejected));
        for text in ["", "AAAA", "not base64"] {
            assert_eq!(cipher.open(text).err(), Some(CipherError::Malformed));
        }
        let short = BASE64_STANDARD.encode([0; 20]);
        assert_eq!(cipher.open(&short).err(), Some(CipherError::Rejected));
    }

    #[test]
    fn a_keyed_hash_belongs_to_key_label_and_message() {
        let cipher = Cipher::new(&KEY);
        let tag = cipher.authenticate("code", "123456");
        assert!(cipher.is_authentic("code", "123456", &tag));
        assert!(!cipher.is_authentic("code", "123457", &tag));
        assert!(!cipher.is_authentic("other", "123456", &tag));
        assert!(!cipher.is_authentic("code", "123456", &tag[1..]));
        assert!(!Cipher::new(&[8; 32]).is_authentic("code", "123456", &tag));
    }

    #[test]
    fn derived_keys_depend_on_the_key_and_the_label() {
        let cipher = Cipher::new(&KEY);
        assert_eq!(cipher.derive("csrf"), Cipher::new(&KEY).derive("csrf"));
        assert_ne!(cipher.derive("csrf"), cipher.derive("cookies"));
        assert_ne!(cipher.derive("csrf"), Cipher::new(&[8; 32]).derive("csrf"));
        assert_ne!(cipher.derive("csrf"), KEY);
    }
}
