use std::collections::HashSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};

use crate::scope::{Scope, Section};

/// How passwords are checked and hashed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordsConfig {
    /// Whether people can sign in with a password.
    pub enabled: bool,
    /// Least strength of a new password, from 0 (anything) to 4 (hard to guess offline).
    #[schemars(range(min = 0, max = 4))]
    pub minimum_complexity: u8,
    /// Ways to hash. The one with the highest version hashes new passwords.
    pub schemes: Vec<PasswordScheme>,
}

impl Default for PasswordsConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            minimum_complexity: 3,
            schemes: vec![PasswordScheme {
                version: 1,
                algorithm: Algorithm::Argon2id,
                unicode_normalization: false,
                cost: None,
                secret: None,
                secret_file: None,
                pepper: None,
            }],
        }
    }
}

impl PasswordsConfig {
    /// The scheme that hashes new passwords: the one with the highest version.
    pub fn current_scheme(&self) -> Option<&PasswordScheme> {
        self.schemes.iter().max_by_key(|scheme| scheme.version)
    }
}

impl Section for PasswordsConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        if self.enabled && self.schemes.is_empty() {
            scope.key("schemes").error("must not be empty");
        }
        let mut versions = HashSet::new();
        for (index, scheme) in self.schemes.iter_mut().enumerate() {
            let mut scope = scope.key("schemes");
            let mut scope = scope.item(index);
            if !versions.insert(scheme.version) {
                scope
                    .key("version")
                    .error(format!("{} is used by another scheme", scheme.version));
            }
            scheme.settle(&mut scope);
        }
    }
}

/// A way to hash passwords.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordScheme {
    /// Number stored beside each hash: unique, never to be reused for another way.
    pub version: u16,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Whether passwords are brought to Unicode NFKC first, as Synapse does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unicode_normalization: bool,
    /// Cost of bcrypt. Default: 12.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 4, max = 31))]
    pub cost: Option<u32>,
    /// Secret mixed into each hash, which must never change.
    #[serde(default, skip_serializing)]
    #[schemars(with = "Option<String>")]
    pub secret: Option<SecretString>,
    /// File that holds the secret; all of its bytes count, a newline at the end too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    #[serde(skip)]
    pepper: Option<SecretSlice<u8>>,
}

impl PasswordScheme {
    /// The secret mixed into each hash, if there is one.
    pub fn pepper(&self) -> Option<&SecretSlice<u8>> {
        self.pepper.as_ref()
    }

    /// The cost of bcrypt.
    pub fn bcrypt_cost(&self) -> u32 {
        self.cost.unwrap_or(12)
    }

    fn settle(&mut self, scope: &mut Scope<'_>) {
        if self.cost.is_some() && self.algorithm != Algorithm::Bcrypt {
            scope.key("cost").warning("has a meaning for bcrypt only");
        }
        self.pepper = scope.bytes("secret", self.secret.as_ref(), self.secret_file.as_deref());
        if let Some(pepper) = &self.pepper
            && self.secret_file.is_some()
            && pepper.expose_secret().ends_with(b"\n")
        {
            // Cutting it off would lock out everybody whose hash was made with it.
            scope
                .key("secret_file")
                .warning("the file ends with a newline, which is taken as part of the secret");
        }
    }
}

/// Algorithm that hashes passwords.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// Argon2id.
    Argon2id,
    /// Bcrypt.
    Bcrypt,
    /// PBKDF2 with SHA-256.
    Pbkdf2,
}
