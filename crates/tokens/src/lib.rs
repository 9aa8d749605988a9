//! Signing keys, JWTs, opaque tokens and encryption at rest.
//!
//! Nothing here reads a clock: what depends on the time takes it as a parameter.

mod algorithm;
mod audience;
pub mod cipher;
pub mod client_assertion;
mod client_jwt;
pub mod id_token;
pub mod issue;
mod jwt;
pub mod keys;
pub mod logout_token;
pub mod random;
pub mod request_object;
mod verifying_key;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use cipher::{Cipher, CipherError};
pub use client_assertion::{AssertionKey, ClientAssertion};
pub use client_jwt::{ClientJwtError, ClientJwtRules};
pub use id_token::{IdToken, sign_id_token};
pub use jwt::JwtError;
pub use keys::{KeyError, KeyKind, KeySource, KeyState, Keystore, KeystoreError, KnownKey, ScheduledKey, SignError};
pub use logout_token::{LogoutToken, sign_logout_token};
