use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::Deserialize;

use crate::experimental::seconds;
use crate::scope::{Scope, Section};

/// Encryption key and signing keys.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecretsConfig {
    /// Key that encrypts cookies and stored client secrets: 64 hexadecimal digits.
    #[schemars(
        with = "Option<String>",
        regex(pattern = "^[0-9a-fA-F]{64}$"),
        extend("writeOnly" = true)
    )]
    pub encryption: Option<SecretString>,
    /// File that holds the encryption key.
    pub encryption_file: Option<PathBuf>,
    /// Private keys that sign tokens. After loading, those of `keys_dir` are among them.
    pub keys: Vec<KeyConfig>,
    /// Directory in which every file is a private key without password.
    pub keys_dir: Option<PathBuf>,
    /// How one signing key follows another.
    pub key_rotation: KeyRotationConfig,
    #[serde(skip)]
    encryption_key: Option<SecretSlice<u8>>,
    /// How many of `keys` are not of the directory.
    #[serde(skip)]
    listed: usize,
}

/// How one signing key follows another.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KeyRotationConfig {
    /// Seconds for which a key that `gatehouse keys rotate` makes is published before it signs. Apps keep the published
    /// keys for an hour.
    #[serde(with = "seconds")]
    #[schemars(with = "u64", range(min = 3600))]
    pub lead_time: Duration,
    /// Seconds for which a key that has been replaced stays published. ID tokens are good for an hour, but apps show old
    /// ones when people sign out.
    #[serde(with = "seconds")]
    #[schemars(with = "u64", range(min = 7200))]
    pub keep: Duration,
}

impl Default for KeyRotationConfig {
    fn default() -> Self {
        Self {
            lead_time: Duration::from_hours(24),
            keep: Duration::from_hours(30 * 24),
        }
    }
}

impl SecretsConfig {
    /// The same with what is in the files and the directory of keys now.
    pub fn with_keys_of_now(&self) -> io::Result<Self> {
        let mut now = self.clone();
        now.keys.truncate(self.listed);
        for key in &mut now.keys {
            if let Some(file) = &key.key_file {
                key.bytes = std::fs::read(file)?.into();
            }
        }
        if let Some(directory) = &self.keys_dir {
            now.keys.extend(KeyConfig::in_directory(directory)?);
        }
        Ok(now)
    }

    /// The 32 bytes of the encryption key, if one is configured.
    pub fn encryption_key(&self) -> Option<&SecretSlice<u8>> {
        self.encryption_key.as_ref()
    }
}

impl Section for SecretsConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        scope.secret("encryption", &mut self.encryption, self.encryption_file.as_deref());
        if let Some(text) = &self.encryption {
            self.encryption_key = hexadecimal(text.expose_secret().trim());
            if self.encryption_key.is_none() {
                scope
                    .given("encryption", self.encryption_file.is_some())
                    .error("must be 64 hexadecimal digits");
            }
        }
        for (index, key) in self.keys.iter_mut().enumerate() {
            key.settle(&mut scope.key("keys").item(index));
        }
        self.listed = self.keys.len();
        if let Some(directory) = &self.keys_dir {
            match KeyConfig::in_directory(directory) {
                Ok(keys) if keys.is_empty() => {
                    scope.key("keys_dir").warning("holds no key");
                }
                Ok(keys) => self.keys.extend(keys),
                Err(error) => scope
                    .key("keys_dir")
                    .error(format!("cannot read {}: {error}", directory.display())),
            }
        }
    }
}

/// A private key that signs tokens.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KeyConfig {
    /// Name of the key in the published key set. Default: its RFC 7638 thumbprint.
    pub kid: Option<String>,
    /// Private key, PEM.
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub key: Option<SecretString>,
    /// File that holds the private key, PEM or DER.
    pub key_file: Option<PathBuf>,
    /// Password of the private key.
    #[schemars(with = "Option<String>", extend("writeOnly" = true))]
    pub password: Option<SecretString>,
    /// File that holds the password of the private key.
    pub password_file: Option<PathBuf>,
    #[serde(skip)]
    bytes: SecretSlice<u8>,
}

impl KeyConfig {
    /// The key as it was given: PEM or DER, perhaps encrypted with `password`.
    pub fn bytes(&self) -> &SecretSlice<u8> {
        &self.bytes
    }

    fn settle(&mut self, scope: &mut Scope<'_>) {
        match scope.bytes("key", self.key.as_ref(), self.key_file.as_deref()) {
            Some(bytes) => self.bytes = bytes,
            None if self.key_file.is_none() => scope.error("needs `key` or `key_file`"),
            None => {}
        }
        scope.secret("password", &mut self.password, self.password_file.as_deref());
    }

    /// Hidden files are passed over: Kubernetes keeps its bookkeeping in them.
    fn in_directory(directory: &Path) -> io::Result<Vec<Self>> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(directory)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|file| {
            let hidden = file
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            !hidden && file.is_file()
        });
        files.sort();
        files
            .into_iter()
            .map(|file| {
                Ok(Self {
                    bytes: std::fs::read(&file)?.into(),
                    key_file: Some(file),
                    ..Self::default()
                })
            })
            .collect()
    }
}

fn hexadecimal(text: &str) -> Option<SecretSlice<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| digit.try_into().ok()))
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    (rest.is_empty() && bytes.len() == 32).then(|| bytes.into())
}
